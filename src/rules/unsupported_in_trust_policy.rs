//! What the trust policy of a role cannot hold.

use crate::fix::{Edit, Fix};
use crate::policy::{PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::tree::Member;
use crate::wording::quote;

rule!(
    "unsupported-in-trust-policy",
    Correctness,
    Error,
    ["ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type() != PolicyType::Trust {
        return;
    }
    for clause in statement.principals.iter().filter(|clause| clause.negated) {
        cx.report(clause.member.key.span, "a trust policy takes no `NotPrincipal`: IAM refuses it")
            .aws_code("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL")
            .help("Name who may assume the role in `Principal`, or except principals by a condition on `aws:PrincipalArn`.");
    }
    for clause in &statement.resources {
        let member = clause.member;
        let fix = cx.remove_member(statement.node, member).map(|edit| deletion(member, edit));
        let message = format!("a trust policy takes no {}: it is about its own role", quote(member.name()));
        let diagnostic = cx.report(member.key.span, message);
        diagnostic
            .aws_code("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE")
            .help(format!("Delete {}.", quote(member.name())))
            .fix = fix;
    }
}

/// Deletes the element. Where it is `*`, the role itself was meant; else something was that a
/// trust policy cannot say.
fn deletion(member: &Member<'_>, edit: Edit) -> Fix {
    let edits = vec![edit];
    let title = format!("Delete {}", quote(member.name()));
    let everything = member.name() == "Resource" && member.value.as_str() == Some("*");
    if everything { Fix::safe(title, edits) } else { Fix::risky(title, edits) }
}
