//! A service that anybody's resources can send here.

use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::policy::{
    Condition, ConditionKey, KeyMeaning, Meaning, PolicyType, PrincipalEntry, PrincipalKind, Statement, is_account_id,
};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "confused-deputy",
    Security,
    Warning,
    ["RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL"],
    Statement(check)
);

/// The keys that say for which resource, account or organization a service acts.
const SOURCE_KEYS: &[&str] = &["aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID", "aws:SourceOrgPaths"];

/// What was used before those keys came; SES once filled it with the account.
const WEAK_KEY: &str = "aws:Referer";

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type() != PolicyType::Resource || !statement.is_allow() || statement.object.open {
        return;
    }
    if statement.principals_under(PrincipalKind::Service).next().is_none()
        || statement.condition_keys().any(|(condition, key)| is_restricting(condition, key))
    {
        return;
    }
    let services = statement.principals_under(PrincipalKind::Service);
    let senders: Vec<&PrincipalEntry<'_>> = services.filter(|entry| sends_source_keys(statement, entry, cx)).collect();
    let Some(sender) = senders.first() else { return };
    if let Some((condition, key)) = statement.condition_keys().find(|(_, key)| key.is(WEAK_KEY)) {
        return weak(condition, key, sender, cx);
    }
    for sender in senders {
        cx.report(
            sender.span(),
            format!("{} acts here for the resources of any account", quote(sender.as_str())),
        )
        .aws_code("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL")
        .help("Add the condition `\"StringEquals\": {\"aws:SourceAccount\": \"<account>\"}`, and `aws:SourceArn` where it is for one resource.");
    }
}

/// Whether a condition keeps the service to somebody's resources: by a source key, or by any other
/// value that names an account, as the encryption contexts of KMS do. What is not seen may be such.
fn is_restricting(condition: &Condition<'_>, key: &ConditionKey<'_>) -> bool {
    if matches!(key.meaning, KeyMeaning::Placeholder | KeyMeaning::Variable) {
        return true;
    }
    if key.is(WEAK_KEY) {
        return false;
    }
    let is_source_key = SOURCE_KEYS.iter().any(|source| key.is(source));
    let names_account = || key.values.iter().any(|value| holds_account_id(&value.as_str()));
    condition.restricts_to(key) && (is_source_key || names_account() || key.open)
}

/// Whether a run of exactly twelve digits stands in the text.
fn holds_account_id(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit()).any(is_account_id)
}

/// Whether the service is known to send the keys with one of the actions of the statement. Those of
/// KMS are left alone: an encryption context often does the same.
fn sends_source_keys(statement: &Statement<'_>, entry: &PrincipalEntry<'_>, cx: &Context<'_>) -> bool {
    let Some(principal) = cx.catalogue().service_principal(entry.as_str()) else { return false };
    let clauses = statement.actions.iter().filter(|clause| !clause.negated);
    clauses.flat_map(|clause| &clause.entries).any(|action| {
        let called = match &action.meaning {
            Meaning::Action(action) => action.service().prefix(),
            Meaning::Pattern(pattern) => pattern.service().prefix(),
            _ => return false,
        };
        called != "kms" && cx.catalogue().sends_source_keys(principal, called)
    })
}

fn weak(condition: &Condition<'_>, key: &ConditionKey<'_>, sender: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let is_account = !key.values.is_empty() && key.values.iter().all(|value| is_account_id(&value.as_str()));
    let object = condition.member.value.as_object();
    let editable = cx.is_verbatim() && cx.source_text(key.span()).starts_with('"');
    let is_free = object.is_some_and(|object| object.get("aws:SourceAccount").is_none());
    let message = format!("{} does not say for whom {} acts", quote(key.name()), quote(sender.as_str()));
    let diagnostic = cx.report(key.span(), message);
    diagnostic.aws_code("RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL").severity(Severity::Advice).help(
        "Use `aws:SourceAccount` with the account id, or `aws:SourceArn`: the service sets them, and nobody else can.",
    );
    if is_account && editable && is_free {
        let edits = vec![Edit::replace(key.span(), "\"aws:SourceAccount\"")];
        diagnostic.fix(Fix::risky("Write `aws:SourceAccount`", edits));
    }
}
