//! A condition whose value matches everything: it only asks whether the key has a value.

use crate::fix::Fix;
use crate::policy::{Condition, ConditionKey, ConditionValue, Family, Outcome, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "condition-equivalent-to-null",
    Style,
    Advice,
    ["EQUIVALENT_TO_NULL_FALSE", "EQUIVALENT_TO_NULL_TRUE"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let Some(operator) = condition.operator else { continue };
        let Some(outcome) = operator.matching_anything() else { continue };
        // A key that keeps strangers out is told of as too broad.
        for key in condition.keys.iter().filter(|key| key.guard().is_none()) {
            if let Some(&value) = key.values.iter().find(|value| value.matches_anything()) {
                report(statement, condition, key, value, outcome, cx);
            }
        }
    }
}

fn report(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    value: ConditionValue<'_>,
    outcome: Outcome,
    cx: &mut Context<'_>,
) {
    let (code, asks, null) = match outcome {
        Outcome::Present => ("EQUIVALENT_TO_NULL_FALSE", "has a value", "\"false\""),
        Outcome::Absent => ("EQUIVALENT_TO_NULL_TRUE", "has no value", "\"true\""),
        Outcome::Always | Outcome::Never => return,
    };
    let edits = cx.key_place(statement, condition, key).and_then(|place| place.move_to(cx.source, "Null", null));
    let message = format!(
        "{} with {} only asks whether {} {asks}",
        quote(condition.name()),
        quote(&value.as_str()),
        quote(key.name())
    );
    let diagnostic = cx.report(value.span(), message);
    diagnostic
        .aws_code(code)
        .help(format!("Say so: {}.", quote(&format!("\"Null\": {{ \"{}\": {null} }}", key.name()))));
    if let Some(edits) = edits {
        // What IAM makes of a `*` in place of an ARN is not written down.
        let is_arn = condition.operator.is_some_and(|operator| operator.family() == Family::Arn);
        let title = format!("Write it as `Null` with {}", quote(null.trim_matches('"')));
        diagnostic.fix(if is_arn { Fix::risky(title, edits) } else { Fix::safe(title, edits) });
    }
}
