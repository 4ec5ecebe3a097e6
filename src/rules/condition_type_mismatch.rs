//! An operator that cannot compare what its key holds, or a value that it cannot read.

use crate::catalogue::{KeyType, ValueType};
use crate::diagnostic::Severity;
use crate::fix::{Applicability, Edit, Fix};
use crate::policy::{Comparison, Condition, ConditionKey, ConditionValue, Family, IpRange, Operator, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "condition-type-mismatch",
    Correctness,
    Warning,
    [
        "TYPE_MISMATCH",
        "TYPE_MISMATCH_BOOLEAN",
        "TYPE_MISMATCH_DATE",
        "TYPE_MISMATCH_IP_RANGE",
        "TYPE_MISMATCH_NUMBER",
        "TYPE_MISMATCH_STRING",
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let Some(operator) = condition.operator else { continue };
        let family = operator.family();
        for key in &condition.keys {
            let key_type = key.meaning.key_type().filter(|_| !key.meaning.is_free_text());
            if let Some(key_type) = key_type.filter(|&key_type| !family.compares(key_type)) {
                report_operator(statement, condition, key, operator, key_type, cx);
                continue;
            }
            for &value in &key.values {
                let text = value.as_str();
                if !family.reads(&text) && !text.contains("${") && !cx.policy().has_placeholder(value.span()) {
                    report_value(value, family, condition.name(), cx);
                }
            }
        }
    }
}

fn report_operator(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    operator: Operator,
    key_type: KeyType,
    cx: &mut Context<'_>,
) {
    let held = match key_type.value {
        ValueType::String => "text",
        ValueType::Arn => "an ARN",
        ValueType::Bool => "`true` or `false`",
        ValueType::Numeric => "a number",
        ValueType::Date => "a date",
        ValueType::IpAddress => "an IP address",
    };
    let compared = match operator.family() {
        Family::String => "text",
        Family::Numeric => "numbers",
        Family::Date => "dates",
        Family::Bool => "`true` and `false`",
        Family::Binary => "bytes",
        Family::IpAddress => "IP addresses",
        Family::Arn | Family::Null => "ARNs",
    };
    let fitting = fitting(operator, key_type.value);
    let name = quote(&fitting.to_string());
    let (help, exact) = if fitting.comparison == Comparison::Bool && operator.is_negated() {
        (format!("Use {name} with the opposite value."), false)
    } else if is_order(operator) && !is_order(fitting) {
        (format!("Use {name} with every value that is meant: these have no order."), false)
    } else {
        (format!("Use {name}."), true)
    };
    let fix = if exact { change_operator(statement, condition, key, operator, fitting, cx) } else { None };
    let message = format!("{} is {held}, and {} compares {compared}", quote(key.name()), quote(condition.name()));
    let diagnostic = cx.report(key.span(), message);
    diagnostic.aws_code("TYPE_MISMATCH").help(help);
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}

/// The operator that asks the same of a key of another type, as far as there is one.
fn fitting(operator: Operator, held: ValueType) -> Operator {
    let either = |plain, negated| if operator.is_negated() { negated } else { plain };
    let name = operator.comparison.name();
    let order = name.strip_prefix("Numeric").or_else(|| name.strip_prefix("Date"));
    let ordered = |family: &str, plain, negated| {
        let same = order.and_then(|order| Operator::parse(&format!("{family}{order}")));
        same.map_or_else(|| either(plain, negated), |same| same.comparison)
    };
    let comparison = match held {
        ValueType::String => either(Comparison::StringEquals, Comparison::StringNotEquals),
        ValueType::Arn => either(Comparison::ArnLike, Comparison::ArnNotLike),
        ValueType::Bool => Comparison::Bool,
        ValueType::Numeric => ordered("Numeric", Comparison::NumericEquals, Comparison::NumericNotEquals),
        ValueType::Date => ordered("Date", Comparison::DateEquals, Comparison::DateNotEquals),
        ValueType::IpAddress => either(Comparison::IpAddress, Comparison::NotIpAddress),
    };
    Operator { comparison, ..operator }
}

