//! SARIF 2.1.0, which code scanning and many viewers read. Only what a finding has is written;
//! what the standard has beyond that, such as a list of all files, adds nothing.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::location::{self, relative};
use super::rules::plain_page;
use super::{FileReport, Format, Summary, document, sentences, url};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Ground, Severity, Step};
use crate::fix::{Applicability, Fix};
use crate::rule::{Category, Rule};
use crate::rules;
use crate::source::{Source, Span};

/// The folder that the run started in.
const BASE: &str = "%SRCROOT%";

#[derive(Serialize)]
struct Log {
    version: &'static str,
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [LogRun; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogRun {
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    /// Left empty: the results come file by file, and which rules have some is known behind them.
    results: [(); 0],
    tool: Tool,
    invocations: [Invocation; 1],
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
    properties: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
struct Base {
    description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    help_uri: String,
    default_configuration: Configuration,
    properties: Traits,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

/// What GitHub sorts rules by.
#[derive(Serialize)]
struct Traits {
    tags: [&'static str; 1],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule_id: &'static str,
    level: &'static str,
    message: Text,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Repair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<Vec<Suppression>>,
    properties: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Repair {
    description: Text,
    artifact_changes: [Change; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
}

/// The list that the findings stand in.
const RESULTS: document::List = document::List { name: Some("results"), depth: 4 };

pub(super) struct Sarif<'c> {
    pub(super) catalogue: Catalogue<'c>,
    /// Whether findings can be suppressed. Where one result says whether it is, each has to.
    pub(super) can_suppress: bool,
}

impl Sarif<'_> {
    /// The log without its results. It describes the rules that have some: the pages of all rules
    /// would be most of the report.
    fn log(&self, summary: &Summary) -> Log {
        let version = env!("CARGO_PKG_VERSION");
        let rules = summary.rules.keys().filter_map(|name| rules::find(name));
        let driver = Driver {
            name: "arnlint",
            version,
            semantic_version: version,
            information_uri: env!("CARGO_PKG_REPOSITORY"),
            rules: rules.map(descriptor).collect(),
            properties: BTreeMap::from([("catalogue", self.catalogue.date().to_owned())]),
        };
        // Where that folder is on this machine is nobody's business.
        let base = Base { description: text("The folder that the run started in") };
        Log {
            version: "2.1.0",
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            runs: [LogRun {
                column_kind: "unicodeCodePoints",
                original_uri_base_ids: BTreeMap::from([(BASE, base)]),
                results: [],
                tool: Tool { driver },
                invocations: [Invocation { execution_successful: summary.is_complete() }],
            }],
        }
    }
}

impl Format for Sarif<'_> {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        RESULTS.open(&self.log(&Summary::default()), out)
    }

    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let artifact = artifact(&file.source);
        let make = |found, suppressions| finding(&file.source, &artifact, found, suppressions);
        let found = file.checked.diagnostics.iter().map(|found| make(found, self.can_suppress.then(Vec::new)));
        let suppressed = file.checked.suppressed.iter();
        let suppressed = suppressed.map(|found| make(&found.diagnostic, Some(vec![suppression(&found.ground)])));
        RESULTS.elements(found.chain(suppressed), out)
    }

    fn separator(&self) -> &'static str {
        document::SEPARATOR
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        RESULTS.close(&self.log(summary), summary.findings() + summary.suppressed == 0, out)
    }
}

fn descriptor(rule: &Rule) -> Descriptor {
    let page = plain_page(rule);
    let body = page.trim_start();
    let prose = body.split("\n## Examples").next().unwrap_or_default();
    let first = prose.split("\n## ").next().unwrap_or_default();
    let first = first.strip_prefix("## What it does").unwrap_or(first);
    let is_security = rule.category == Category::Security;
    Descriptor {
        id: rule.name,
        short_description: text(rule.page_field("summary")),
        full_description: text(first.trim()),
        help: Text { markdown: Some(body.to_owned()), ..text(prose.replace("## ", "").trim()) },
        help_uri: url(rule.name),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: Traits {
            tags: [rule.category.name()],
            // Whether a policy is correct can be told; what is wise, less so.
            precision: if rule.category == Category::Correctness { "very-high" } else { "high" },
            severity: match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "recommendation",
            },
            // The middles of what GitHub calls high, medium and low.
            security_severity: is_security.then_some(match rule.severity {
                Severity::Error => "8.0",
                Severity::Warning => "5.5",
                Severity::Advice => "2.0",
            }),
        },
    }
}

