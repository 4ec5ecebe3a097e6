//! Templates from pages: what they ask for, what they are filled in with, and what of a policy
//! that was made from one is said to differ from it.

#[path = "../common/mod.rs"]
mod common;

mod command;
mod documents;
mod edits;
mod generator;
mod laws;
mod rewrite;

use std::sync::Arc;

use arnlint::bounds::Bounds;
use arnlint::catalogue::Catalogue;
use arnlint::check::{check, fix};
use arnlint::config::Config;
use arnlint::diagnostic::Severity;
use arnlint::fix::Applicability;
use arnlint::host;
use arnlint::policy::PolicyType;
use arnlint::source::Source;
use arnlint::template::{Form, Slot, Template, fill};

/// A page in the manner of those that products have of their permissions.
pub(crate) const PAGE: &str = include_str!("../../fixtures/template/dynamodb-crawler.md");

/// A finding, with the text under its span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) text: String,
    pub(crate) message: String,
}

impl Found {
    /// Whether a template rule says that the policy is not its template.
    pub(crate) fn is_against_template(&self) -> bool {
        self.rule.starts_with("template-") && self.severity > Severity::Advice
    }
}

pub(crate) fn with_template<T>(page: &str, ask: impl for<'d> FnOnce(Template<'d>) -> T) -> T {
    with_template_of("page.md", page, ask)
}

pub(crate) fn with_template_of<T>(name: &str, page: &str, ask: impl for<'d> FnOnce(Template<'d>) -> T) -> T {
    let source = Arc::new(Source::new(name, page.as_bytes().to_vec()).expect("a small page"));
    let extracted = host::extract(&source, false);
    ask(Template::read(&source, &extracted.documents, Catalogue::embedded()))
}

/// All that is said of a policy which was made from a template.
pub(crate) fn findings(template: &Template<'_>, policy: &str, policy_type: Option<PolicyType>) -> Vec<Found> {
    let bounds = Bounds { template: Some(template), ..Bounds::default() };
    let config = Config { policy_type, bounds, ..Config::default() };
    let source = Source::new("policy.json", policy.as_bytes().to_vec()).expect("a small policy");
    let found = check(&source, &config).diagnostics.into_iter().map(|found| Found {
        rule: found.rule,
        severity: found.severity,
        text: source.slice(found.span).to_owned(),
        message: found.message,
    });
    found.collect()
}

/// A form with values for its slots, as `template fill` prints it.
pub(crate) fn fill_in(form: &Form<'_>, value: impl Fn(&Slot) -> Option<String>) -> String {
    let filled = fill(form, Catalogue::embedded(), value);
    assert!(filled.missing.is_empty(), "{}", filled.text);
    let source = Source::new("policy.json", filled.text.into_bytes()).expect("a small policy");
    let config = Config { policy_type: Some(form.policy_type), ..Config::default() };
    fix(&source, Applicability::Safe, |source| check(source, &config)).text(&source)
}
