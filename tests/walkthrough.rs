//! Pages that show commands: what stands below a command is what it prints. With `ARNLINT_BLESS=1`
//! it is written anew.

mod common;

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs a line of a page as a shell does; what it prints, the findings first.
fn run(line: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_arnlint")).parent().expect("a folder");
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", binary.display()))
        .output()
        .expect("a shell");
    let text = format!("{}{}", common::stdout(&output), common::stderr(&output));
    text.trim_end().lines().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{}", line.trim_end());
        text
    })
}

#[test]
fn templates_page_shows_what_its_commands_print() {
    let path = common::root().join("docs/templates.md");
    let page = fs::read_to_string(&path).expect("the page");
    let folder = common::scratch("walkthrough");
    fs::copy(common::root().join("fixtures/example/kinesis-permissions.md"), folder.join("kinesis-permissions.md"))
        .expect("the example");
    let mut shown = String::new();
    let mut in_console = false;
    for line in page.lines() {
        if line == "```console" {
            in_console = true;
        } else if line == "```" {
            in_console = false;
        } else if in_console && !line.starts_with("$ ") {
            continue;
        }
        let _ = writeln!(shown, "{line}");
        if let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) {
            shown.push_str(&run(command, &folder));
        }
    }
    if std::env::var_os("ARNLINT_BLESS").is_some() {
        fs::write(&path, &shown).expect("it can be written");
    } else {
        assert!(
            shown == page,
            "docs/templates.md is out of date: ARNLINT_BLESS=1 cargo test --test walkthrough\n{shown}"
        );
    }
}
