//! The formats of reports, read back by readers that are not ours: a validator of JSON schemas, an
//! XML parser, and the rules by which hosts read their commands.

#[path = "../common/mod.rs"]
mod common;

mod destinations;
mod expected;
mod hostile;
mod logs;
mod report_schema;
mod review;
mod sarif;
mod xml;

use std::path::{Path, PathBuf};

pub(crate) use common::FORMATS;
use common::{arnlint, root, scratch, stderr, stdout};
use serde_json::Value;

/// The report on what `args` name, from a folder, in a format.
pub(crate) fn report(folder: &Path, format: &str, args: &[&str]) -> String {
    let output = arnlint().current_dir(folder).args(["check", "--output-format", format]).args(args).output();
    let output = output.expect("the binary runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{format}: {}", stderr(&output));
    stdout(&output).to_owned()
}

/// A report that is JSON.
pub(crate) fn json(folder: &Path, format: &str, args: &[&str]) -> Value {
    parse(&report(folder, format, args))
}

pub(crate) fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The elements of a list.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

pub(crate) fn number(value: &Value) -> usize {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).unwrap_or_else(|| panic!("{value} is no number"))
}

/// What formats with one text for a finding say of a finding of the JSON report.
pub(crate) fn sentences(found: &Value) -> String {
    let help = found["help"].as_str().map_or(String::new(), |help| format!(". {help}"));
    format!("{}{help}", text(&found["message"]))
}

/// The folder whose reports are kept as fixtures.
pub(crate) fn fixtures() -> PathBuf {
    root().join("fixtures/formats")
}

/// A folder of a test with one policy, whose only Action is this text as it stands in JSON.
pub(crate) fn folder_with_action(name: &str, file: &str, action: &str) -> PathBuf {
    let folder = scratch(name);
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"{action}","Resource":"arn:aws:kinesis:eu-west-1:464622532012:stream/clicks"}}}}"#
    );
    std::fs::write(folder.join(file), policy).expect("it can be written");
    folder
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in FORMATS {
        let first = report(root(), format, &["fixtures"]);
        assert_eq!(first, report(root(), format, &["fixtures"]), "{format}");
        assert!(first.ends_with('\n') && first.lines().count() > 100, "{format}");
    }
}

#[test]
fn the_page_about_formats_and_the_command_name_them_all() {
    let output = arnlint().args(["check", "--output-format", "?"]).output().expect("the binary runs");
    let named = stderr(&output).split("[possible values: ").nth(1).and_then(|rest| rest.split(']').next());
    assert_eq!(named, Some(FORMATS.join(", ").as_str()), "{}", stderr(&output));
    let page = std::fs::read_to_string(root().join("docs/formats.md")).expect("the page");
    for format in FORMATS {
        let heading = page.lines().find(|line| line.starts_with("## ") && line.contains(&format!("`{format}`")));
        assert!(heading.is_some(), "{format}");
        assert!(page.contains(&format!("[`{format}`](#")), "{format}");
    }
}
