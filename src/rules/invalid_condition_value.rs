//! Values that an operator can read, and that its key never has or IAM does not take.

use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{
    Comparison, Condition, ConditionKey, ConditionValue, Family, Form, Operator, Statement, date_of_epoch,
};
use crate::rule::{Context, rule};
use crate::tree::{Array, Value};
use crate::wording::{count, quote};

rule!(
    "invalid-condition-value",
    Correctness,
    Error,
    [
        "INVALID_CONDITION_DATA_TYPE",
        "INVALID_CONDITION_MULTIPLE_BOOLEAN",
        "INVALID_DATE_VALUE",
        "INVALID_REGION",
        "INVALID_VPC_FORMAT",
        "INVALID_VPCE_FORMAT",
        "INVALID_KMS_KEY_VALUE",
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let Some(operator) = condition.operator else { continue };
        for key in &condition.keys {
            if let Value::Array(array) = &key.member.value.value {
                if matches!(operator.family(), Family::Bool | Family::Null) {
                    several_booleans(condition, key, array, cx);
                } else {
                    mixed_types(key, array, cx);
                }
            }
            match operator.family() {
                Family::Date if !key.is("aws:EpochTime") => {
                    key.values.iter().for_each(|&value| epoch(value, cx));
                }
                Family::String | Family::Arn => forms(key, operator, cx),
                _ => {}
            }
        }
    }
}

fn several_booleans(condition: &Condition<'_>, key: &ConditionKey<'_>, array: &Array<'_>, cx: &mut Context<'_>) {
    let [first, others @ ..] = key.values.as_slice() else { return };
    if others.is_empty() {
        return;
    }
    let same = others.iter().all(|value| value.as_str().eq_ignore_ascii_case(&first.as_str()));
    let keep_one = same && !key.open && array.items.len() == key.values.len() && cx.is_verbatim();
    let edit = Edit::replace(key.member.value.span, cx.source_text(first.span()));
    let message = format!(
        "{} takes one value, and {} has {}",
        quote(condition.name()),
        quote(key.name()),
        count(key.values.len(), "value")
    );
    let help = if same {
        format!("Keep one {}.", quote(&first.as_str()))
    } else {
        "Keep the one that is meant; if both are, delete the key.".to_owned()
    };
    let diagnostic = cx.report(key.span(), message);
    diagnostic.aws_code("INVALID_CONDITION_MULTIPLE_BOOLEAN").help(help);
    if keep_one {
        diagnostic.fix(Fix::safe(format!("Keep one {}", quote(&first.as_str())), vec![edit]));
    }
}

fn mixed_types(key: &ConditionKey<'_>, array: &Array<'_>, cx: &mut Context<'_>) {
    let kind = |value: &ConditionValue<'_>| match value.node.value {
        Value::Number(_) => "a number",
        Value::Bool(_) => "a boolean",
        _ => "a string",
    };
    let Some(first) = key.values.first() else { return };
    let Some(odd) = key.values.iter().find(|value| kind(value) != kind(first)) else { return };
    let bare = key.values.iter().filter(|value| value.text().is_none());
    let edits = bare.map(|value| Edit::replace(value.span(), format!("\"{}\"", value.as_str()))).collect();
    let fixable = cx.is_verbatim() && array.items.len() == key.values.len();
    let message = format!("the values of {} are not of one JSON type", quote(key.name()));
    let diagnostic = cx.report(key.member.value.span, message);
    diagnostic
        .aws_code("INVALID_CONDITION_DATA_TYPE")
        .label(odd.span(), format!("{}, where the first is {}", kind(odd), kind(first)))
        .help("Put every value in quotes: IAM compares numbers and booleans as they are written.");
    if fixable {
        diagnostic.fix(Fix::safe("Put every value in quotes", edits));
    }
}

