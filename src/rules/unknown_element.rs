//! A key that the grammar of policies does not have.

use crate::fix::{Edit, Fix};
use crate::policy::{
    DOCUMENT_ELEMENTS, Policy, STATEMENT_ELEMENTS, Statement, absent_elements, is_plain_slip, meant_element,
};
use crate::rule::{Context, rule};
use crate::tree::Member;
use crate::wording::quote;

rule!("unknown-element", Correctness, Error, ["INVALID_POLICY_ELEMENT"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if let Some(object) = policy.object.filter(|_| !policy.other.is_empty()) {
        let absent = absent_elements(object, DOCUMENT_ELEMENTS);
        for member in &policy.other {
            let elsewhere = STATEMENT_ELEMENTS.contains(&member.name()).then_some("It belongs into a statement.");
            report(member, &absent, DOCUMENT_ELEMENTS, "policy", elsewhere, cx);
        }
    }
    for statement in policy.statements.iter().filter(|statement| !statement.other.is_empty()) {
        if let Some(member) = nested_policy(statement) {
            cx.report(member.key.span, "a whole policy stands where a statement belongs")
                .aws_code("INVALID_POLICY_ELEMENT")
                .help("Put its statements into the outer list and delete the rest of it.");
            continue;
        }
        let absent = absent_elements(statement.object, STATEMENT_ELEMENTS);
        for member in &statement.other {
            let elsewhere = DOCUMENT_ELEMENTS
                .contains(&member.name())
                .then_some("It belongs to the policy, outside of the statements.");
            report(member, &absent, STATEMENT_ELEMENTS, "statement", elsewhere, cx);
        }
    }
}

/// `Statement` inside a statement: everything else about it follows from that.
fn nested_policy<'d>(statement: &Statement<'d>) -> Option<&'d Member<'d>> {
    statement.object.get("Statement").filter(|_| statement.actions.is_empty())
}

fn report(
    member: &Member<'_>,
    absent: &[&'static str],
    elements: &[&'static str],
    owner: &str,
    elsewhere: Option<&str>,
    cx: &mut Context<'_>,
) {
    if cx.policy().has_placeholder(member.key.span) {
        return;
    }
    let meant = meant_element(member.name(), absent);
    let edit = (cx.is_verbatim() && cx.source_text(member.key.span).starts_with('"'))
        .then(|| meant.map(|meant| Edit::replace(member.key.span, format!("\"{meant}\""))))
        .flatten();
    let diagnostic = cx.report(member.key.span, format!("unknown {owner} element {}", quote(member.name())));
    diagnostic.aws_code("INVALID_POLICY_ELEMENT");
    match (meant, elsewhere) {
        (Some(meant), _) if meant.eq_ignore_ascii_case(member.name()) => {
            diagnostic.help(format!("Write {}: case counts.", quote(meant)));
        }
        (Some(meant), _) => {
            diagnostic.help(format!("Did you mean {}? The {owner} has none now.", quote(meant)));
        }
        (None, Some(elsewhere)) => {
            diagnostic.help(elsewhere);
        }
        (None, None) => {
            diagnostic.help(format!("Delete it; a {owner} has {} only.", crate::wording::enumerate(elements, 9)));
        }
    }
    if let (Some(edit), Some(meant)) = (edit, meant) {
        let title = format!("Rename it to {}", quote(meant));
        // IAM refuses the policy as it is, so that nothing is granted by another name.
        let is_plain = is_plain_slip(member.name(), meant);
        diagnostic.fix(if is_plain { Fix::safe(title, vec![edit]) } else { Fix::risky(title, vec![edit]) });
    }
}
