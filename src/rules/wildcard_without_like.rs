//! A wildcard under an operator that has none.

use crate::catalogue::ValueType;
use crate::fix::Fix;
use crate::policy::{Comparison, Condition, ConditionKey, ConditionValue, Operator, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("wildcard-without-like", Correctness, Warning, ["WILDCARD_WITHOUT_LIKE_OPERATOR"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let literal = |operator: &Operator| {
            matches!(
                operator.comparison,
                Comparison::StringEquals
                    | Comparison::StringNotEquals
                    | Comparison::StringEqualsIgnoreCase
                    | Comparison::StringNotEqualsIgnoreCase
            )
        };
        let Some(operator) = condition.operator.filter(literal) else { continue };
        for key in &condition.keys {
            let policy = cx.policy();
            let mut blamed = key.values.iter().copied().filter(|value| {
                value.has_wildcard() && !is_a_name(key, *value) && !policy.has_placeholder(value.span())
            });
            if let Some(first) = blamed.next() {
                report(statement, condition, key, operator, first, blamed, cx);
            }
        }
    }
}

/// Lambda calls everybody by the name `*`: here it is no wildcard.
fn is_a_name(key: &ConditionKey<'_>, value: ConditionValue<'_>) -> bool {
    key.is("lambda:Principal") && value.as_str() == "*"
}

fn report<'d>(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    operator: Operator,
    first: ConditionValue<'d>,
    others: impl Iterator<Item = ConditionValue<'d>>,
    cx: &mut Context<'_>,
) {
    let is_arn = key.meaning.key_type().is_some_and(|key_type| key_type.value == ValueType::Arn);
    let comparison = match (is_arn, operator.is_negated()) {
        (true, false) => Comparison::ArnLike,
        (true, true) => Comparison::ArnNotLike,
        (false, false) => Comparison::StringLike,
        (false, true) => Comparison::StringNotLike,
    };
    let like = Operator { comparison, ..operator }.to_string();
    let minds_case = matches!(operator.comparison, Comparison::StringEquals | Comparison::StringNotEquals);
    let caution = if minds_case { "" } else { ", which minds case" };
    let edits = cx
        .key_place(statement, condition, key)
        .filter(|_| minds_case)
        .and_then(|place| place.move_to(cx.source, &like, cx.source_text(key.member.value.span)));
    let message = format!("{} takes the wildcard of {} literally", quote(condition.name()), quote(&first.as_str()));
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code("WILDCARD_WITHOUT_LIKE_OPERATOR").help(format!(
        "Use {}{caution}; where the character itself is meant, write `${{*}}` or `${{?}}`.",
        quote(&like)
    ));
    for value in others {
        diagnostic.label(value.span(), "literal too");
    }
    if let Some(edits) = edits {
        diagnostic.fix(Fix::risky(format!("Use {}", quote(&like)), edits));
    }
}