/// Seconds since 1970 are taken, and nobody can read them.
fn epoch(value: ConditionValue<'_>, cx: &mut Context<'_>) {
    let text = value.as_str();
    let Some(seconds) = text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit())) else {
        return;
    };
    let date = date_of_epoch(seconds);
    let help = match (&date, date_of_epoch(seconds / 1000)) {
        (Some(date), _) => format!("Write {}, the same instant.", quote(date)),
        (None, Some(date)) => format!("IAM reads seconds; taken as milliseconds it is {}.", quote(&date)),
        (None, None) => "Write the date as `2026-12-31T23:59:59Z`.".to_owned(),
    };
    let verbatim = cx.is_verbatim();
    let message = format!("{} counts seconds since 1970, where a date is expected", quote(&text));
    let diagnostic = cx.report(value.span(), message);
    diagnostic.aws_code("INVALID_DATE_VALUE").severity(Severity::Warning).help(help);
    if let Some(date) = date.filter(|_| verbatim) {
        let edit = Edit::replace(value.span(), format!("\"{date}\""));
        diagnostic.fix(Fix::safe(format!("Write {}", quote(&date)), vec![edit]));
    }
}

/// Regions, networks and KMS keys: values of a fixed form.
fn forms(key: &ConditionKey<'_>, operator: Operator, cx: &mut Context<'_>) {
    let Some(form) = key.form() else { return };
    let ignores_case =
        matches!(operator.comparison, Comparison::StringEqualsIgnoreCase | Comparison::StringNotEqualsIgnoreCase);
    for &value in key.values.iter().filter(|value| value.is_literal()) {
        let text = if ignores_case { value.as_str().to_ascii_lowercase().into() } else { value.as_str() };
        let fits = form.fits(&text, cx.catalogue()) || (form == Form::KmsKey && text.is_empty());
        if fits || cx.policy().has_placeholder(value.span()) {
            continue;
        }
        match form {
            Form::Region => region(value, &text, cx),
            Form::Vpc | Form::VpcEndpoint => network(key, value, &text, form, cx),
            Form::KmsKey => kms_key(key, value, &text, cx),
        }
    }
}

fn region(value: ConditionValue<'_>, text: &str, cx: &mut Context<'_>) {
    let catalogue = cx.catalogue();
    let nearest = catalogue.nearest_region(text);
    let mut help = nearest.map_or_else(
        || "Write the code of a region, for example `eu-west-1`.".to_owned(),
        |nearest| format!("Did you mean {}?", quote(nearest)),
    );
    let may_be_new = catalogue.region(text).is_some();
    if may_be_new {
        help.push_str(&format!(" The regions known here are those of {}.", catalogue.date()));
    }
    let fix = nearest.filter(|_| cx.is_editable(value.node)).map(|nearest| {
        Fix::risky(format!("Write {}", quote(nearest)), vec![Edit::replace(value.span(), format!("\"{nearest}\""))])
    });
    let diagnostic = cx.report(value.span(), format!("{} is not an AWS region", quote(&value.as_str())));
    diagnostic.aws_code("INVALID_REGION").help(help);
    if may_be_new {
        diagnostic.severity(Severity::Warning);
    }
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}

fn network(key: &ConditionKey<'_>, value: ConditionValue<'_>, text: &str, form: Form, cx: &mut Context<'_>) {
    let (code, what, prefix, other, belongs) = if form == Form::Vpc {
        ("INVALID_VPC_FORMAT", "VPC", "vpc-", Form::VpcEndpoint, "a VPC endpoint: compare it with `aws:SourceVpce`")
    } else {
        ("INVALID_VPCE_FORMAT", "VPC endpoint", "vpce-", Form::Vpc, "a VPC: compare it with `aws:SourceVpc`")
    };
    let help = if other.fits(text, cx.catalogue()) {
        format!("It is the id of {belongs}.")
    } else {
        format!("Write `{prefix}` and the 8 or 17 characters that the console shows.")
    };
    let message =
        format!("{} is not the id of a {what}: {} never equals it", quote(&value.as_str()), quote(key.name()));
    cx.report(value.span(), message).aws_code(code).help(help);
}

fn kms_key(key: &ConditionKey<'_>, value: ConditionValue<'_>, text: &str, cx: &mut Context<'_>) {
    let what = if text.starts_with("alias/") || text.contains(":alias/") {
        "is an alias, not the ARN of a KMS key"
    } else {
        "is not the ARN of a KMS key"
    };
    let message = format!("{} {what}: {} never equals it", quote(&value.as_str()), quote(key.name()));
    cx.report(value.span(), message)
        .aws_code("INVALID_KMS_KEY_VALUE")
        .help("Write the whole ARN of the key: `arn:aws:kms:<region>:<account>:key/<key-id>`.");
}
