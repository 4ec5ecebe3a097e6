//! `dynamodb:Attributes` without `dynamodb:Select`.

use crate::policy::{Comparison, Condition, ConditionKey, Statement};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!(
    "dynamodb-attributes-without-select",
    Security,
    Warning,
    ["DYNAMODB_ATTRIBUTES_WITHOUT_SELECT"],
    Statement(check)
);

/// The reads that return whole items when the request names no attributes.
const READS: &[&str] = &["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !statement.is_allow() {
        return;
    }
    let Some((_, attributes)) = statement.condition_keys().find(|(condition, key)| {
        key.is("dynamodb:Attributes")
            && condition.operator.is_some_and(|operator| operator.comparison != Comparison::Null)
    }) else {
        return;
    };
    let reads: Vec<&str> =
        READS.iter().copied().filter(|action| statement.covers_action(action) == Some(true)).collect();
    if reads.is_empty() || statement.condition_keys().any(selects_attributes) {
        return;
    }
    cx.report(
        attributes.span(),
        format!(
            "{} without `dynamodb:Select`: a request for {} that names no attributes gets them all",
            quote(attributes.name()),
            enumerate(&reads, 4)
        ),
    )
    .aws_code("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT")
    .help("Add the condition `\"StringEquals\": {\"dynamodb:Select\": \"SPECIFIC_ATTRIBUTES\"}`; `StringEqualsIfExists` where the actions include `dynamodb:GetItem`.");
}

/// Whether the condition lets only those requests pass that name their attributes.
fn selects_attributes((condition, key): (&Condition<'_>, &ConditionKey<'_>)) -> bool {
    let positive =
        condition.operator.is_some_and(|operator| !operator.is_negated() && operator.comparison != Comparison::Null);
    let specific = key.open || key.values.iter().all(|value| value.as_str() == "SPECIFIC_ATTRIBUTES");
    key.is("dynamodb:Select") && positive && specific
}
