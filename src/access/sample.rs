//! Requests made up at sight, which tell most statements apart before anything is solved.

use std::borrow::Cow;
use std::cell::Cell;

use crate::catalogue::Action;
use crate::pattern::matches;
use crate::policy::{
    Comparison, Condition, ConditionKey, ConditionValue, Entry, Meaning, Operator, Policy, Statement, has_variable,
};

/// What is known of a request that fits a statement.
#[derive(Clone, Copy)]
pub(super) struct Sample<'s, 'd> {
    pub(super) action: Option<Action<'d>>,
    pub(super) resource: Option<&'s str>,
    pub(super) context: Option<&'s Context<'d>>,
}

/// The condition keys that every request has which fits a statement, each with a value that fits,
/// where one can be told at sight. There are such requests without any other key.
pub(super) struct Context<'d> {
    keys: Vec<(&'d str, Option<Cow<'d, str>>)>,
}

impl<'d> Context<'d> {
    /// Nothing where conditions of the statement are not seen.
    pub(super) fn of(statement: &Statement<'d>, policy: &Policy<'_>) -> Option<Self> {
        if statement.has_unseen_conditions() {
            return None;
        }
        let needed = statement.condition_keys().filter(|(condition, key)| condition.needs(key));
        let is_alone = |key: &ConditionKey<'_>| {
            statement.condition_keys().filter(|(_, other)| other.name().eq_ignore_ascii_case(key.name())).count() == 1
        };
        let keys = needed.map(|(condition, key)| {
            let first = key.values.first().filter(|value| value.is_literal() && !policy.has_placeholder(value.span()));
            let is_told = comparison(condition).is_some() && is_alone(key);
            (key.member.name(), first.filter(|_| is_told).map(ConditionValue::as_str))
        });
        Some(Self { keys: keys.collect() })
    }

    /// Whether it fits all conditions of a statement, as far as that can be told at sight. A no is
    /// always right.
    fn may_fit(&self, statement: &Statement<'_>, policy: &Policy<'_>) -> bool {
        let mut needed = statement.condition_keys().filter(|(condition, key)| condition.needs(key));
        needed.all(|(condition, key)| {
            let mut own = self.keys.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key.name()));
            let Some((_, value)) = own.next() else { return policy.has_placeholder(key.span()) };
            value.as_ref().is_none_or(|value| !refuses(condition, key, value, policy))
        })
    }
}

/// How a condition compares, where that is simple: one value of the request with each of its own.
fn comparison(condition: &Condition<'_>) -> Option<Comparison> {
    match condition.operator? {
        Operator {
            set: None, comparison: comparison @ (Comparison::StringEquals | Comparison::StringLike), ..
        } => Some(comparison),
        _ => None,
    }
}

/// Whether a condition surely does not hold for this value of its key.
fn refuses(condition: &Condition<'_>, key: &ConditionKey<'_>, value: &str, policy: &Policy<'_>) -> bool {
    let Some(comparison) = comparison(condition) else { return false };
    let is_told = !key.open && !policy.has_placeholder(key.member.value.span);
    is_told
        && key.values.iter().all(|own| {
            let own = own.as_str();
            let is_same = if comparison == Comparison::StringLike { matches(&own, value) } else { own == value };
            !has_variable(&own) && !is_same
        })
}

/// Whether a statement could be about the sample, its action aside. A no is always right. `steps` is
/// how many pairs of bytes may still be looked at.
pub(super) fn may_take(
    statement: &Statement<'_>,
    policy: &Policy<'_>,
    sample: Sample<'_, '_>,
    steps: &Cell<usize>,
) -> bool {
    if sample.context.is_some_and(|context| !context.may_fit(statement, policy)) {
        return false;
    }
    let (Some(resource), [clause]) = (sample.resource, statement.resources.as_slice()) else { return true };
    // A placeholder stands for itself: it equals nothing but the same one.
    let matches = |entry: &Entry<'_>| {
        let text = entry.as_str();
        steps.set(steps.get().saturating_sub(text.len().saturating_mul(resource.len())));
        steps.get() == 0 || has_variable(text) || matches(text, resource)
    };
    clause.negated || clause.open || clause.entries.iter().any(matches)
}

/// An action for each entry of the statement, where one can be told at sight.
pub(super) fn sample_actions<'d>(statement: &Statement<'d>) -> impl Iterator<Item = Action<'d>> {
    let clause = single(&statement.actions).filter(|clause| !clause.negated);
    clause.into_iter().flat_map(|clause| &clause.entries).filter_map(|entry| match &entry.meaning {
        Meaning::Action(action) => Some(*action),
        Meaning::Pattern(pattern) => pattern.actions().next(),
        _ => None,
    })
}

/// A resource for each entry of the statement, where one can be told at sight.
pub(super) fn sample_resources(statement: &Statement<'_>) -> impl Iterator<Item = String> {
    let clause = single(&statement.resources).filter(|clause| !clause.negated);
    let entries = clause.into_iter().flat_map(|clause| &clause.entries).map(Entry::as_str);
    entries.filter(|text| !has_variable(text)).map(|text| text.replace('*', "example").replace('?', "e"))
}

/// The one of a list that has no other.
fn single<T>(list: &[T]) -> Option<&T> {
    match list {
        [only] => Some(only),
        _ => None,
    }
}
