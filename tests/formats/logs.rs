//! Commands in the logs of GitHub Actions and Azure Pipelines, read by the rules of their agents.

use std::collections::BTreeMap;

use crate::common::{arnlint, root, scratch, stderr};
use crate::{fixtures, list, report, sentences, text};

/// A command as an agent takes it.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) properties: BTreeMap<String, String>,
    pub(crate) message: String,
}

/// Escapes and what they stand for; the percent sign comes last.
type Escapes = [(&'static str, &'static str)];

fn decoded(text: &str, escapes: &Escapes) -> String {
    escapes.iter().fold(text.to_owned(), |text, (escape, plain)| text.replace(escape, plain))
}

fn properties(text: &str, separator: char, escapes: &Escapes) -> BTreeMap<String, String> {
    let parts = text.split(separator).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (key, value) = part.split_once('=').unwrap_or_else(|| panic!("{part} is no property"));
            (key.to_owned(), decoded(value, escapes))
        })
        .collect()
}

/// A line of the log of GitHub Actions: a command where it starts with two colons.
pub(crate) fn github(line: &str) -> Option<Command> {
    let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
    let escapes = &[("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")];
    Some(Command {
        name: name.to_owned(),
        properties: properties(rest, ',', escapes),
        message: decoded(message, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]),
    })
}

/// A line of the log of Azure Pipelines: a command from `##vso[` on, wherever that stands.
pub(crate) fn azure(line: &str) -> Option<Command> {
    let (head, message) = line.split_once("##vso[")?.1.split_once(']')?;
    let (name, rest) = head.split_once(' ').unwrap_or((head, ""));
    let escapes = &[("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")];
    Some(Command {
        name: name.to_owned(),
        properties: properties(rest, ';', escapes),
        message: decoded(message, escapes),
    })
}

#[test]
fn github_has_an_annotation_for_each_finding() {
    let plain = crate::json(root(), "json", &["fixtures/err", "rules"]);
    let log = report(root(), "github", &["fixtures/err", "rules"]);
    let found = list(&plain["diagnostics"]);
    assert_eq!(log.lines().count(), found.len());
    let mut across_lines = 0;
    for (line, found) in log.lines().zip(found) {
        let command = github(line).unwrap_or_else(|| panic!("{line}"));
        let level = match text(&found["severity"]) {
            "advice" => "notice",
            severity => severity,
        };
        assert_eq!(command.name, level);
        assert_eq!(command.message, sentences(found));
        let (start, end) = (&found["span"]["start"], &found["span"]["end"]);
        let mut expected = BTreeMap::from([
            ("title", text(&found["rule"]).to_owned()),
            ("file", text(&found["file"]).to_owned()),
            ("line", start["line"].to_string()),
            ("endLine", end["line"].to_string()),
        ]);
        if start["line"] == end["line"] {
            expected.extend([("col", start["column"].to_string()), ("endColumn", end["column"].to_string())]);
        } else {
            across_lines += 1;
        }
        let properties: BTreeMap<&str, String> =
            command.properties.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        assert_eq!(properties, expected);
    }
    assert!(across_lines > 0, "no finding goes over several lines");
}

#[test]
fn azure_has_an_issue_for_each_finding() {
    let plain = crate::json(root(), "json", &["fixtures/err", "rules"]);
    let log = report(root(), "azure", &["fixtures/err", "rules"]);
    let found = list(&plain["diagnostics"]);
    assert_eq!(log.lines().count(), found.len());
    for (line, found) in log.lines().zip(found) {
        let command = azure(line).unwrap_or_else(|| panic!("{line}"));
        assert!(line.starts_with("##vso["), "{line}");
        assert_eq!(command.name, "task.logissue");
        assert_eq!(command.message, sentences(found));
        let kind = if found["severity"] == "error" { "error" } else { "warning" };
        let expected = [
            ("code", text(&found["rule"]).to_owned()),
            ("columnnumber", found["span"]["start"]["column"].to_string()),
            ("linenumber", found["span"]["start"]["line"].to_string()),
            ("sourcepath", text(&found["file"]).to_owned()),
            ("type", kind.to_owned()),
        ];
        let properties = command.properties.iter().map(|(key, value)| (key.as_str(), value.clone()));
        assert_eq!(properties.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_figures_of_all_findings_go_to_standard_error() {
    for (format, has_figures) in [("github", true), ("azure", true), ("sarif", false), ("junit", false)] {
        let mut command = arnlint();
        command.current_dir(fixtures()).args(["check", "--output-format", format, "page.md", "policy.json"]);
        let output = command.output().expect("the binary runs");
        let figures = stderr(&output);
        assert_eq!(figures.starts_with("Found 3 errors, 4 warnings, "), has_figures, "{format}: {figures}");
        let quiet = command.arg("--quiet").output().expect("the binary runs");
        assert_eq!((stderr(&quiet), &quiet.stdout), ("", &output.stdout), "{format}");
    }
    let empty = scratch("logs-empty");
    assert_eq!(report(&empty, "github", &[]) + &report(&empty, "azure", &[]), "");
}
