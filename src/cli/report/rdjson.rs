//! The diagnostic format of reviewdog, which posts findings as comments to reviews.

use std::io::{self, Write};

use serde::Serialize;

use super::location::relative;
use super::{FileReport, Format, Summary, document, sentences, url};
use crate::diagnostic::{Diagnostic, Severity};
use crate::fix::Fix;
use crate::source::{Source, Span};

#[derive(Serialize)]
struct Report {
    source: Tool,
    diagnostics: [Finding; 0],
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    url: &'static str,
}

#[derive(Serialize)]
struct Finding {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

/// Columns count bytes here.
#[derive(Serialize)]
struct Point {
    line: usize,
    column: u32,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

/// The list that the findings stand in.
const FINDINGS: document::List = document::List { name: Some("diagnostics"), depth: 2 };

const REPORT: Report = Report { source: Tool { name: "arnlint", url: env!("CARGO_PKG_REPOSITORY") }, diagnostics: [] };

pub(super) struct Rdjson;

impl Format for Rdjson {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        FINDINGS.open(&REPORT, out)
    }

    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let name = relative(file.source.name());
        FINDINGS.elements(file.checked.diagnostics.iter().map(|found| finding(&file.source, &name, found)), out)
    }

    fn separator(&self) -> &'static str {
        document::SEPARATOR
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        FINDINGS.close(&REPORT, summary.findings() == 0, out)
    }
}

fn finding(source: &Source, name: &str, diagnostic: &Diagnostic) -> Finding {
    Finding {
        message: sentences(diagnostic),
        location: Location { path: name.to_owned(), range: range(source, diagnostic.span) },
        severity: match diagnostic.severity {
            Severity::Error => "ERROR",
            Severity::Warning => "WARNING",
            Severity::Advice => "INFO",
        },
        code: Code { value: diagnostic.rule, url: url(diagnostic.rule) },
        suggestions: diagnostic.fix.iter().filter_map(|fix| suggestion(source, fix)).collect(),
    }
}

/// How many bytes the edits of a fix may lie apart. A comment shows a passage, and thousands of
/// fixes that each repeat the text of one long line would be gigabytes.
const PASSAGE: u32 = 4096;

/// Several suggestions are alternatives, so the edits of a fix become one, with the text between
/// them as it is; nothing where that would be long.
fn suggestion(source: &Source, fix: &Fix) -> Option<Suggestion> {
    let whole = Span::new(fix.edits.first()?.span.start, fix.edits.last()?.span.end);
    if fix.edits.len() > 1 && whole.len() > PASSAGE {
        return None;
    }
    let mut text = String::new();
    let mut at = whole.start;
    for edit in &fix.edits {
        text.push_str(source.slice(Span::new(at, edit.span.start)));
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    Some(Suggestion { range: range(source, whole), text })
}

fn range(source: &Source, span: Span) -> Range {
    let point = |offset: u32| {
        let index = source.line_index(offset);
        let start = source.line_at(offset).start;
        Point { line: index + 1, column: offset - start + 1 }
    };
    Range { start: point(span.start), end: point(span.end) }
}
