//! The one place where rules run. Pure: the same source and settings give the same findings.

mod fingerprint;
mod locate;

pub(crate) use fingerprint::of_text as fingerprint_of_text;

use crate::bounds::Judgement;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, Suppressed};
use crate::fix::{self, Applicability};
use crate::host;
use crate::policy::{Document, Policy, PolicyType, infer_type};
use crate::rule::{Check, Context};
use crate::source::{Source, Span};
use fingerprint::Fingerprints;
use locate::Places;

/// A policy of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The type that it was taken to be of.
    pub policy_type: PolicyType,
    /// Where it stands.
    pub span: Span,
}

/// What came of checking a source.
#[derive(Debug, Default)]
pub struct Checked {
    /// The policies that the source holds, in order.
    pub policies: Vec<Found>,
    /// The comments of the source that speak to arnlint.
    pub comments: Vec<Span>,
    /// What the source holds instead, when it is a policy of another system.
    pub look_alike: Option<&'static str>,
    /// The findings, sorted by place, then by rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Those that somebody has decided to live with.
    pub suppressed: Vec<Suppressed>,
    /// How many more there would have been. Their number alone is known.
    pub left_out: usize,
}

/// How many findings a source may have: more would take all memory, and nobody reads them.
pub const MAX_FINDINGS: usize = 100_000;

/// Checks every policy document of a source.
///
/// ```
/// use arnlint::{check::check, config::Config, source::Source};
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "kinesis: Get*",
///     "Resource": "arn:aws:kinesis:eu-west-1:464622532012:stream/clicks"}}"#;
/// let source = Source::new("policy.json", text.into()).expect("a small file");
/// let checked = check(&source, &Config::default());
/// assert_eq!(checked.diagnostics[0].rule, "malformed-action");
/// ```
pub fn check(source: &Source, config: &Config<'_>) -> Checked {
    let extracted = host::extract(source, config.policy_type.is_some());
    let mut checked = Checked { look_alike: extracted.look_alike, comments: extracted.comments, ..Checked::default() };
    let mut fingerprints = Fingerprints::default();
    for (index, document) in extracted.documents.iter().enumerate() {
        let policy_type = config
            .policy_type
            .or(document.policy_type)
            .or(config.assumed_type)
            .unwrap_or_else(|| infer_type(&document.root, source.name()));
        checked.policies.push(Found { policy_type, span: document.span() });
        let room = MAX_FINDINGS - checked.diagnostics.len();
        let (mut diagnostics, left_out) = check_document(source, document, policy_type, config, room);
        checked.left_out += left_out;
        diagnostics.sort_by(|a, b| (a.span, a.rule, &a.message).cmp(&(b.span, b.rule, &b.message)));
        yield_to_template(&mut diagnostics);
        diagnostics.dedup_by(|a, b| a.rule == b.rule && a.span == b.span && a.message == b.message);
        for diagnostic in &mut diagnostics {
            diagnostic.policy = Some(index);
            diagnostic.policy_type = Some(policy_type);
            if let Some(level) = config.levels.get(diagnostic.rule) {
                diagnostic.severity = *level;
            }
        }
        if config.identifies && !diagnostics.is_empty() {
            Places::of(&document.root).assign(&mut diagnostics);
            fingerprints.assign(source, document, &mut diagnostics);
        }
        // Most sources hold one policy.
        if checked.diagnostics.is_empty() {
            checked.diagnostics = diagnostics;
        } else {
            checked.diagnostics.append(&mut diagnostics);
        }
    }
    checked
}

