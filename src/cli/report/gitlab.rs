//! The code quality report of GitLab.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::location::relative;
use super::{Run, document, sentences};
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

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut taken = HashSet::new();
    let mut issues = Vec::new();
    for file in run.files {
        let name = relative(file.source.name());
        for diagnostic in &file.checked.diagnostics {
            let mut number = of_file(&name, diagnostic.fingerprint);
            // One of two equal ones would be dropped. The same report makes the same numbers.
            while !taken.insert(number) {
                number = of_file(&name, number);
            }
            issues.push(Issue {
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
            });
        }
    }
    document::write(&issues, out)
}

fn point(source: &Source, offset: u32) -> Point {
    let Position { line, column } = source.position(offset);
    Point { line, column }
}

/// The name of a finding in a report of several files.
fn of_file(name: &str, fingerprint: u64) -> u64 {
    fingerprint_of_text(name, &format!("{fingerprint:016x}"))
}
