//! A policy variable where IAM fills none in.

use crate::fix::{Edit, Fix};
use crate::policy::{DOCUMENT_ELEMENTS, Family, KeyMeaning, Meaning, Policy, Statement, Variable, is_meant, variables};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::tree::Text;
use crate::wording::{count, quote};

rule!(
    "unsupported-variable",
    Correctness,
    Error,
    ["VARIABLE_UNSUPPORTED_IN_ELEMENT", "VARIABLE_UNSUPPORTED_IN_VERSION", "INVALID_VARIABLE_FOR_OPERATOR"],
    Policy(check)
);

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for statement in &policy.statements {
        elements(statement, cx);
        operators(statement, cx);
    }
    version(policy, cx);
}

/// The first variable of a text, as it is written; not one with a placeholder in it.
fn variable<'t>(text: &'t Text<'_>, policy: &Policy<'_>) -> Option<&'t str> {
    variables(text.as_str())
        .filter(Variable::varies)
        .find(|variable| !policy.has_placeholder(text.span(variable.range.clone())))
        .map(|variable| &text.as_str()[variable.range])
}

fn elements(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let mut review = |text: &Text<'_>, span: Span, place: &str, help: &str| {
        let Some(variable) = variable(text, cx.policy()) else { return };
        cx.report(span, format!("IAM takes {} literally in {place}", quote(variable)))
            .aws_code("VARIABLE_UNSUPPORTED_IN_ELEMENT")
            .help(help);
    };
    if let Some((sid, text)) = statement.sid.and_then(|sid| Some((sid, sid.text()?))) {
        review(text, sid.value.span, "`Sid`", "Delete the variable from the `Sid`.");
    }
    for clause in &statement.principals {
        for principal in &clause.entries {
            review(
                principal.entry.text,
                principal.entry.span(),
                &quote(clause.member.name()),
                "Name the principal; what depends on the caller belongs in `Condition` or `Resource`.",
            );
        }
    }
    for clause in &statement.actions {
        for entry in clause.entries.iter().filter(|entry| matches!(entry.meaning, Meaning::Variable)) {
            let help = "Name the action: variables work in `Resource` and in the values of conditions.";
            review(entry.entry.text, entry.span(), &quote(clause.name()), help);
        }
    }
    for key in statement.conditions.iter().flat_map(|condition| &condition.keys) {
        if matches!(key.meaning, KeyMeaning::Variable) {
            let help = "Write the key out; a variable can stand in its values.";
            review(&key.member.key.value, key.span(), "a condition key", help);
        }
    }
}

/// Variables are text, and only operators for text and for ARNs compare that.
fn operators(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        if condition.operator.is_none_or(|operator| matches!(operator.family(), Family::String | Family::Arn)) {
            continue;
        }
        for value in condition.keys.iter().flat_map(|key| &key.values) {
            let Some(variable) = value.text().and_then(|text| variable(text, cx.policy())) else { continue };
            let message = format!("{} does not fill in {}", quote(condition.name()), quote(variable));
            cx.report(value.span(), message)
                .aws_code("INVALID_VARIABLE_FOR_OPERATOR")
                .help("Write the value out: variables work under operators for strings and ARNs.");
        }
    }
}

/// Without the version of 2012 every variable is plain text.
fn version(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let version = policy.version.map(|member| &member.value);
    let old = match version {
        None => policy.object.is_some_and(|object| !object.open && !is_meant("Version", object, DOCUMENT_ELEMENTS)),
        Some(node) => node.as_str() == Some("2008-10-17"),
    };
    if !old {
        return;
    }
    let found: Vec<(Span, &str)> =
        policy.variable_strings().filter_map(|(node, text)| Some((node.span, variable(text, policy)?))).collect();
    let [(first, shown), others @ ..] = found.as_slice() else { return };
    let place = if version.is_some() { "under `Version` 2008-10-17" } else { "in a policy without `Version`" };
    let shown = quote(shown);
    let more = if others.is_empty() {
        String::new()
    } else {
        format!(", and the variables of {}", count(others.len(), "other string"))
    };
    let fix = version
        .filter(|node| cx.is_editable(node))
        .map(|node| Fix::risky("Set `Version` to `2012-10-17`", vec![Edit::replace(node.span, "\"2012-10-17\"")]));
    let diagnostic = cx.report(*first, format!("IAM takes {shown} literally {place}{more}"));
    diagnostic
        .aws_code("VARIABLE_UNSUPPORTED_IN_VERSION")
        .help("Write `\"Version\": \"2012-10-17\"`; then every variable of the policy is filled in.");
    for (span, _) in others {
        diagnostic.label(*span, "");
    }
    if let Some(fix) = fix {
        diagnostic.fix(fix);
    }
}
