//! A condition key that AWS does not have.

use crate::fix::Fix;
use crate::policy::{Condition, ConditionKey, KeyMeaning, Operator, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "unknown-condition-key",
    Correctness,
    Error,
    [
        "INVALID_GLOBAL_CONDITION_KEY",
        "INVALID_SERVICE_CONDITION_KEY",
        "INVALID_CONDITION_KEY_FORMAT",
        "INVALID_SERVICE"
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (condition, key) in statement.condition_keys() {
        let name = || quote(key.name());
        let (code, message) = match key.meaning {
            // The operator stands where the key belongs; `unknown-condition-operator` says so.
            KeyMeaning::Malformed if Operator::parse(key.name()).is_some() => continue,
            KeyMeaning::Malformed => ("INVALID_CONDITION_KEY_FORMAT", malformed(key.name())),
            // Old, and the business of `deprecated-condition-key` and `unsupported-condition-key`.
            KeyMeaning::UnknownGlobal if key.is("aws:ARN") => continue,
            KeyMeaning::UnknownGlobal => (
                "INVALID_GLOBAL_CONDITION_KEY",
                format!("{} is not a global condition key: no request has a value for it", name()),
            ),
            KeyMeaning::Unknown(service) => (
                "INVALID_SERVICE_CONDITION_KEY",
                format!("{} is not a condition key of {}: no request has a value for it", name(), service.name()),
            ),
            KeyMeaning::UnknownService(prefix) => (
                "INVALID_SERVICE",
                format!("no AWS service has the prefix {} of condition key {}", quote(prefix), name()),
            ),
            _ => continue,
        };
        report(key, condition, code, message, cx);
    }
}

fn report(
    key: &ConditionKey<'_>,
    condition: &Condition<'_>,
    code: &'static str,
    message: String,
    cx: &mut Context<'_>,
) {
    let near = cx.catalogue().nearest_condition_key(key.name());
    let sound = |near: &&str| !near.contains("${") && !condition.keys.iter().any(|other| other.is(near));
    let fix = near.as_deref().filter(sound).and_then(|near| {
        let edit = cx.rename(key.member, near)?;
        Some(Fix::risky(format!("Write {}", quote(near)), vec![edit]))
    });
    let help = match near {
        Some(near) => format!("Did you mean {}?", quote(&near)),
        None if matches!(key.meaning, KeyMeaning::Malformed) => {
            "Write the prefix, a colon and the name: `aws:SourceIp`, `s3:prefix`.".to_owned()
        }
        None => format!("The reference of {} lists no such key; newer than that?", cx.catalogue().date()),
    };
    let diagnostic = cx.report(key.span(), message);
    diagnostic.aws_code(code).help(help);
    diagnostic.fix = fix;
}

/// In which way a key is not of the form `prefix:name`.
fn malformed(name: &str) -> String {
    let key = quote(name);
    match name.split_once(':') {
        _ if name.is_empty() => "the condition key is empty".to_owned(),
        None | Some(("", _)) => format!("condition key {key} has no prefix"),
        Some((_, "")) => format!("condition key {key} has a prefix and no name"),
        Some(_) => format!("space in the prefix of condition key {key}"),
    }
}
