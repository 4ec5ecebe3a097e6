//! An element that this type of policy needs.

use crate::policy::{DOCUMENT_ELEMENTS, Meaning, Policy, PolicyType, STATEMENT_ELEMENTS, Statement, is_meant};
use crate::rule::{Context, rule};
use crate::tree::{Object, Value};
use crate::wording::quote;

rule!(
    "missing-element",
    Correctness,
    Error,
    ["MISSING_STATEMENT", "MISSING_EFFECT", "MISSING_ACTION", "MISSING_RESOURCE", "MISSING_PRINCIPAL"],
    Policy(check)
);

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some(object) = policy.object else { return };
    let is_open = |object: &Object<'_>| {
        object.open || object.members.iter().any(|member| policy.has_placeholder(member.key.span))
    };
    match policy.statement.map(|member| &member.value) {
        None if !is_open(object) && !is_meant("Statement", object, DOCUMENT_ELEMENTS) => {
            cx.report(policy.node.span, "the policy has no `Statement`")
                .aws_code("MISSING_STATEMENT")
                .help("Add a `Statement` with at least one statement.");
        }
        Some(node) if matches!(&node.value, Value::Array(array) if array.items.is_empty() && !array.open) => {
            cx.report(node.span, "the policy has no statement")
                .aws_code("MISSING_STATEMENT")
                .help("Add a statement, or delete the policy: it grants nothing, and IAM refuses it.");
        }
        _ => {}
    }
    let lacking = policy.statements.iter().filter(|statement| may_lack(statement, policy.policy_type));
    for statement in lacking.filter(|statement| !is_open(statement.object)) {
        check_statement(statement, policy.policy_type, cx);
    }
}

/// Whether something can be missing: an element that is needed was not read.
fn may_lack(statement: &Statement<'_>, policy_type: PolicyType) -> bool {
    statement.effect.is_none()
        || statement.actions.is_empty()
        || statement.resources.is_empty() && policy_type.needs_resource()
        || statement.principals.is_empty() && policy_type.needs_principal()
}

fn check_statement(statement: &Statement<'_>, policy_type: PolicyType, cx: &mut Context<'_>) {
    // A policy inside the list of statements is one mistake, and another rule names it.
    if statement.object.get("Statement").is_some() {
        return;
    }
    let missing = |elements: &[&str]| {
        elements.iter().all(|element| {
            statement.object.get(element).is_none() && !is_meant(element, statement.object, STATEMENT_ELEMENTS)
        })
    };
    let needed: [(&[&str], &'static str, &str, bool); 4] = [
        (&["Effect"], "MISSING_EFFECT", "Add `\"Effect\": \"Allow\"` or `\"Effect\": \"Deny\"`.", true),
        (&["Action", "NotAction"], "MISSING_ACTION", "Add an `Action` with the actions it is about.", true),
        (
            &["Resource", "NotResource"],
            "MISSING_RESOURCE",
            "Add a `Resource` with the ARNs it is about.",
            policy_type.needs_resource() && !is_about_repositories(statement, policy_type),
        ),
        (
            &["Principal", "NotPrincipal"],
            "MISSING_PRINCIPAL",
            "Add a `Principal` that says whom it is about.",
            policy_type.needs_principal(),
        ),
    ];
    for (elements, code, help, is_needed) in needed {
        if is_needed && missing(elements) {
            cx.report(statement.span(), format!("{} has no {}", statement.label(), quote(elements[0])))
                .aws_code(code)
                .help(help);
        }
    }
}

/// Repository policies of ECR are about their repository and take no `Resource`.
fn is_about_repositories(statement: &Statement<'_>, policy_type: PolicyType) -> bool {
    let mut actions = statement.actions.iter().flat_map(|clause| &clause.entries).peekable();
    policy_type == PolicyType::Resource
        && actions.peek().is_some()
        && actions.all(|action| match &action.meaning {
            Meaning::Action(action) => action.service().prefix().starts_with("ecr"),
            Meaning::Pattern(pattern) => pattern.service().prefix().starts_with("ecr"),
            _ => false,
        })
}
