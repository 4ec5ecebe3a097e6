//! The questions about whole policies, and their answers by cause.

use super::blame::NearMiss;
use super::glob::plain_arn;
use super::predicate::Predicate;
use super::question::{Questions, Reason};
use super::request::Request;
use super::run::Run;
use super::space::{Atom, Dimension, Scope};
use super::stranger;
use crate::catalogue::Catalogue;
use crate::pattern::matches_ignore_case;
use crate::policy::Policy;
use crate::source::Span;

/// What a policy grants that it is not to grant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// What is granted, one by cause. Each was replayed.
    pub grants: Vec<Grant>,
    /// What could not be decided.
    pub doubts: Vec<Doubt>,
}

/// Access that a statement grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The place of the statement in [`Policy::statements`].
    pub statement: usize,
    /// The actions, by their full names: what matters most comes first. Where AWS is yet to add
    /// them, the entries that will match them.
    pub actions: Vec<String>,
    /// Further actions that take none of the resources that they are granted on, where others do.
    pub idle: Vec<String>,
    /// A request with the first of the actions.
    pub witness: Request,
    /// What grants it: the entries, the element where that is all of them.
    pub places: Vec<Span>,
    /// How near the old policy comes to it.
    pub near: NearMiss,
    /// Whether none of the actions takes a resource that it is granted on, as far as the reference
    /// knows.
    pub is_idle: bool,
    /// Whether only actions that AWS may add later are meant.
    pub is_future: bool,
}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The place of the statement in [`Policy::statements`].
    pub statement: usize,
    /// The actions, by their full names; where AWS is yet to add them, the entries that will match.
    pub actions: Vec<String>,
    /// The entries of the actions, or the element where that is all of them.
    pub places: Vec<Span>,
    /// Why there is none.
    pub reason: Reason,
}

/// Some actions on some resources, as patterns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Patterns of full names; none stand for all.
    pub actions: Vec<String>,
    /// Patterns of ARNs, whose wildcards stay inside their first five fields; none stand for all.
    pub resources: Vec<String>,
}

impl Comparison {
    /// Whether nothing is granted, for sure.
    pub fn is_empty(&self) -> bool {
        self.grants.is_empty() && self.doubts.is_empty()
    }
}

/// What `new` grants and `old` does not: over the actions that the catalogue knows, those that
/// either policy spells out, and those that AWS may add later.
///
/// ```
/// use arnlint::access::new_access;
/// use arnlint::catalogue::Catalogue;
/// use arnlint::host;
/// use arnlint::policy::{Policy, PolicyType};
/// use arnlint::source::Source;
///
/// let policy = |resource: &str| {
///     let text = format!(
///         r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "{resource}"}}}}"#
///     );
///     Source::new("policy.json", text.into_bytes()).unwrap()
/// };
/// let (old, new) = (policy("arn:aws:s3:::logs/*"), policy("arn:aws:s3:::*"));
/// let (old, new) = (host::extract(&old, true), host::extract(&new, true));
/// let catalogue = Catalogue::embedded();
/// let old = Policy::read(&old.documents[0], PolicyType::Identity, catalogue);
/// let new = Policy::read(&new.documents[0], PolicyType::Identity, catalogue);
///
/// let comparison = new_access(&old, &new, catalogue);
/// assert_eq!(comparison.grants[0].actions, ["s3:GetObject"]);
/// assert!(new_access(&new, &old, catalogue).is_empty());
/// ```
pub fn new_access<'d>(old: &Policy<'d>, new: &Policy<'d>, catalogue: Catalogue<'_>) -> Comparison {
    let mut run = Run::new(Questions::new(Some(old), new), catalogue);
    if old.policy_type.names_principals() == new.policy_type.names_principals() {
        run.today(|_| true);
        run.tomorrow();
    } else {
        run.give_up(Reason::OtherType);
    }
    run.comparison()
}

/// What a policy grants of some access.
///
/// ```
/// use arnlint::access::{Access, granted};
/// use arnlint::catalogue::Catalogue;
/// use arnlint::host;
/// use arnlint::policy::{Policy, PolicyType};
/// use arnlint::source::Source;
///
/// let text = r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "iam:Pass*", "Resource": "arn:aws:iam::464622532012:role/ci-*"}}"#;
/// let source = Source::new("policy.json", text.into()).unwrap();
/// let extracted = host::extract(&source, true);
/// let catalogue = Catalogue::embedded();
/// let policy = Policy::read(&extracted.documents[0], PolicyType::Identity, catalogue);
///
/// let access = |resource: &str| Access { actions: vec!["iam:PassRole".into()], resources: vec![resource.into()] };
/// assert_eq!(granted(&policy, &access("*"), catalogue).grants[0].actions, ["iam:PassRole"]);
/// assert!(granted(&policy, &access("arn:aws:iam::*:role/admin"), catalogue).is_empty());
/// ```
pub fn granted(policy: &Policy<'_>, access: &Access, catalogue: Catalogue<'_>) -> Comparison {
    let mut questions = Questions::new(None, policy);
    if !access.resources.is_empty() {
        let globs = access.resources.iter().map(|text| plain_arn(text)).collect();
        let predicate = questions.space.predicate(Predicate::text(globs));
        questions.guard.push(Atom::Any(Dimension::Resource, predicate, true));
    }
    let mut run = Run::new(questions, catalogue);
    run.today(|action| {
        let name = action.to_string();
        access.actions.is_empty() || access.actions.iter().any(|pattern| matches_ignore_case(pattern, &name))
    });
    run.comparison()
}

/// What a policy grants to strangers: to callers of accounts that it does not name, without any of
/// the values that only somebody who is known can have. This is how S3 tells public policies.
///
/// ```
/// use arnlint::access::public;
/// use arnlint::catalogue::Catalogue;
/// use arnlint::host;
/// use arnlint::policy::{Policy, PolicyType};
/// use arnlint::source::Source;
///
/// let is_public = |condition: &str| {
///     let text = format!(
///         r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
///             "Resource": "arn:aws:s3:::logs/*", "Condition": {{"StringLike": {{{condition}}}}}}}}}"#
///     );
///     let source = Source::new("policy.json", text.into()).unwrap();
///     let extracted = host::extract(&source, true);
///     let policy = Policy::read(&extracted.documents[0], PolicyType::Resource, Catalogue::embedded());
///     !public(&policy, Catalogue::embedded()).grants.is_empty()
/// };
/// assert!(is_public(r#""aws:SourceVpc": "vpc-*""#));
/// assert!(!is_public(r#""aws:SourceVpc": "vpc-1a2b3c4d""#));
/// ```
pub fn public(policy: &Policy<'_>, catalogue: Catalogue<'_>) -> Comparison {
    let mut questions = Questions::new(None, policy);
    let scopes: Vec<Scope> = questions.parts.iter().map(|part| part.scope.clone()).collect();
    questions.guard = stranger::guard(&scopes, &mut questions.space);
    let mut run = Run::new(questions, catalogue);
    run.today(|_| true);
    run.comparison()
}
