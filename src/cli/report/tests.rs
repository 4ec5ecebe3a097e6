//! What no run of the command brings about by itself: findings that are suppressed, and messages
//! with raw texts in them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{FileReport, Premises, Summary, format};
use crate::catalogue::Catalogue;
use crate::check::{Checked, check};
use crate::cli::args::{FailOn, OutputFormat};
use crate::cli::style::Style;
use crate::config::Config;
use crate::diagnostic::{Ground, Suppressed};
use crate::source::{Source, Span};

const FORMATS: [OutputFormat; 12] = [
    OutputFormat::Full,
    OutputFormat::Concise,
    OutputFormat::Grouped,
    OutputFormat::Json,
    OutputFormat::JsonLines,
    OutputFormat::Sarif,
    OutputFormat::Github,
    OutputFormat::Gitlab,
    OutputFormat::Junit,
    OutputFormat::Checkstyle,
    OutputFormat::Azure,
    OutputFormat::Rdjson,
];

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    "Action": ["kinesis: Get*", "kinesis: Put*", "kinesis: List*", "kinesis: Merge*"], "Resource": "*"}}"#;

/// A file with four findings of one rule.
fn file() -> FileReport {
    let source = Source::new("policy.json", POLICY.into()).expect("a small file");
    let mut checked = check(&source, &Config::default());
    checked.diagnostics.retain(|found| found.rule == "malformed-action");
    assert_eq!(checked.diagnostics.len(), 4);
    FileReport::new(Arc::new(source), checked)
}

fn report(name: OutputFormat, file: &FileReport) -> String {
    let premises = Premises { catalogue: Catalogue::embedded(), fail_on: FailOn::Warning, can_suppress: true };
    let format = format(name, premises, Style::PLAIN, true);
    let mut out = Vec::new();
    format.begin(&mut out).expect("memory takes all");
    format.file(file, &mut out).expect("memory takes all");
    format.end(&Summary::of(file), &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn reports_that_do_not_identify_findings_show_no_names_of_them() {
    let (named, mut nameless) = (file(), file());
    for diagnostic in &mut nameless.checked.diagnostics {
        (diagnostic.path, diagnostic.sid, diagnostic.fingerprint) = (Vec::new(), None, 0);
    }
    for format in FORMATS {
        assert_eq!(report(format, &named) != report(format, &nameless), format.identifies(), "{format:?}");
    }
}

/// The file with three of its findings suppressed.
fn with_suppressed() -> FileReport {
    let mut file = file();
    let grounds = [Ground::Comment("until the\nmove".into()), Ground::Entry(String::new()), Ground::Baseline];
    let Checked { diagnostics, suppressed, .. } = &mut file.checked;
    suppressed
        .extend(diagnostics.drain(1..).zip(grounds).map(|(diagnostic, ground)| Suppressed { diagnostic, ground }));
    file
}

#[test]
fn sarif_says_what_is_suppressed_and_why() {
    let log: Value = serde_json::from_str(&report(OutputFormat::Sarif, &with_suppressed())).expect("JSON");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let suppressions: Vec<&Value> = results.iter().map(|result| &result["suppressions"]).collect();
    assert_eq!(
        suppressions,
        [
            // Where one result has suppressions, one without them is not suppressed.
            &json!([]),
            &json!([{ "kind": "inSource", "justification": "until the\nmove" }]),
            &json!([{ "kind": "external" }]),
            &json!([{ "kind": "external", "justification": "in the baseline" }]),
        ]
    );
    assert!(results.iter().all(|result| result["ruleId"] == "malformed-action"));
    let mut schema: Value =
        serde_json::from_str(include_str!("../../../fixtures/schemas/sarif-2.1.0.json")).expect("JSON");
    for component in ["run", "toolComponent"] {
        // No regular expression, and of no field of ours.
        schema["definitions"][component]["properties"]["language"]["pattern"] = json!("");
    }
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&log), "{log:#}");
}

#[test]
fn a_rule_whose_results_are_all_suppressed_is_still_described() {
    let mut file = with_suppressed();
    file.checked.diagnostics.clear();
    let log: Value = serde_json::from_str(&report(OutputFormat::Sarif, &file)).expect("JSON");
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][0]["id"], "malformed-action");
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "malformed-action");
}

#[test]
fn what_is_suppressed_is_in_no_other_format() {
    for format in FORMATS {
        let report = report(format, &with_suppressed());
        assert!(report.contains("kinesis: Get*"), "{format:?}");
        // The full report shows the line of the source.
        let is_elsewhere = matches!(format, OutputFormat::Sarif | OutputFormat::Full);
        assert_eq!(report.contains("kinesis: Put*"), is_elsewhere, "{format:?}: {report}");
    }
}

#[test]
fn raw_texts_in_messages_stay_texts() {
    const RAW: &str =
        "a\n::error::b\r\n##vso[task.complete]c]]>\"'<&>\u{0}\u{1b}[31m\u{9b}31m\u{202e}\u{fffe}\u{7f}%0A;{0}[x](y)";
    for format in FORMATS {
        let mut file = file();
        for found in &mut file.checked.diagnostics {
            found.message = RAW.to_owned();
            found.help(RAW);
            found.label(Span::new(2, 9), RAW);
        }
        let report = report(format, &file);
        let odd = report.chars().find(|&c| (c.is_control() && c != '\n') || c == '\u{202e}');
        assert_eq!(odd, None, "{format:?}: {report:?}");
        let begins = |start: &str| report.lines().filter(|line| line.trim_start().starts_with(start)).count();
        match format {
            OutputFormat::Github => assert_eq!((begins("::error title="), report.lines().count()), (4, 4)),
            OutputFormat::Azure => assert_eq!((begins("##vso[task.logissue "), report.lines().count()), (4, 4)),
            OutputFormat::Junit | OutputFormat::Checkstyle => {
                let document = roxmltree::Document::parse(&report).expect("XML");
                let messages: Vec<&str> = document.descendants().filter_map(|node| node.attribute("message")).collect();
                assert_eq!(messages.len(), 4);
                let expected = RAW.replace(['\0', '\u{1b}', '\u{fffe}'], "\u{fffd}");
                assert!(messages.iter().all(|message| message.starts_with(&expected)), "{messages:?}");
            }
            OutputFormat::Json | OutputFormat::Gitlab | OutputFormat::Rdjson | OutputFormat::Sarif => {
                let value: Value = serde_json::from_str(&report).expect("JSON");
                let text = match format {
                    OutputFormat::Json | OutputFormat::Rdjson => &value["diagnostics"][0]["message"],
                    OutputFormat::Gitlab => &value[0]["description"],
                    _ => &value["runs"][0]["results"][0]["message"]["text"],
                };
                let expected = match format {
                    OutputFormat::Sarif => RAW.replace("{0}", "{{0}}").replace('[', "\\[").replace(']', "\\]"),
                    _ => RAW.to_owned(),
                };
                assert!(text.as_str().is_some_and(|text| text.contains(&expected)), "{text}");
            }
            OutputFormat::Full | OutputFormat::Concise | OutputFormat::Grouped | OutputFormat::JsonLines => {
                assert_eq!(begins("::error::") + begins("##vso["), 0, "{format:?}: {report}");
            }
        }
    }
}
