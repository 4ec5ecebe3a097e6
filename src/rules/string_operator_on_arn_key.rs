//! An ARN compared as a string, where a `*` runs across the fields.

use crate::arn::Arn;
use crate::catalogue::ValueType;
use crate::fix::Fix;
use crate::pattern::is_pattern;
use crate::policy::{Comparison, Condition, ConditionKey, Statement, variables};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "string-operator-on-arn-key",
    Security,
    Warning,
    ["STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let (from, to) = match condition.operator.map(|operator| operator.comparison) {
            Some(Comparison::StringLike) => ("stringlike", "ArnLike"),
            Some(Comparison::StringNotLike) => ("stringnotlike", "ArnNotLike"),
            _ => continue,
        };
        let name = condition.name();
        let at = name.to_ascii_lowercase().find(from).unwrap_or_default();
        let arn_operator = format!("{}{to}{}", &name[..at], &name[at + from.len()..]);
        // One edit of the operator mends all its keys; the first one carries it.
        let mut fix = fix(condition, &arn_operator, statement, cx);
        for key in condition.keys.iter().filter(|key| is_arn(key)) {
            let message =
                format!("{} holds an ARN, and in {} a `*` matches across its colons", quote(key.name()), quote(name));
            let diagnostic = cx.report(key.span(), message);
            diagnostic
                .aws_code("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS")
                .help(format!("Use {}, which compares field by field.", quote(&arn_operator)));
            diagnostic.fix = fix.take();
        }
    }
}

fn is_arn(key: &ConditionKey<'_>) -> bool {
    key.meaning.key_type().is_some_and(|key_type| key_type.value == ValueType::Arn)
}

fn fix(condition: &Condition<'_>, to: &str, statement: &Statement<'_>, cx: &Context<'_>) -> Option<Fix> {
    let taken = statement.conditions.iter().any(|other| other.name().eq_ignore_ascii_case(to));
    let edit = cx.rename(condition.member, to).filter(|_| !taken && condition.keys.iter().all(is_arn))?;
    let values = || condition.keys.iter().flat_map(|key| &key.values);
    let all_seen = condition.keys.iter().all(|key| !key.open);
    if !all_seen || !values().all(|value| matches!(Arn::parse(&value.as_str()), Some(Ok(_)))) {
        return None;
    }
    let same = values().all(|value| means_the_same(&value.as_str()));
    let title = format!("Write {}", quote(to));
    Some(if same { Fix::safe(title, vec![edit]) } else { Fix::risky(title, vec![edit]) })
}

/// Whether the value matches the same ARNs under both operators: that is so when no wildcard and
/// no variable stands in the first five fields, from where it could run across a colon.
fn means_the_same(value: &str) -> bool {
    let Some(Ok(arn)) = Arn::parse(value) else { return false };
    [&arn.partition, &arn.service, &arn.region, &arn.account]
        .iter()
        .all(|field| !is_pattern(field.text) && variables(field.text).next().is_none())
}
