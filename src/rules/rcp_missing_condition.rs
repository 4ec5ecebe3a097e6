//! A Deny of a resource control policy that catches whom it does not mean.

use crate::diagnostic::Severity;
use crate::policy::{Condition, ConditionKey, Family, Operator, PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "rcp-missing-condition",
    Security,
    Warning,
    [
        "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
        "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
        "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
    ],
    Statement(check)
);

/// Keys that only the requests of users and roles have. A tag goes by what stands before its name.
const CALLER_KEYS: &[&str] = &[
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalTag",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
];

/// Keys that tell insiders from outsiders.
const PERIMETER_KEYS: &[&str] = &[
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:SourceAccount",
    "aws:SourceArn",
];

/// Keys that only the requests of AWS services have, and not all of those.
const SOURCE_KEYS: &[&str] = &["aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceAccount", "aws:SourceArn"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type() != PolicyType::Rcp || !statement.is_deny() || statement.has_unseen_conditions() {
        return;
    }
    let pairs =
        || statement.conditions.iter().flat_map(|condition| condition.keys.iter().map(move |key| (condition, key)));
    let negated = |names: &[&str]| -> Vec<&ConditionKey<'_>> {
        let negated = |condition: &Condition<'_>| condition.operator.is_some_and(Operator::is_negated);
        pairs().filter(|(condition, key)| negated(condition) && is_one_of(key, names)).map(|(_, key)| key).collect()
    };
    let has = |family: Family, names: &[&str], value: &str| {
        pairs().any(|(condition, key)| {
            condition.operator.is_some_and(|operator| operator.family() == family && operator.set.is_none())
                && is_one_of(key, names)
                && (key.open || key.values.iter().all(|given| given.as_str().eq_ignore_ascii_case(value)))
        })
    };
    let service = &["aws:PrincipalIsAWSService"];
    let callers_only = has(Family::Bool, service, "false")
        || has(Family::Null, CALLER_KEYS, "false")
        || pairs().any(|(condition, key)| {
            condition.operator.is_some_and(Operator::requires_key) && is_one_of(key, CALLER_KEYS)
        });
    if !callers_only {
        report(
            &negated(CALLER_KEYS),
            "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
            "AWS services are denied too: their requests have no",
            "Add `\"BoolIfExists\": {\"aws:PrincipalIsAWSService\": \"false\"}` to spare them.",
            cx,
        );
    }
    if !has(Family::Bool, service, "true") {
        report(
            &negated(SOURCE_KEYS),
            "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
            "users and roles are denied too: their requests have no",
            "Add `\"Bool\": {\"aws:PrincipalIsAWSService\": \"true\"}` to spare them.",
            cx,
        );
    }
    if !has(Family::Null, &["aws:SourceAccount", "aws:SourceArn"], "false") {
        report(
            &negated(SOURCE_KEYS),
            "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
            "services are denied too where they send no",
            "Add `\"Null\": {\"aws:SourceAccount\": \"false\"}` to spare them.",
            cx,
        );
    }
}

fn is_one_of(key: &ConditionKey<'_>, names: &[&str]) -> bool {
    let stem = key.name().split('/').next().unwrap_or("");
    names.iter().any(|name| name.eq_ignore_ascii_case(stem))
}

/// One finding for all keys that the same condition is missing for.
fn report(keys: &[&ConditionKey<'_>], code: &'static str, who: &str, help: &str, cx: &mut Context<'_>) {
    let [first, later @ ..] = keys else { return };
    let diagnostic = cx.report(first.span(), format!("{who} {}", quote(first.name())));
    diagnostic.aws_code(code).help(help);
    // Where one role is let through and everybody else kept out, services may well be meant too.
    if !keys.iter().any(|key| is_one_of(key, PERIMETER_KEYS)) {
        diagnostic.severity(Severity::Advice);
    }
    for key in later {
        diagnostic.label(key.span(), "");
    }
}