fn check_document(
    source: &Source,
    document: &Document<'_>,
    policy_type: PolicyType,
    config: &Config<'_>,
    room: usize,
) -> (Vec<Diagnostic>, usize) {
    let policy = Policy::read(document, policy_type, config.catalogue);
    let judgement = Judgement::new(document, &policy, config.catalogue, &config.bounds);
    let Some(rule) = config.rules.first() else { return (Vec::new(), 0) };
    let mut context = Context {
        rule,
        source,
        document,
        policy: &policy,
        catalogue: config.catalogue,
        judgement: &judgement,
        diagnostics: Vec::new(),
        room,
        left_out: None,
    };
    for rule in &config.rules {
        context.rule = rule;
        match rule.check {
            Check::Document(check) => check(document, &mut context),
            Check::Policy(check) => check(&policy, &mut context),
            Check::Statement(check) => {
                policy.statements.iter().for_each(|statement| check(statement, &mut context));
            }
            Check::Engine => {}
        }
    }
    let left_out = context.left_out.map_or(0, |(_, count)| count);
    (context.diagnostics, left_out)
}

/// Rules that say of a value by itself what a template says of it better.
const GENERAL: &[&str] =
    &["documentation-value", "invalid-arn-account", "invalid-arn-region", "unreplaced-placeholder"];

/// One cause, one finding: what the template says of a placeholder, no other rule repeats.
fn yield_to_template(diagnostics: &mut Vec<Diagnostic>) {
    let is_of_template = |rule: &str| matches!(rule, "template-placeholder-left" | "template-value-invalid");
    let places: Vec<Span> =
        diagnostics.iter().filter(|found| is_of_template(found.rule)).map(|found| found.span).collect();
    let repeats = |found: &Diagnostic| {
        let spans = || std::iter::once(found.span).chain(found.labels.iter().map(|label| label.span));
        spans().any(|span| places.contains(&span))
    };
    if !places.is_empty() {
        diagnostics.retain(|found| !GENERAL.contains(&found.rule) || !repeats(found));
    }
}

/// What came of repairing a source.
#[derive(Debug, PartialEq, Eq)]
pub enum Fixed {
    /// There was nothing to repair.
    Nothing,
    /// The repaired text, and how many fixes went in.
    Repaired(String, usize),
    /// The repaired text would have had errors that the source does not have, or have never settled.
    Refused,
}

impl Fixed {
    /// The text afterwards.
    pub fn text(self, source: &Source) -> String {
        match self {
            Self::Repaired(text, _) => text,
            Self::Nothing | Self::Refused => source.text().to_owned(),
        }
    }
}

/// Fixes that have not settled after so many rounds never will.
const ROUNDS: usize = 20;

/// Applies the fixes of at least this applicability until nothing is left to apply. `check` says
/// what is found in a source.
///
/// A result with new errors or new mistakes of syntax, or in which policies can no longer be read,
/// is refused as a whole, and so are fixes that undo each other.
pub fn fix(source: &Source, threshold: Applicability, check: impl Fn(&Source) -> Checked) -> Fixed {
    if source.fault().is_some() {
        // The text is not that of the file, and must not be written over it.
        return Fixed::Nothing;
    }
    let mut text = source.text().to_owned();
    let mut applied = 0;
    let mut checked = check(source);
    for _ in 0..ROUNDS {
        let fixes = checked.diagnostics.iter().filter_map(|diagnostic| diagnostic.fix.as_ref());
        let (next, count) = fix::apply(&text, fixes.filter(|fix| fix.applicability >= threshold));
        if count == 0 || next == text {
            return if applied == 0 { Fixed::Nothing } else { Fixed::Repaired(text, applied) };
        }
        let Ok(mended) = Source::new(source.name(), next.clone().into_bytes()) else { return Fixed::Refused };
        let rechecked = check(&mended);
        let is_worse = |count: fn(&Checked) -> usize| count(&rechecked) > count(&checked);
        if is_worse(errors) || is_worse(mistakes) || rechecked.policies.len() < checked.policies.len() {
            return Fixed::Refused;
        }
        text = next;
        applied += count;
        checked = rechecked;
    }
    Fixed::Refused
}

/// The mistakes of syntax: what cannot be read can hide more errors than it has.
fn mistakes(checked: &Checked) -> usize {
    checked.diagnostics.iter().filter(|diagnostic| diagnostic.rule == "invalid-json").count()
}

fn errors(checked: &Checked) -> usize {
    checked.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}
