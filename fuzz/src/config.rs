//! Any text, read as a configuration: no panic, and what is accepted says the same when it is
//! shown and read again.

use arnlint::cli::configuration;

/// Reads the bytes as a configuration; those that begin with `[tool` as the one of a Python
/// project.
pub fn run(bytes: &[u8]) {
    // Others are refused where the file is read.
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let name = if text.starts_with("[tool") { "pyproject.toml" } else { "arnlint.toml" };
    match configuration(name, text) {
        Ok(shown) => match configuration("arnlint.toml", &shown) {
            Ok(again) => assert_eq!(without_name(&shown), without_name(&again), "of\n{text}"),
            Err(mistakes) => panic!("{text}\nis shown as\n{shown}\nin which there is {mistakes}"),
        },
        Err(mistakes) => assert!(mistakes.contains(name), "{mistakes}"),
    }
}

/// The first line says which file it is.
fn without_name(shown: &str) -> Option<&str> {
    Some(shown.split_once('\n')?.1)
}
