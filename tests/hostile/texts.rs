//! Texts that would steer a terminal or command a CI server, wherever a policy has room for them.

use std::fs;

use roxmltree::Document;
use serde_json::Value;

use crate::common::{FORMATS, arnlint, scratch, stderr, stdout};
use crate::{BROKEN, run};

/// As they stand in a string of JSON: some as escapes, some as they are, some where JSON allows
/// none.
const TEXTS: &[&str] = &[
    r"\u001b[31mred\u001b[0m",
    r"\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u0007",
    "\u{1b}]0;title\u{7}\u{1b}[2J",
    r"\u009b31m\u009d0;x\u009c\u0090q\u0085",
    "\u{9b}31m\u{9d}0;x\u{9c}\u{85}",
    r"\u202egnp.\u2066x\u2069\u200f\u061c",
    "\u{202e}gnp.\u{2066}x\u{2069}\u{200f}",
    r"a\n::error file=x::b",
    r"a\r\n::stop-commands::x",
    "::set-output name=x::y",
    "%0A::error::x%0D%25",
    "##vso[task.setvariable variable=x]y",
    r"\n##[error]x",
    r"]]><script>&lt;\u0000\u0008\ufffe\uffff",
    r"\b\f\t\u007f",
];

/// A policy with a text in every place that takes one.
fn policy(text: &str) -> String {
    r#"{"Version": "TEXT", "Id": "TEXT", "TEXT": "TEXT", "Statement": [
        {"Sid": "TEXT", "Effect": "TEXT", "Action": "TEXT", "Resource": "TEXT"},
        {"Sid": "TEXT", "Effect": "Allow", "Principal": {"AWS": ["TEXT", "arn:aws:iam::TEXT:root"], "TEXT": "TEXT", "Service": "TEXT"},
         "Action": ["s3:TEXT", "TEXT:Get*", "kinesis: TEXT", "s3:GetObject"], "Resource": ["arn:aws:s3:::TEXT", "arn:aws:TEXT:x:y:z", "TEXT"],
         "Condition": {"TEXT": {"TEXT": "TEXT"}, "StringEquals": {"TEXT": "TEXT", "aws:SourceArn": "TEXT", "aws:TEXT": "${TEXT}"},
                       "Bool": {"aws:SecureTransport": "TEXT"}, "IpAddress": {"aws:SourceIp": "TEXT"}, "DateLessThan": {"aws:CurrentTime": "TEXT"}},
         "TEXT": "TEXT", "Notaction": "TEXT"}]}"#
        .replace("TEXT", text)
}

/// What a terminal obeys, or turns text around for.
fn steers(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_harmless(what: &str, output: &str) {
    if let Some(at) = output.find(steers) {
        let shown: String = output[at..].chars().take(40).collect();
        panic!("{what}: {shown:?}");
    }
    for line in output.lines() {
        assert!(!line.contains("##vso[") && !line.contains("##["), "{what}: {line}");
        assert!(!line.trim_start().starts_with("::"), "{what}: {line}");
    }
}

#[test]
fn no_text_of_a_policy_leaves_its_place() {
    let folder = scratch("hostile-texts");
    for text in TEXTS {
        fs::write(folder.join("policy.json"), policy(text)).expect("a file");
        let mut findings = 0;
        // The lines come first, so that the others can be counted by them.
        for format in ["concise"].into_iter().chain(FORMATS) {
            let what = format!("{format} {text:?}");
            let args = ["check", "--pedantic", "--fail-on", "advice", "-v", "--output-format", format];
            let output = arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
            let report = stdout(&output);
            assert_eq!(output.status.code(), Some(1), "{what}: {}", stderr(&output));
            is_harmless(&what, stderr(&output));
            match format {
                "concise" => findings = report.lines().count(),
                "github" | "azure" => {
                    let start = if format == "github" { "::" } else { "##vso[task.logissue type=" };
                    let is_ours = |line: &str| {
                        let rest = line.strip_prefix(start)?;
                        (format == "azure" || rest.split(' ').nth(1)?.starts_with("title=")).then_some(())
                    };
                    assert!(report.lines().all(|line| is_ours(line).is_some()), "{what}: {report}");
                    assert_eq!(report.lines().count(), findings, "{what}");
                    assert_eq!(report.find(steers), None, "{what}: {report:?}");
                    continue;
                }
                "junit" | "checkstyle" => {
                    let document = Document::parse(report).expect("XML");
                    let tag = if format == "junit" { "testcase" } else { "error" };
                    let count = document.descendants().filter(|node| node.has_tag_name(tag)).count();
                    assert_eq!(count, findings, "{what}");
                    // Nobody prints XML into a log.
                    assert_eq!(report.find(steers), None, "{what}: {report:?}");
                    continue;
                }
                "json" | "sarif" | "gitlab" | "rdjson" => {
                    let value: Value = serde_json::from_str(report).expect("JSON");
                    let list = match format {
                        "sarif" => &value["runs"][0]["results"],
                        "gitlab" => &value,
                        _ => &value["diagnostics"],
                    };
                    assert_eq!(list.as_array().map(Vec::len), Some(findings), "{what}");
                }
                "json-lines" => {
                    let parsed = report.lines().map(serde_json::from_str::<Value>);
                    assert_eq!(parsed.flatten().count(), findings, "{what}");
                }
                _ => {}
            }
            is_harmless(&what, report);
        }
        assert!(findings > 10, "{text:?}: {findings}");
    }
}

/// Names of files that would do the same, as far as a file system takes them.
const NAMES: &[&str] = &[
    "\u{1b}[31m.json",
    "\u{1b}]8;;x\u{7}.json",
    "a\n::error::b.json",
    "\r\t\u{9b}2J\u{202e}.json",
    "::error::x.json",
    "##vso[task.complete].json",
];

#[test]
fn no_name_of_a_file_leaves_its_place_on_standard_error() {
    let folder = scratch("hostile-notes");
    for name in NAMES {
        let path = folder.join(name);
        // Nothing is there.
        let (status, _, errors) = run(&folder, &["--", name]);
        assert_eq!((status, errors.lines().count()), (Some(2), 1), "{name:?}: {errors}");
        assert!(errors.starts_with("arnlint: no such file or directory: "), "{errors}");
        is_harmless(name, &errors);
        // No policy is there.
        fs::write(&path, "{}").expect("a file");
        let (status, _, errors) = run(&folder, &["--", name]);
        assert_eq!((status, errors.lines().count()), (Some(0), 2), "{name:?}: {errors}");
        is_harmless(name, &errors);
        // It is no configuration, no baseline, no catalogue, and no file to write to.
        for option in ["--config", "--baseline", "--catalogue", "--ceiling", "--template"] {
            let (status, report, errors) = run(&folder, &[&format!("{option}={name}"), "."]);
            assert_eq!((status, report.as_str()), (Some(2), ""), "{option} {name:?}: {errors}");
            is_harmless(name, &errors);
        }
        let target = format!("--output-file={name}/report");
        let (status, _, errors) = run(&folder, &[&target, "."]);
        assert_eq!((status, errors.lines().count()), (Some(2), 1), "{name:?}: {errors}");
        is_harmless(name, &errors);
        // What is listed, compared and written down.
        fs::write(&path, BROKEN).expect("a file");
        for args in [
            &["check", "--show-files", "."][..],
            &["check", "--statistics", "."],
            &["compare", "--both", name, name],
            &["template", "show", name],
            &["baseline", "--output", name],
        ] {
            let output = arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
            is_harmless(name, stdout(&output));
            is_harmless(name, stderr(&output));
        }
        fs::remove_file(path).expect("it is there");
    }
}
