//! A principal in a policy that is attached to one.

use crate::fix::Fix;
use crate::policy::{PolicyType, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("principal-in-identity-policy", Correctness, Error, ["UNSUPPORTED_PRINCIPAL"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let owner = match cx.policy_type() {
        PolicyType::Identity => "an identity policy is about whom it is attached to",
        PolicyType::Boundary => "a permissions boundary is about whom it is set for",
        PolicyType::Session => "a session policy is about the session it is passed to",
        _ => return,
    };
    for clause in &statement.principals {
        let key = clause.member.key.span;
        let name = quote(clause.member.name());
        let edit = cx.remove_member(statement.node, clause.member);
        let fix = edit.map(|edit| Fix::risky(format!("Delete {name}"), vec![edit]));
        let diagnostic = cx.report(key, format!("{name} has no place here: {owner}"));
        diagnostic.aws_code("UNSUPPORTED_PRINCIPAL").fix = fix;
        diagnostic.help(format!(
            "Delete {name}; or, where this is the policy of a resource, check it with `--policy-type resource`."
        ));
    }
}
