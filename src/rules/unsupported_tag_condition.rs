//! A condition on the tags of a resource, for actions that know none.

use crate::catalogue::{Action, GlobalKey, Status, key_matches};
use crate::diagnostic::Severity;
use crate::policy::{ActionEntry, Comparison, Condition, ConditionKey, KeyMeaning, Meaning, PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::wording::{enumerate, quote};

rule!(
    "unsupported-tag-condition",
    Correctness,
    Warning,
    [
        "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if statement.effect.is_none() || matches!(cx.policy_type(), PolicyType::Trust | PolicyType::Rcp) {
        return;
    }
    let mut seen: Vec<&str> = Vec::new();
    for (condition, key) in statement.condition_keys() {
        if !compares_resource_tag(condition, key) || seen.iter().any(|name| key.is(name)) {
            continue;
        }
        seen.push(key.name());
        for clause in &statement.actions {
            if clause.negated {
                not_action(clause.member.value.span, key, statement, cx);
            } else {
                let without: Vec<&ActionEntry<'_>> = clause.entries.iter().filter(|entry| lacks_tags(entry)).collect();
                actions(&without, key, statement, cx);
                if statement.is_allow() {
                    let makes: Vec<&ActionEntry<'_>> = clause.entries.iter().filter(|entry| is_first(entry)).collect();
                    creations(&makes, key, cx);
                }
            }
        }
    }
}

/// Whether a request without the tag falls through the condition.
fn compares_resource_tag(condition: &Condition<'_>, key: &ConditionKey<'_>) -> bool {
    let fails_without = condition.operator.is_some_and(|operator| {
        operator.comparison != Comparison::Null && !operator.if_exists && !operator.is_negated()
    });
    fails_without && matches!(key.meaning, KeyMeaning::Global(GlobalKey { name: "aws:ResourceTag/${TagKey}", .. }))
}

fn actions(without: &[&ActionEntry<'_>], key: &ConditionKey<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let Some((first, others)) = without.split_first() else { return };
    let names: Vec<&str> = without.iter().map(|entry| entry.as_str()).collect();
    let named = enumerate(&names, 3);
    let tag = quote(key.name());
    let pattern = without.iter().any(|entry| !matches!(entry.meaning, Meaning::Action(_)));
    let whose = match (pattern, names.len()) {
        (true, _) => "for some actions of",
        (false, 1) => "for",
        (false, _) => "for the actions",
    };
    let (code, verb) = if statement.is_deny() {
        ("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "Deny")
    } else {
        ("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "Allow")
    };
    let message = format!("{} has no effect {whose} {named}: no such request holds {tag}", statement.label());
    let pronoun = if names.len() == 1 { "it" } else { "them" };
    let help = format!("{verb} {pronoun} in a statement without the tag, or leave {pronoun} out.");
    let severity = severity(statement);
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code(code).severity(severity).help(help);
    for entry in others {
        diagnostic.label(entry.span(), "");
    }
    diagnostic.label(key.span(), "");
}

/// Actions that make what the tag is asked of. Access Analyzer says nothing of them.
fn creations(makes: &[&ActionEntry<'_>], key: &ConditionKey<'_>, cx: &mut Context<'_>) {
    let Some((first, others)) = makes.split_first() else { return };
    let names: Vec<&str> = makes.iter().map(|entry| entry.as_str()).collect();
    let (verb, pronoun) = if names.len() == 1 { ("makes", "it") } else { ("make", "them") };
    let name = key.name();
    let tag = name.split_once('/').map_or("<tag key>", |(_, tag)| tag);
    let message = format!("{} {verb} a resource, which has no {} yet", enumerate(&names, 3), quote(name));
    let help = format!("Allow {pronoun} in a statement with {}.", quote(&format!("aws:RequestTag/{tag}")));
    let diagnostic = cx.report(first.span(), message);
    diagnostic.severity(Severity::Advice).help(help);
    for entry in others {
        diagnostic.label(entry.span(), "");
    }
}

fn not_action(span: Span, key: &ConditionKey<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let code = if statement.is_deny() {
        "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
    } else {
        "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
    };
    let verb = if statement.is_deny() { "denied" } else { "allowed" };
    let severity = severity(statement);
    cx.report(
        span,
        format!("`NotAction` takes in actions whose requests have no {}, and these are not {verb}", quote(key.name())),
    )
    .aws_code(code)
    .severity(severity)
    .label(key.span(), "")
    .help("Name the actions that know tags in `Action`, and treat the others in a statement of their own.");
}

/// A Deny that does not deny is worse than an Allow that does not allow.
const fn severity(statement: &Statement<'_>) -> Severity {
    match statement.effect {
        Some(crate::policy::Effect::Deny) => Severity::Warning,
        _ => Severity::Advice,
    }
}

/// Whether the entry names an action, or matches one, whose requests say nothing of tags.
fn lacks_tags(entry: &ActionEntry<'_>) -> bool {
    match entry.meaning {
        Meaning::Action(action) => action_lacks_tags(action),
        Meaning::Pattern(pattern) => pattern.actions().any(action_lacks_tags),
        _ => false,
    }
}

/// Whether the entry names an action that takes the tags of the request and none of a resource: it
/// makes one.
fn is_first(entry: &ActionEntry<'_>) -> bool {
    let Meaning::Action(action) = entry.meaning else { return false };
    action.status() == Status::Documented
        && action.takes_key("aws:RequestTag/x")
        && !action.takes_key("aws:ResourceTag/x")
        && action.name().starts_with("Create")
}

/// An action that makes a resource takes the tags of the request instead, and is left alone.
fn action_lacks_tags(action: Action<'_>) -> bool {
    let tags =
        |key: &str| ["aws:ResourceTag/x", "aws:RequestTag/x", "aws:TagKeys"].iter().any(|tag| key_matches(key, tag));
    let resource_tag = |key: &str| key_matches(key, "aws:ResourceTag/x");
    action.status() == Status::Documented
        && !action.condition_keys().any(tags)
        && !action
            .resources()
            .any(|on| on.condition_keys().any(resource_tag) || on.resource.condition_keys().any(resource_tag))
}
