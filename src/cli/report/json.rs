//! The JSON report; `docs/json.md` says what its fields mean.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{FileReport, Format, Summary, document, location, url};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Step};
use crate::policy::PolicyType;
use crate::rules;
use crate::source::{Source, Span};

#[derive(Serialize)]
struct Report<'r> {
    schema_version: u32,
    tool: Tool<'r>,
    /// Left empty: the findings come file by file.
    diagnostics: [(); 0],
    summary: Figures,
}

#[derive(Serialize)]
struct Tool<'r> {
    name: &'static str,
    version: &'static str,
    catalogue: &'r str,
}

#[derive(Serialize)]
struct Figures {
    files: usize,
    policies: usize,
    errors: usize,
    warnings: usize,
    advice: usize,
    suppressed: usize,
    fixable: usize,
}

#[derive(Serialize)]
struct Finding<'r> {
    rule: &'static str,
    aws_code: Option<&'static str>,
    category: Option<&'static str>,
    severity: &'static str,
    message: &'r str,
    help: Option<&'r str>,
    url: String,
    file: &'r str,
    policy: Option<usize>,
    policy_type: Option<&'static str>,
    path: Vec<PathStep<'r>>,
    span: Place,
    labels: Vec<PlaceLabel<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<PlaceElsewhere<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<&'r [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<Witness<'r>>,
    fix: Option<Repair<'r>>,
    fingerprint: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum PathStep<'r> {
    Key(Cow<'r, str>),
    Index(usize),
}

#[derive(Serialize)]
pub(super) struct Place {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    offset: u32,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct PlaceLabel<'r> {
    span: Place,
    message: &'r str,
}

#[derive(Serialize)]
struct PlaceElsewhere<'r> {
    file: &'r str,
    span: Place,
    message: &'r str,
}

#[derive(Serialize)]
struct Witness<'r> {
    principal: String,
    action: &'r str,
    resource: &'r str,
    context: &'r BTreeMap<String, Vec<String>>,
}

#[derive(Serialize)]
struct Repair<'r> {
    title: &'r str,
    applicability: &'static str,
    edits: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
struct Replacement<'r> {
    span: Place,
    text: &'r str,
}

/// The list that the findings stand in.
const FINDINGS: document::List = document::List { name: Some("diagnostics"), depth: 2 };

pub(super) struct Json<'c> {
    pub(super) catalogue: Catalogue<'c>,
}

impl Json<'_> {
    /// The report without its findings.
    fn report(&self, summary: &Summary) -> Report<'_> {
        Report {
            schema_version: 1,
            tool: Tool { name: "arnlint", version: env!("CARGO_PKG_VERSION"), catalogue: self.catalogue.date() },
            diagnostics: [],
            summary: Figures {
                files: summary.files,
                policies: summary.policies,
                errors: summary.errors,
                warnings: summary.warnings,
                advice: summary.advice,
                suppressed: summary.suppressed,
                fixable: summary.fixable,
            },
        }
    }
}

impl Format for Json<'_> {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        FINDINGS.open(&self.report(&Summary::default()), out)
    }

    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        FINDINGS.elements(file.checked.diagnostics.iter().map(|found| finding(&file.source, found)), out)
    }

    fn separator(&self) -> &'static str {
        document::SEPARATOR
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        FINDINGS.close(&self.report(summary), summary.findings() == 0, out)
    }
}

/// The findings alone, one a line.
pub(super) struct JsonLines;

impl Format for JsonLines {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let mut findings = file.checked.diagnostics.iter();
        findings.try_for_each(|found| document::write_line(&finding(&file.source, found), out))
    }
}

fn finding<'r>(source: &'r Source, diagnostic: &'r Diagnostic) -> Finding<'r> {
    let place = |span: Span| place_in(source, span);
    Finding {
        rule: diagnostic.rule,
        aws_code: diagnostic.aws_code,
        category: rules::find(diagnostic.rule).map(|rule| rule.category.name()),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        url: url(diagnostic.rule),
        file: source.name(),
        policy: diagnostic.policy,
        policy_type: diagnostic.policy_type.map(PolicyType::name),
        path: diagnostic
            .path
            .iter()
            .map(|step| match step {
                Step::Key(key) => PathStep::Key(location::key(key)),
                Step::Index(index) => PathStep::Index(*index),
            })
            .collect(),
        span: place(diagnostic.span),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| PlaceLabel { span: place(label.span), message: &label.message })
            .collect(),
        related: diagnostic
            .related
            .iter()
            .map(|related| PlaceElsewhere {
                file: related.source.name(),
                span: place_in(&related.source, related.span),
                message: &related.message,
            })
            .collect(),
        actions: diagnostic.evidence.as_ref().map(|evidence| evidence.actions.as_slice()),
        witness: diagnostic.evidence.as_ref().and_then(|evidence| evidence.witness.as_ref()).map(|witness| Witness {
            principal: witness.caller.to_string(),
            action: &witness.action,
            resource: &witness.resource,
            context: &witness.context,
        }),
        fix: diagnostic.fix.as_ref().map(|fix| Repair {
            title: &fix.title,
            applicability: fix.applicability.name(),
            edits: fix.edits.iter().map(|edit| Replacement { span: place(edit.span), text: &edit.text }).collect(),
        }),
        fingerprint: format!("{:016x}", diagnostic.fingerprint),
    }
}

pub(super) fn place_in(source: &Source, span: Span) -> Place {
    Place { start: point(source, span.start), end: point(source, span.end) }
}

fn point(source: &Source, offset: u32) -> Point {
    let at = source.position(offset);
    Point { offset, line: at.line, column: at.column }
}
