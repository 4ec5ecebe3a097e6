//! Requests made up at sight, which tell most statements apart before anything is solved.

use std::borrow::Cow;
use std::cell::Cell;

use crate::catalogue::{Action, ValueType};
use crate::pattern::{is_pattern, is_wildcard, matches};
use crate::policy::{
    ActionEntry, Comparison, Condition, ConditionKey, ConditionValue, Entry, Meaning, Operator, Policy, SetOperator,
    Statement, has_variable,
};

/// What is known of a request that fits a statement, its action aside.
#[derive(Clone, Copy)]
pub(super) struct Sample<'s, 'd> {
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
            let first = key.values.first().filter(|value| !policy.has_placeholder(value.span()));
            let comparison = comparison(condition).filter(|comparison| !comparison.is_negated() && is_alone(key));
            let value = comparison.zip(first).and_then(|(comparison, value)| sample_value(comparison, key, *value));
            (key.member.name(), value)
        });
        Some(Self { keys: keys.collect() })
    }

    /// Whether it fits all conditions of a statement, as far as that can be told at sight. A no is
    /// always right.
    fn may_fit(&self, statement: &Statement<'_>, policy: &Policy<'_>) -> bool {
        statement.condition_keys().all(|(condition, key)| {
            let mut own = self.keys.iter().filter(|(name, _)| name.eq_ignore_ascii_case(key.name()));
            let Some((_, value)) = own.next() else {
                return !condition.needs(key) || policy.has_placeholder(key.span());
            };
            value.as_ref().is_none_or(|value| !refuses(condition, key, value, policy))
        })
    }
}

/// How a condition compares, where that is simple: one value of the request with each of its own, as
/// text. That of an ARN is taken field by field, which is stricter than as a whole.
fn comparison(condition: &Condition<'_>) -> Option<Comparison> {
    use Comparison::{ArnEquals, ArnLike, StringEquals, StringLike, StringNotEquals, StringNotLike};
    match condition.operator? {
        Operator { set: Some(SetOperator::ForAllValues), .. } => None,
        Operator { comparison, .. } => {
            let simple = [StringEquals, StringLike, StringNotEquals, StringNotLike, ArnEquals, ArnLike];
            simple.contains(&comparison).then_some(comparison)
        }
    }
}

/// A value that this one of a condition fits; nothing where that cannot be told at sight.
fn sample_value<'d>(comparison: Comparison, key: &ConditionKey<'_>, value: ConditionValue<'d>) -> Option<Cow<'d, str>> {
    let text = value.as_str();
    if has_variable(&text) {
        return None;
    }
    if !is_pattern(&text) {
        return Some(text);
    }
    // Not every text is a value of a key that holds `true` or `false`.
    let is_free = key.meaning.key_type().is_none_or(|key_type| key_type.value != ValueType::Bool);
    (is_free && comparison.has_wildcards()).then(|| Cow::Owned(sample_text(&text)))
}

/// Whether a condition surely does not hold for this value of its key.
fn refuses(condition: &Condition<'_>, key: &ConditionKey<'_>, value: &str, policy: &Policy<'_>) -> bool {
    let Some(comparison) = comparison(condition) else { return false };
    if key.open || policy.has_placeholder(key.member.value.span) {
        return false;
    }
    let fits = |own: &str| if comparison.has_wildcards() { matches(own, value) } else { own == value };
    let mut told = key.values.iter().map(ConditionValue::as_str).map(|own| (!has_variable(&own)).then(|| fits(&own)));
    if comparison.is_negated() { told.any(|fits| fits == Some(true)) } else { told.all(|fits| fits == Some(false)) }
}

/// Whether a statement could be about the sample, whatever the action. A no is always right. `steps`
/// is how many pairs of bytes may still be looked at.
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
    let fits = |entry: &Entry<'_>| {
        let text = entry.as_str();
        steps.set(steps.get().saturating_sub(text.len().saturating_mul(resource.len())));
        (steps.get() > 0 && !has_variable(text)).then(|| matches(text, resource))
    };
    match (clause.open, clause.negated) {
        (true, _) => true,
        // What stands for a character may not stand for one of a placeholder.
        (false, true) => {
            !policy.placeholders.is_empty() || !clause.entries.iter().any(|entry| fits(entry) == Some(true))
        }
        (false, false) => clause.entries.iter().any(|entry| fits(entry) != Some(false)),
    }
}

/// The entries of the statement for which an action can be told at sight.
pub(super) fn sampled<'s, 'd>(statement: &'s Statement<'d>) -> impl Iterator<Item = &'s ActionEntry<'d>> {
    let clause = single(&statement.actions).filter(|clause| !clause.negated);
    let entries = clause.map_or(&[][..], |clause| &clause.entries);
    entries.iter().filter(|entry| matches!(entry.meaning, Meaning::Action(_) | Meaning::Pattern(..)))
}

/// An action that the entry is about.
pub(super) fn sample_action<'d>(entry: &ActionEntry<'d>) -> Option<Action<'d>> {
    match &entry.meaning {
        Meaning::Action(action) => Some(*action),
        Meaning::Pattern(pattern) => pattern.actions().next(),
        _ => None,
    }
}

/// A resource for each entry of the statement, where one can be told at sight.
pub(super) fn sample_resources(statement: &Statement<'_>) -> impl Iterator<Item = String> {
    let clause = single(&statement.resources).filter(|clause| !clause.negated);
    let entries = clause.into_iter().flat_map(|clause| &clause.entries).map(Entry::as_str);
    entries.filter(|text| !has_variable(text)).map(sample_text)
}

/// A text that a pattern matches.
fn sample_text(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len() + 8);
    let mut rest = pattern;
    while let Some(at) = rest.bytes().position(is_wildcard) {
        text.push_str(&rest[..at]);
        text.push_str(if rest.as_bytes()[at] == b'*' { "example" } else { "e" });
        rest = &rest[at + 1..];
    }
    text + rest
}

/// The one of a list that has no other.
fn single<T>(list: &[T]) -> Option<&T> {
    match list {
        [only] => Some(only),
        _ => None,
    }
}