fn finding(
    source: &Source,
    artifact: &Artifact,
    diagnostic: &Diagnostic,
    suppressions: Option<Vec<Suppression>>,
) -> Finding {
    let path = location::path(&diagnostic.path);
    let is_element = matches!(diagnostic.path.last(), Some(Step::Index(_)));
    let logical = LogicalLocation { fully_qualified_name: path, kind: if is_element { "value" } else { "property" } };
    let place = Place {
        id: None,
        physical_location: physical(source, artifact, diagnostic.span),
        logical_locations: if diagnostic.path.is_empty() { Vec::new() } else { vec![logical] },
        message: None,
    };
    let labels = diagnostic.labels.iter().map(|label| (physical(source, artifact, label.span), &label.message));
    let elsewhere = diagnostic
        .related
        .iter()
        .map(|related| (physical(&related.source, &self::artifact(&related.source), related.span), &related.message));
    let related = labels.chain(elsewhere).enumerate().map(|(index, (physical_location, message))| Place {
        id: Some(index + 1),
        physical_location,
        logical_locations: Vec::new(),
        message: (!message.is_empty()).then(|| message_of(message)),
    });
    let related = related.collect();
    let mut properties =
        diagnostic.policy_type.iter().map(|policy_type| ("policyType", policy_type.name())).collect::<BTreeMap<_, _>>();
    properties.extend(diagnostic.aws_code.map(|code| ("awsCode", code)));
    Finding {
        rule_id: diagnostic.rule,
        level: level(diagnostic.severity),
        message: message_of(&sentences(diagnostic)),
        locations: [place],
        related_locations: related,
        partial_fingerprints: BTreeMap::from([("arnlint/v1", format!("{:016x}", diagnostic.fingerprint))]),
        fixes: diagnostic.fix.iter().map(|fix| repair(source, artifact, fix)).collect(),
        suppressions,
        properties,
    }
}

fn repair(source: &Source, artifact: &Artifact, fix: &Fix) -> Repair {
    let note = if fix.applicability == Applicability::Safe { "" } else { " (may change what the policy grants)" };
    let replacements = fix
        .edits
        .iter()
        .map(|edit| Replacement { deleted_region: region(source, edit.span), inserted_content: text(&edit.text) });
    Repair {
        description: message_of(&format!("{}{note}", fix.title)),
        artifact_changes: [Change { artifact_location: artifact.clone(), replacements: replacements.collect() }],
    }
}

fn suppression(ground: &Ground) -> Suppression {
    let (kind, reason) = match ground {
        Ground::Comment(reason) => ("inSource", reason.as_str()),
        Ground::Entry(reason) => ("external", reason.as_str()),
        Ground::Baseline => ("external", "in the baseline"),
    };
    Suppression { kind, justification: (!reason.is_empty()).then(|| reason.to_owned()) }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A file below the folder has a place relative to it. Another one is named as the user did, and
/// has no base.
fn artifact(source: &Source) -> Artifact {
    let (uri, is_below) = location::uri(&relative(source.name()));
    Artifact { uri, uri_base_id: is_below.then_some(BASE) }
}

fn physical(source: &Source, artifact: &Artifact, span: Span) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact.clone(), region: region(source, span) }
}

fn region(source: &Source, span: Span) -> Region {
    let (start, end) = (source.position(span.start), source.position(span.end));
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

fn text(text: &str) -> Text {
    Text { text: text.to_owned(), markdown: None }
}

/// A message, in which `{0}` would stand for an argument and `[text](target)` for a link. Braces of
/// variables such as `${aws:username}` stay single: viewers show doubled ones as they are.
fn message_of(message: &str) -> Text {
    let message =
        if message.contains("](") { message.replace('[', "\\[").replace(']', "\\]") } else { message.to_owned() };
    let mut parts = message.split('{');
    let mut escaped = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((index, rest)) if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) => {
                escaped.push_str(&format!("{{{{{index}}}}}{rest}"));
            }
            _ => {
                escaped.push('{');
                escaped.push_str(part);
            }
        }
    }
    text(&escaped)
}
