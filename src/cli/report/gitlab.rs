//! The code quality report of GitLab.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::location::relative;
use super::{FileReport, Format, Summary, document, sentences};
use crate::check::fingerprint_of_text;
use crate::diagnostic::Severity;
use crate::source::{Position, Source};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

/// The report is a list.
const ISSUES: document::List = document::List { name: None, depth: 1 };

pub(super) struct Gitlab;

impl Format for Gitlab {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        ISSUES.open(&[(); 0], out)
    }

    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let name = relative(file.source.name());
        let mut taken = HashSet::new();
        let issues = file.checked.diagnostics.iter().map(|diagnostic| {
            let mut number = of_file(&name, diagnostic.fingerprint);
            // One of two equal ones would be dropped. The same file makes the same numbers.
            while !taken.insert(number) {
                number = of_file(&name, number);
            }
            Issue {
                // The list of GitLab does not show the name of the check.
                description: format!("{}: {}", diagnostic.rule, sentences(diagnostic)),
                check_name: diagnostic.rule,
                fingerprint: format!("{number:016x}"),
                severity: match diagnostic.severity {
                    Severity::Error => "major",
                    Severity::Warning => "minor",
                    Severity::Advice => "info",
                },
                location: Location {
                    path: name.clone(),
                    positions: Positions {
                        begin: point(&file.source, diagnostic.span.start),
                        end: point(&file.source, diagnostic.span.end),
                    },
                },
            }
        });
        ISSUES.elements(issues, out)
    }

    fn separator(&self) -> &'static str {
        document::SEPARATOR
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        ISSUES.close(&[(); 0], summary.findings() == 0, out)
    }
}

fn point(source: &Source, offset: u32) -> Point {
    let Position { line, column } = source.position(offset);
    Point { line, column }
}

/// The name of a finding in a report of several files.
fn of_file(name: &str, fingerprint: u64) -> u64 {
    fingerprint_of_text(name, &format!("{fingerprint:016x}"))
}
