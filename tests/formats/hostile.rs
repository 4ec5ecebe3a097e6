//! Texts that try to be more than text: in policies, and in the names of files.

#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;

use roxmltree::Document;

use crate::common::scratch;
use crate::logs::{azure, github};
use crate::{FORMATS, folder_with_action, json, list, parse, report, text};

/// What tries to end a message, to begin a command, to close an element, to steer a terminal, as
/// it stands in JSON.
const ACTIONS: &[&str] = &[
    r"kinesis: a\n::error file=other.json::b",
    r"kinesis: a\r\n::add-mask::b",
    "kinesis: a%0A::error::b%25%0a%AZP25",
    "kinesis: a]##vso[task.setvariable variable=x;]b",
    r"kinesis: a\n##vso[task.complete result=Succeeded;]b",
    r#"kinesis: ]]><x y='z'>&amp;&#10;\"-->"#,
    r"kinesis: \u0000\u0001\u001b[31m\u007f\u009b31m\ufffe\uffff\t",
    "kinesis: \u{9b}31m\u{7f}\u{202e}\u{2066}\u{200b}\u{feff}\u{fffe}",
    r"kinesis: \ud800 \ud83d\ude00 \udc00",
    "kinesis: {0} {1}[x](sarif:/runs/0)",
];

/// Names that a file system takes and a report may stumble over.
const NAMES: &[&str] = &[
    "a\n::error::b.json",
    "a\r\n##vso[task.complete;]b.json",
    "%0A::error::,file=c.json",
    "]]><x>&amp;'\"; ].json",
    "\u{1b}[31m\u{1}\u{7f}.json",
    "\u{9b}\u{202e}\u{fffe}.json",
    "größe 文\u{1f600} #?.json",
    "a\\b.json",
    "::error::.json",
];

/// Nothing that a terminal or a log would obey, and no line that is not the report's own.
fn is_harmless(format: &str, report: &str, findings: usize) {
    let steers =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if let Some(at) = report.find(steers) {
        panic!("{format}: {:?}", &report[at.saturating_sub(40)..].chars().take(80).collect::<String>());
    }
    // The others are commands themselves, or XML, which nobody prints into a log.
    if !["github", "azure", "junit", "checkstyle"].contains(&format) {
        for line in report.lines() {
            assert!(!line.contains("##vso[") && !line.contains("##["), "{format}: {line}");
            assert!(!line.trim_start().starts_with("::"), "{format}: {line}");
        }
    }
    match format {
        "github" => {
            assert_eq!(report.lines().count(), findings, "{report}");
            for line in report.lines() {
                let command = github(line).unwrap_or_else(|| panic!("{line}"));
                assert!(["error", "warning", "notice"].contains(&command.name.as_str()), "{line}");
                let keys: Vec<&str> = command.properties.keys().map(String::as_str).collect();
                assert_eq!(keys, ["col", "endColumn", "endLine", "file", "line", "title"], "{line}");
            }
        }
        "azure" => {
            assert_eq!(report.lines().count(), findings, "{report}");
            for line in report.lines() {
                let command = azure(line).unwrap_or_else(|| panic!("{line}"));
                assert_eq!(command.name, "task.logissue", "{line}");
                assert_eq!(command.properties.len(), 5, "{line}");
            }
        }
        "concise" | "json-lines" => assert_eq!(report.lines().count(), findings, "{report}"),
        _ => {}
    }
}

#[test]
fn no_policy_breaks_out_of_a_report() {
    for (index, action) in ACTIONS.iter().enumerate() {
        let folder = folder_with_action(&format!("hostile-{index}"), "policy.json", action);
        let plain = json(&folder, "json", &[]);
        let found = list(&plain["diagnostics"]);
        assert!(!found.is_empty(), "{action} is taken for an action");
        for format in FORMATS {
            let report = report(&folder, format, &[]);
            is_harmless(format, &report, found.len());
            // Each text arrives whole, whatever the format has to escape.
            let messages: BTreeSet<String> = found.iter().map(crate::sentences).collect();
            let heard: BTreeSet<String> = match format {
                "github" => report.lines().filter_map(github).map(|command| command.message).collect(),
                "azure" => report.lines().filter_map(azure).map(|command| command.message).collect(),
                "rdjson" => list(&parse(&report)["diagnostics"])
                    .iter()
                    .map(|found| text(&found["message"]).to_owned())
                    .collect(),
                "checkstyle" => {
                    let document = Document::parse(&report).expect("XML");
                    document.descendants().filter_map(|node| node.attribute("message")).map(str::to_owned).collect()
                }
                _ => continue,
            };
            // XML has no such characters, be they written as references.
            let messages = if format == "checkstyle" {
                messages.iter().map(|message| message.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")).collect()
            } else {
                messages
            };
            assert_eq!(heard, messages, "{format}");
        }
    }
}

#[test]
fn no_name_of_a_file_breaks_out_of_a_report() {
    let folder = scratch("hostile-names");
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis: List*","Resource":"*"}}"#;
    for name in NAMES {
        fs::write(folder.join(name), policy).expect("it can be written");
    }
    let args = ["--select", "malformed-action", "."];
    let plain = json(&folder, "json", &args);
    let names: Vec<&str> = list(&plain["diagnostics"]).iter().map(|found| text(&found["file"])).collect();
    let expected: BTreeSet<String> = NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), expected);
    for format in FORMATS {
        let report = report(&folder, format, &args);
        is_harmless(format, &report, NAMES.len());
        let heard: Vec<String> = match format {
            "gitlab" => list(&parse(&report)).iter().map(|issue| text(&issue["location"]["path"]).to_owned()).collect(),
            "rdjson" => list(&parse(&report)["diagnostics"])
                .iter()
                .map(|found| text(&found["location"]["path"]).to_owned())
                .collect(),
            "checkstyle" | "junit" => {
                let document = Document::parse(&report).expect("XML");
                let elements =
                    document.descendants().filter(|node| node.has_tag_name("file") || node.has_tag_name("testsuite"));
                elements.filter_map(|node| node.attribute("name")).map(str::to_owned).collect()
            }
            "sarif" => list(&parse(&report)["runs"][0]["results"])
                .iter()
                .map(|result| text(&result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]))
                .map(percent_decoded)
                .collect(),
            "github" => report.lines().filter_map(github).map(|command| command.properties["file"].clone()).collect(),
            "azure" => {
                report.lines().filter_map(azure).map(|command| command.properties["sourcepath"].clone()).collect()
            }
            _ => continue,
        };
        for (heard, name) in heard.iter().zip(&names) {
            let steers = name.chars().any(|c| (c.is_control() && !"\r\n".contains(c)) || c == '\u{202e}');
            let expected = match format {
                "checkstyle" | "junit" => name.replace(['\u{1b}', '\u{1}', '\u{fffe}'], "\u{fffd}"),
                // There is no escape for these in a log, and a log is shown.
                "github" | "azure" if steers => continue,
                _ => (*name).to_owned(),
            };
            assert_eq!(*heard, expected, "{format}");
        }
        assert_eq!(heard.len(), NAMES.len(), "{format}");
    }
}

fn percent_decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        bytes.push(u8::from_str_radix(&after[..2], 16).expect("two digits"));
        rest = &after[2..];
    }
    bytes.extend(rest.bytes());
    assert!(uri.is_ascii(), "{uri}");
    String::from_utf8(bytes).expect("UTF-8")
}