/// Whether the operator asks for less or more.
fn is_order(operator: Operator) -> bool {
    operator.comparison.name().contains("Than")
}

/// Moves the key to the fitting operator, where that reads all its values. `StringEquals` with
/// `true` says just what `Bool` says.
fn change_operator(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    operator: Operator,
    fitting: Operator,
    cx: &Context<'_>,
) -> Option<Fix> {
    let readable = |value: &ConditionValue<'_>| {
        let text = value.as_str();
        fitting.family().reads(&text) && !IpRange::parse(&text).is_some_and(IpRange::is_unroutable)
    };
    let is_bool = fitting.comparison == Comparison::Bool;
    if key.open || !key.values.iter().all(readable) || (is_bool && key.values.len() != 1) {
        return None;
    }
    let same = is_bool
        && operator.set.is_none()
        && operator.family() == Family::String
        && key.values.iter().all(|value| matches!(&*value.as_str(), "true" | "false"));
    let place = cx.key_place(statement, condition, key)?;
    let edits = place.move_to(cx.source, &fitting.to_string(), cx.source_text(key.member.value.span))?;
    let applicability = if same { Applicability::Safe } else { Applicability::Unsafe };
    Some(Fix::new(applicability, format!("Use {}", quote(&fitting.to_string())), edits))
}

fn report_value(value: ConditionValue<'_>, family: Family, operator: &str, cx: &mut Context<'_>) {
    let text = value.as_str();
    let (shown, operator) = (quote(&text), quote(operator));
    let repaired = repaired(&text, family);
    let (code, message, help) = match family {
        Family::Bool | Family::Null => (
            "TYPE_MISMATCH_BOOLEAN",
            format!("{shown} is neither `true` nor `false`, and {operator} knows no other value"),
            "Write `true` or `false`.",
        ),
        Family::Date => (
            "TYPE_MISMATCH_DATE",
            format!("{shown} is not a date that {operator} can read"),
            "Write year, month and day of the calendar, and the time where it matters: `2026-12-31T23:59:59Z`.",
        ),
        Family::IpAddress => (
            "TYPE_MISMATCH_IP_RANGE",
            format!("{shown} is neither an IP address nor a range of them in CIDR notation"),
            "Write an address, `203.0.113.7`, or a range, `203.0.113.0/24` or `2001:db8::/32`.",
        ),
        Family::Binary => (
            "TYPE_MISMATCH_STRING",
            format!("{shown} is not Base64, and {operator} compares the bytes behind that"),
            "Encode the value in Base64, filled up with `=` to a multiple of 4 characters.",
        ),
        Family::Numeric | Family::String | Family::Arn => (
            "TYPE_MISMATCH_NUMBER",
            format!("{shown} is not a number, and {operator} compares numbers"),
            "Write digits, with a sign and a decimal point where they are needed.",
        ),
    };
    let help = repaired.as_ref().map_or_else(|| help.to_owned(), |text| format!("Write {}.", quote(text)));
    let fix = repaired.filter(|_| cx.is_verbatim()).map(|text| {
        Fix::risky(format!("Write {}", quote(&text)), vec![Edit::replace(value.span(), format!("\"{text}\""))])
    });
    let diagnostic = cx.report(value.span(), message);
    diagnostic.aws_code(code).help(help);
    if family == Family::IpAddress {
        diagnostic.severity(Severity::Error);
    }
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}

/// The value that was meant, where that shows.
fn repaired(text: &str, family: Family) -> Option<String> {
    let trimmed = text.trim();
    if trimmed != text && family.reads(trimmed) {
        return Some(trimmed.to_owned());
    }
    match family {
        Family::Bool | Family::Null => match trimmed.to_ascii_lowercase().as_str() {
            "yes" | "1" | "on" => Some("true".to_owned()),
            "no" | "0" | "off" => Some("false".to_owned()),
            _ => None,
        },
        Family::IpAddress => IpRange::of_wildcard(trimmed).map(|range| range.to_string()),
        _ => None,
    }
}
