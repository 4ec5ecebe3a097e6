//! A condition key that the requests in question never have.

use crate::catalogue::Status;
use crate::diagnostic::Severity;
use crate::policy::{
    ActionEntry, Comparison, Condition, ConditionKey, KeyMeaning, Meaning, Operator, PolicyType, PrincipalKind,
    SetOperator, Statement,
};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!(
    "unsupported-condition-key",
    Correctness,
    Error,
    [
        "UNSUPPORTED_GLOBAL_CONDITION_KEY",
        "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
        "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
        "IRRELEVANT_CONDITION_KEY_IN_POLICY",
        "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES"
    ],
    Statement(check)
);

/// Services whose pages of the reference say which keys an action takes, and can be trusted in it.
const COVERED: &[&str] = &["dynamodb", "kms", "s3", "sts"];

/// Actions that the reference says too little of, some for one key alone: those that are authorised
/// together with the one that assumes the role, in a request with its keys, and the check that is
/// made inside of a transaction.
const SPARED: &[(&str, Option<&str>)] = &[
    ("dynamodb:ConditionCheckItem", Some("dynamodb:EnclosingOperation")),
    ("sts:SetContext", None),
    ("sts:SetSourceIdentity", None),
    ("sts:TagSession", None),
];

/// What only a principal of IAM has, by the names of the table of global keys.
const OF_PRINCIPALS: &[&str] = &[
    "aws:MultiFactorAuthAge",
    "aws:MultiFactorAuthPresent",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalTag/${TagKey}",
    "aws:PrincipalType",
    "aws:userid",
    "aws:username",
];

/// What a policy of a bucket says of its own bucket.
const OF_BUCKETS: &[&str] = &["aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths", "s3:ResourceAccount"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let mut seen: Vec<&str> = Vec::new();
    for (condition, key) in statement.condition_keys() {
        if key.is("aws:ARN") && cx.policy_type().needs_principal() {
            cx.report(key.span(), format!("{} is not supported in a policy that names principals", quote(key.name())))
                .aws_code("UNSUPPORTED_GLOBAL_CONDITION_KEY")
                .help("Use `aws:PrincipalArn` for who calls, `aws:SourceArn` for the resource on whose behalf a service calls.");
        } else if ["aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"].iter().any(|name| key.is(name)) {
            endpoint_owner(condition, key, statement, cx);
        } else if OF_BUCKETS.iter().any(|name| key.is(name)) && cx.policy().is_bucket_policy() {
            cx.report(
                key.span(),
                format!("{} says nothing in a bucket policy: the bucket is always this one", quote(key.name())),
            )
            .aws_code("IRRELEVANT_CONDITION_KEY_IN_POLICY")
            .severity(Severity::Advice)
            .help("Delete the condition; it belongs in policies of identities and endpoints.");
        }
        let is_asked_for = condition.operator.is_some_and(asks_for_a_value);
        if is_asked_for && is_covered(key) && !seen.iter().any(|name| key.is(name)) {
            seen.push(key.name());
            actions(condition, key, statement, cx);
        }
    }
    service_principals(statement, cx);
}

/// Whether the operator is about the value of the key, and not about whether there is one.
fn asks_for_a_value(operator: Operator) -> bool {
    operator.comparison != Comparison::Null && !operator.if_exists
}

/// Whether the key is one of a service whose pages can be trusted.
fn is_covered(key: &ConditionKey<'_>) -> bool {
    let has_prefix =
        |known: &&str| key.name().split(':').next().is_some_and(|prefix| prefix.eq_ignore_ascii_case(known));
    matches!(key.meaning, KeyMeaning::Service(_)) && COVERED.iter().any(has_prefix)
}

