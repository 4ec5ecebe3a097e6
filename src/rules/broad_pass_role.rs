//! An Allow that lets any role be passed to any service.

use crate::diagnostic::Severity;
use crate::pattern::matches_ignore_case;
use crate::policy::{Condition, ConditionKey, Family, PolicyType, Reach, Statement, Unbounded};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "broad-pass-role",
    Security,
    Warning,
    [
        "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        "PASS_ROLE_WITH_NOT_RESOURCE",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !statement.is_allow() || cx.policy_type() != PolicyType::Identity {
        return;
    }
    let Some(resources) = statement.unbounded(is_every_role) else { return };
    let Some(reach) = statement.reach("iam:PassRole") else { return };
    if statement.has_unseen_conditions() || statement.condition_keys().any(|(condition, key)| restrains(condition, key))
    {
        return;
    }
    let (code, roles) = match (&reach, &resources) {
        (Reach::Named(_), Unbounded::Star(_)) => ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "any role"),
        (Reach::Wildcard(_), Unbounded::Star(_)) => ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "any role"),
        (Reach::NotAction(_), Unbounded::Star(_)) => ("PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", "any role"),
        (Reach::Named(_), Unbounded::NotResource(_)) => ("PASS_ROLE_WITH_NOT_RESOURCE", "every role but a few"),
        (Reach::Wildcard(_), Unbounded::NotResource(_)) => {
            ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", "every role but a few")
        }
        (Reach::NotAction(_), Unbounded::NotResource(_)) => {
            ("PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", "every role but a few")
        }
    };
    let label = statement.label();
    let (message, first) = match &reach {
        Reach::Named(_) => (format!("{label} allows passing {roles} to any service"), ""),
        Reach::Wildcard(entry) => (
            format!("{} includes `iam:PassRole`: {label} allows passing {roles} to any service", quote(entry.as_str())),
            "Name the actions that are meant. ",
        ),
        Reach::NotAction(_) => (
            format!("`NotAction` leaves `iam:PassRole` allowed: {label} allows passing {roles} to any service"),
            "Add `iam:PassRole` or `iam:*` to `NotAction`. ",
        ),
    };
    let help = format!(
        "{first}Where roles are to be passed, put their ARNs into `Resource`, and name the service that gets them: \
         `\"StringEquals\": {{\"iam:PassedToService\": \"ec2.amazonaws.com\"}}`."
    );
    let diagnostic = cx.report(reach.span(), message);
    diagnostic.aws_code(code).label(resources.span(), roles).help(help);
    // What allows everything is said to be too broad as it is; this is one of the reasons.
    if reach.is_everything() && matches!(resources, Unbounded::Star(_)) {
        diagnostic.severity(Severity::Advice);
    }
}

/// `*`, or the ARN of a role whose path and name are wildcards alone.
fn is_every_role(resource: &str) -> bool {
    let wildcards = resource.bytes().rev().take_while(|byte| matches!(byte, b'*' | b'?' | b'/')).count();
    let (rest, wildcards) = resource.split_at(resource.len() - wildcards);
    let is_role = || {
        let arn = rest.strip_suffix(":role").filter(|_| wildcards.starts_with('/'));
        arn.is_some_and(|arn| matches_ignore_case("arn:*:iam:*:*", &format!("{arn}:")))
    };
    wildcards.contains('*') && (rest.is_empty() || is_role())
}

/// Whether a condition says to whom a role is passed, or for which resource. `iam:PassedToService`
/// is compared with names of services: one that is a lone wildcard says nothing.
fn restrains(condition: &Condition<'_>, key: &ConditionKey<'_>) -> bool {
    let Some(operator) = condition.operator.filter(|operator| operator.requires_key()) else { return false };
    let vague = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte == b'*');
    let vague = operator.comparison.has_wildcards() && key.values.iter().any(|value| vague(&value.as_str()));
    let named = key.is("iam:PassedToService") && operator.family() == Family::String
        || key.is("iam:AssociatedResourceArn") && matches!(operator.family(), Family::String | Family::Arn);
    named && !vague
}
