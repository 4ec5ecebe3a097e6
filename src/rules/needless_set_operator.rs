//! `ForAllValues` or `ForAnyValue` where there is one value, or none to compare.

use crate::diagnostic::Severity;
use crate::fix::{Applicability, Fix};
use crate::policy::{Comparison, Condition, ConditionKey, KeyMeaning, Operator, PolicyType, SetOperator, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "needless-set-operator",
    Security,
    Warning,
    ["FORALLVALUES_WITH_SINGLE_VALUED_KEY", "NULL_WITH_QUALIFIER", "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE"],
    Statement(check)
);

/// Keys that the reference calls single strings, and of which a request holds several.
const LISTS: &[&str] = &["codeconnections:ProviderAction", "codestar-connections:ProviderAction"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let Some(operator @ Operator { set: Some(set), .. }) = condition.operator else { continue };
        if operator.comparison == Comparison::Null {
            // `null-if-exists` names the graver fault.
            if !operator.if_exists {
                null(condition, set, statement, cx);
            }
            continue;
        }
        for key in &condition.keys {
            if set == SetOperator::ForAnyValue && cx.policy_type() == PolicyType::Trust && is_audience(key) {
                audience(key, condition, statement, cx);
            } else if set == SetOperator::ForAllValues && holds_one(key) {
                for_all_values(key, condition, statement, cx);
            }
        }
    }
}

fn null(condition: &Condition<'_>, set: SetOperator, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let always = if set == SetOperator::ForAllValues { "true" } else { "false" };
    let fix = without_set_operator(condition, statement, cx);
    let message = format!("{} is always {always}, whatever the request holds", quote(condition.name()));
    let diagnostic = cx.report(condition.member.key.span, message);
    diagnostic.aws_code("NULL_WITH_QUALIFIER").severity(Severity::Advice).help("Write `Null` alone.");
    diagnostic.fix = fix;
}

fn audience(key: &ConditionKey<'_>, condition: &Condition<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let bare = bare(condition.name());
    let fix = without_set_operator(condition, statement, cx).filter(|_| condition.keys.len() == 1);
    let diagnostic = cx.report(
        key.span(),
        format!("{} holds one audience, {} compares a list", quote(key.name()), quote(condition.name())),
    );
    diagnostic.aws_code("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE").help(format!("Write {}.", quote(bare)));
    diagnostic.fix = fix;
}

fn for_all_values(key: &ConditionKey<'_>, condition: &Condition<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let name = quote(key.name());
    let bare = bare(condition.name());
    let present = statement.condition_keys().any(|(other, other_key)| {
        other.operator.is_some_and(|operator| operator.comparison == Comparison::Null)
            && other_key.is(key.name())
            && other_key.values.iter().all(|value| value.as_str().eq_ignore_ascii_case("false"))
    });
    let consequence = if present {
        format!("{name} holds one value: `ForAllValues` adds nothing beside the Null check")
    } else {
        format!("{name} holds one value: all that `ForAllValues` adds is that a request without it fits")
    };
    let fix = without_set_operator(condition, statement, cx).filter(|_| condition.keys.len() == 1);
    let diagnostic = cx.report(key.span(), consequence);
    diagnostic.aws_code("FORALLVALUES_WITH_SINGLE_VALUED_KEY").help(format!("Write {}.", quote(bare)));
    diagnostic.fix = fix;
    if present {
        diagnostic.severity(Severity::Advice);
        // With and without it, the same requests fit.
        if let Some(fix) = &mut diagnostic.fix {
            fix.applicability = Applicability::Safe;
        }
    }
}

/// Whether a request holds one value of the key, as far as that is known.
fn holds_one(key: &ConditionKey<'_>) -> bool {
    key.meaning.key_type().is_some_and(|key_type| !key_type.multivalued) && !LISTS.iter().any(|list| key.is(list))
}

fn is_audience(key: &ConditionKey<'_>) -> bool {
    let claim = key.name().rsplit_once(':').map_or("", |(_, claim)| claim);
    matches!(key.meaning, KeyMeaning::Provider(_))
        && (claim.eq_ignore_ascii_case("aud") || claim.eq_ignore_ascii_case("oaud"))
}

/// The operator without what stands before its colon.
fn bare(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, bare)| bare)
}

/// The fix that drops the set operator; it tightens an Allow and loosens a Deny.
fn without_set_operator(condition: &Condition<'_>, statement: &Statement<'_>, cx: &Context<'_>) -> Option<Fix> {
    let bare = bare(condition.name());
    let taken = statement.conditions.iter().any(|other| other.name().eq_ignore_ascii_case(bare));
    let edit = cx.rename(condition.member, bare).filter(|_| !taken)?;
    Some(Fix::risky(format!("Write {}", quote(bare)), vec![edit]))
}