/// Actions by name whose requests never hold the key of a service.
fn actions(condition: &Condition<'_>, key: &ConditionKey<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let for_all = condition.operator.is_some_and(|operator| operator.set == Some(SetOperator::ForAllValues));
    // A request without the key passes `ForAllValues`, and an Allow of it may be meant so.
    if for_all && statement.is_allow() {
        return;
    }
    let without = |entry: &&ActionEntry<'_>| {
        let Meaning::Action(action) = entry.meaning else { return false };
        let spared = SPARED
            .iter()
            .any(|(name, only)| entry.as_str().eq_ignore_ascii_case(name) && only.is_none_or(|only| key.is(only)));
        action.status() == Status::Documented && !spared && !action.takes_key(key.name())
    };
    let clauses = statement.actions.iter().filter(|clause| !clause.negated);
    let entries: Vec<&ActionEntry<'_>> = clauses.flat_map(|clause| &clause.entries).filter(without).collect();
    let Some((first, others)) = entries.split_first() else { return };
    let names: Vec<&str> = entries.iter().map(|entry| entry.as_str()).collect();
    let consequence = match (for_all || condition.operator.is_some_and(Operator::is_negated), statement.is_deny()) {
        (true, true) => "always denies them",
        (true, false) => "allows them whatever the condition says",
        (false, true) => "does not deny them",
        (false, false) => "does not allow them",
    };
    let diagnostic = cx.report(
        first.span(),
        format!(
            "requests for {} never hold {}: {} {consequence}",
            enumerate(&names, 3),
            quote(key.name()),
            statement.label()
        ),
    );
    let pronoun = if others.is_empty() { "it" } else { "them" };
    diagnostic
        .aws_code("UNSUPPORTED_ACTION_FOR_CONDITION_KEY")
        .help(format!("Move {pronoun} to a statement without this condition."));
    for entry in others {
        diagnostic.label(entry.span(), "");
    }
    diagnostic.label(key.span(), "");
}

/// Keys of a principal of IAM in an Allow to services alone.
fn service_principals(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let attached = matches!(cx.policy_type(), PolicyType::Resource | PolicyType::Trust);
    let mut principals = statement.principals.iter().flat_map(|clause| &clause.entries).peekable();
    let closed = statement.principals.iter().all(|clause| !clause.open && !clause.negated);
    if !attached || !statement.is_allow() || !closed || principals.peek().is_none() {
        return;
    }
    if !principals.all(|principal| principal.kind == PrincipalKind::Service) {
        return;
    }
    let keys: Vec<&ConditionKey<'_>> = statement
        .condition_keys()
        .filter(|(condition, _)| {
            let fails_without = |it: Operator| !it.is_negated() && it.set != Some(SetOperator::ForAllValues);
            condition.operator.is_some_and(|operator| asks_for_a_value(operator) && fails_without(operator))
        })
        .map(|(_, key)| key)
        .filter(|key| matches!(key.meaning, KeyMeaning::Global(global) if OF_PRINCIPALS.contains(&global.name)))
        .collect();
    let Some((first, others)) = keys.split_first() else { return };
    let names: Vec<&str> = keys.iter().map(|key| key.name()).collect();
    let message =
        format!("requests of a service never hold {}: {} allows nothing", enumerate(&names, 3), statement.label());
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL").help(
        "Use `aws:SourceAccount`, `aws:SourceArn` or `aws:SourceOrgID`, which say on whose behalf the service calls.",
    );
    for key in others {
        diagnostic.label(key.span(), "");
    }
}

/// The owner of a VPC endpoint, for services that do not tell it.
fn endpoint_owner(condition: &Condition<'_>, key: &ConditionKey<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    // A check that there is a value keeps the statement to the services that tell it.
    let is_null = |other: &Condition<'_>| other.operator.is_some_and(|it| it.comparison == Comparison::Null);
    if statement.condition_keys().any(|(other, other_key)| is_null(other) && other_key.is(key.name())) {
        return;
    }
    let catalogue = cx.catalogue();
    // Which services tell the organization is known for a part of them only.
    let unknown = |service: &str, name: &str| key.is("aws:VpceAccount") && !catalogue.sets_vpce_account(service, name);
    let beyond = |entry: &ActionEntry<'_>| match &entry.meaning {
        Meaning::All | Meaning::ServicePattern => true,
        Meaning::Action(action) => unknown(action.service().prefix(), action.name()),
        Meaning::Pattern(pattern) => unknown(pattern.service().prefix(), pattern.text()),
        _ => false,
    };
    let outside = statement.actions.iter().find_map(|clause| {
        let entry = clause.entries.iter().find(|entry| beyond(entry)).map(|entry| quote(entry.as_str()));
        if clause.negated { Some(quote(clause.name())) } else { entry }
    });
    let Some(outside) = outside else { return };
    let negated = condition.operator.is_some_and(Operator::is_negated);
    let consequence = match (statement.is_deny(), negated) {
        (true, true) => ", and denies them all",
        (false, false) => ", and allows none of them",
        _ => "",
    };
    cx.report(
        key.span(),
        format!("{outside} takes in services whose requests never hold {}{consequence}", quote(key.name())),
    )
    .aws_code("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES")
    .severity(Severity::Warning)
    .help("Name in `Action` the services that tell who owns the endpoint, such as `s3:*`, `kms:*` and `dynamodb:*`.");
}
