//! Whole files. Those in `fixtures/ok` give rise to nothing above advice. Each one in
//! `fixtures/err` has beside it, in a file whose name ends in `.out`, what the `concise` format
//! says of it; run the tests with `ARNLINT_BLESS=1` to write that anew.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{arnlint, files, root, stderr, stdout};

/// The files of a folder that are not expected output.
fn inputs(folder: &str) -> Vec<PathBuf> {
    files(folder).into_iter().filter(|path| path.extension().is_some_and(|extension| extension != "out")).collect()
}

/// What the `concise` format says of a file.
fn concise(path: &Path) -> String {
    let name = path.strip_prefix(root()).expect("below the root");
    let mut command = arnlint();
    // The type of a policy may stand in the name of its file: `grammar.scp.json`.
    let stem = path.file_stem().expect("a name").to_string_lossy();
    if let Some((_, policy_type)) = stem.rsplit_once('.') {
        command.args(["--policy-type", policy_type]);
    }
    command.args(["--quiet", "--output-format", "concise"]).arg(name);
    let output = command.current_dir(root()).output().expect("the binary runs");
    assert_eq!(stderr(&output), "", "{}", path.display());
    stdout(&output).to_owned()
}

#[test]
fn ok_files_are_silent() {
    for path in inputs("fixtures/ok") {
        let report = concise(&path);
        let loud: Vec<&str> = report.lines().filter(|line| !line.contains(": advice ")).collect();
        assert!(loud.is_empty(), "{}", loud.join("\n"));
    }
}

#[test]
fn err_files_say_what_is_expected() {
    let bless = std::env::var_os("ARNLINT_BLESS").is_some();
    for path in inputs("fixtures/err") {
        let report = concise(&path);
        assert!(!report.is_empty(), "{} is silent", path.display());
        let mut expected = path.clone().into_os_string();
        expected.push(".out");
        if bless {
            fs::write(&expected, &report).expect("it can be written");
        }
        let expected = fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(report, expected, "{}: run ARNLINT_BLESS=1 cargo test --test fixtures", path.display());
    }
}

#[test]
fn each_expectation_has_its_file() {
    for path in files("fixtures/err") {
        if path.extension().is_some_and(|extension| extension == "out") {
            assert!(path.with_extension("").exists(), "{} expects something of nothing", path.display());
        }
    }
}
