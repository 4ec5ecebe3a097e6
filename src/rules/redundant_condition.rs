//! A condition, or values of one, that change nothing.

use crate::fix::{Edit, Fix};
use crate::policy::{Comparison, Condition, ConditionKey, ConditionValue, Family, Outcome, Statement};
use crate::rule::{Context, rule};
use crate::tree::Value;
use crate::wording::quote;

rule!(
    "redundant-condition",
    Style,
    Advice,
    [
        "REDUNDANT_CONDITION_VALUE_NUM",
        "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
        "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let Some(operator) = condition.operator else { continue };
        for key in &condition.keys {
            bounds(condition, key, operator.comparison, cx);
            let anything = key.values.iter().find(|value| value.matches_anything());
            // A key that keeps strangers out is told of as too broad.
            let Some(&value) = anything.filter(|_| key.guard().is_none()) else { continue };
            match operator.matching_anything() {
                Some(Outcome::Always) => always(statement, condition, key, value, cx),
                Some(Outcome::Never) => never(statement, condition, key, value, cx),
                _ => {}
            }
        }
    }
}

fn always(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    value: ConditionValue<'_>,
    cx: &mut Context<'_>,
) {
    let edit = cx.key_place(statement, condition, key).and_then(|place| place.remove(cx.source));
    let message = format!(
        "{} with {} holds for every request, whatever {} is",
        quote(condition.name()),
        quote(&value.as_str()),
        quote(key.name())
    );
    let is_arn = condition.operator.is_some_and(|operator| operator.family() == Family::Arn);
    let diagnostic = cx.report(value.span(), message);
    diagnostic
        .aws_code("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION")
        .help("Delete the key, or name the values that are meant.");
    if let Some(edit) = edit {
        let title = format!("Delete {}", quote(key.name()));
        diagnostic.fix(if is_arn { Fix::risky(title, vec![edit]) } else { Fix::safe(title, vec![edit]) });
    }
}

fn never(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    value: ConditionValue<'_>,
    cx: &mut Context<'_>,
) {
    let message = format!(
        "{} with {} holds for no request: {} never applies",
        quote(condition.name()),
        quote(&value.as_str()),
        statement.label()
    );
    cx.report(value.span(), message)
        .aws_code("REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION")
        .help(format!("Name the values of {} that are meant, or delete the statement.", quote(key.name())));
}

/// Of several bounds, one of which must hold, the widest decides.
fn bounds(condition: &Condition<'_>, key: &ConditionKey<'_>, comparison: Comparison, cx: &mut Context<'_>) {
    let widest_is_greatest = match comparison {
        Comparison::NumericLessThan | Comparison::NumericLessThanEquals => true,
        Comparison::NumericGreaterThan | Comparison::NumericGreaterThanEquals => false,
        _ => return,
    };
    let Value::Array(array) = &key.member.value.value else { return };
    let number = |text: &str| text.parse().ok().filter(|_| Family::Numeric.reads(text));
    let numbers: Option<Vec<f64>> = key.values.iter().map(|value| number(&value.as_str())).collect();
    let Some(numbers) = numbers.filter(|_| !key.open && array.items.len() == key.values.len()) else { return };
    let wider =
        |a: &(usize, f64), b: &(usize, f64)| if widest_is_greatest { a.1.total_cmp(&b.1) } else { b.1.total_cmp(&a.1) };
    let Some((widest, _)) = numbers.into_iter().enumerate().max_by(wider).filter(|_| key.values.len() > 1) else {
        return;
    };
    let widest = &key.values[widest];
    let text = cx.source_text(widest.span());
    let fix = cx.is_verbatim().then(|| {
        Fix::safe(format!("Keep {} alone", quote(&widest.as_str())), vec![Edit::replace(key.member.value.span, text)])
    });
    let superlative = if widest_is_greatest { "greatest" } else { "least" };
    let message = format!(
        "{} needs one bound: of {} values {} decides, the {superlative}",
        quote(condition.name()),
        key.values.len(),
        quote(&widest.as_str())
    );
    let diagnostic = cx.report(key.member.value.span, message);
    diagnostic.aws_code("REDUNDANT_CONDITION_VALUE_NUM").help(format!("Keep {} alone.", quote(&widest.as_str())));
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}
