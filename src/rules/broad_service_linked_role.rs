//! An Allow that lets a service-linked role be made for any service.

use crate::diagnostic::Severity;
use crate::policy::{Condition, ConditionKey, Family, PolicyType, Reach, SetOperator, Statement, Unbounded};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!(
    "broad-service-linked-role",
    Security,
    Warning,
    [
        "CREATE_SLR_WITH_STAR_IN_RESOURCE",
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        "CREATE_SLR_WITH_NOT_RESOURCE",
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    ],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !statement.is_allow() || cx.policy_type() != PolicyType::Identity {
        return;
    }
    let Some(resources) = statement.unbounded(|resource| resource == "*") else { return };
    let Some(reach) = statement.reach("iam:CreateServiceLinkedRole") else { return };
    if statement.has_unseen_conditions() || statement.condition_keys().any(|(condition, key)| restrains(condition, key))
    {
        return;
    }
    let code = match (&reach, &resources) {
        (Reach::Named(_), Unbounded::Star(_)) => "CREATE_SLR_WITH_STAR_IN_RESOURCE",
        (Reach::Wildcard(_), Unbounded::Star(_)) => "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        (Reach::NotAction(_), Unbounded::Star(_)) => "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
        (Reach::Named(_), Unbounded::NotResource(_)) => "CREATE_SLR_WITH_NOT_RESOURCE",
        (Reach::Wildcard(_), Unbounded::NotResource(_)) => "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
        (Reach::NotAction(_), Unbounded::NotResource(_)) => "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    };
    let label = statement.label();
    let services = match resources {
        Unbounded::Star(_) => "any service",
        Unbounded::NotResource(_) => "nearly any service",
    };
    let makes = format!("{label} allows making a service-linked role for {services}");
    let (message, first) = match &reach {
        Reach::Named(_) => (makes, ""),
        Reach::Wildcard(entry) => (
            format!("{} includes `iam:CreateServiceLinkedRole`: {makes}", quote(entry.as_str())),
            "Name the actions that are meant. ",
        ),
        Reach::NotAction(_) => (
            format!("`NotAction` leaves `iam:CreateServiceLinkedRole` allowed: {makes}"),
            "Add `iam:CreateServiceLinkedRole` or `iam:*` to `NotAction`. ",
        ),
    };
    let help = format!(
        "{first}Where such a role is to be made, name its service: \
         `\"StringEquals\": {{\"iam:AWSServiceName\": \"autoscaling.amazonaws.com\"}}`."
    );
    let diagnostic = cx.report(reach.span(), message);
    diagnostic.aws_code(code).label(resources.span(), services).help(help);
    // What allows everything is said to be too broad as it is; this is one of the reasons.
    if reach.is_everything() && matches!(resources, Unbounded::Star(_)) {
        diagnostic.severity(Severity::Advice);
    }
}

/// Whether a condition says for which services. A value that begins with a wildcard, such as
/// `*.amazonaws.com`, does not.
fn restrains(condition: &Condition<'_>, key: &ConditionKey<'_>) -> bool {
    let Some(operator) = condition.operator else { return false };
    let vague =
        operator.comparison.has_wildcards() && key.values.iter().any(|value| value.as_str().starts_with(['*', '?']));
    key.is("iam:AWSServiceName")
        && operator.family() == Family::String
        && !operator.is_negated()
        && operator.set != Some(SetOperator::ForAllValues)
        && !vague
}
