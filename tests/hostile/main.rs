//! Input that is hostile or unlucky: each ends in a finding or an error, said in one way, and in
//! nothing else.

#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;

mod outputs;
mod paths;
mod settings;
mod sizes;
mod texts;

use std::path::Path;

use common::{arnlint, stderr, stdout};

pub(crate) const BROKEN: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis: Get*","Resource":"*"}}"#;

/// What is found in that policy where only this rule runs.
pub(crate) const FOUND: &str =
    "1:64: error malformed-action [*] space after the colon in action `kinesis: Get*`: IAM matches nothing with it\n";

/// The status, standard output and standard error of a run with the rule of [`BROKEN`] alone.
pub(crate) fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let mut command = arnlint();
    command.current_dir(folder).args(["check", "--output-format", "concise", "--select", "malformed-action"]);
    let output = command.args(args).output().expect("the binary runs");
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

/// What a run comes to that could not be done.
pub(crate) fn failed(error: &str) -> (Option<i32>, String, String) {
    (Some(2), String::new(), format!("arnlint: {error}\n"))
}

/// Whether the tests run as somebody whom no permission stops, so that there is nothing to test.
pub(crate) fn is_root(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let probe = folder.join("probe");
    std::fs::write(&probe, "").expect("a file");
    std::fs::set_permissions(&probe, std::fs::Permissions::from_mode(0o0)).expect("it is ours");
    let is_root = std::fs::read(&probe).is_ok();
    std::fs::remove_file(probe).expect("it is there");
    is_root
}
