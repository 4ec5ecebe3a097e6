//! An Allow for everybody but a few.

use crate::policy::{PolicyType, Statement};
use crate::rule::{Context, rule};

rule!("not-principal-allow", Security, Warning, ["ALLOW_WITH_NOT_PRINCIPAL"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    // A trust policy takes no `NotPrincipal`, and an RCP no principal but everybody.
    if cx.policy_type() != PolicyType::Resource || !statement.is_allow() {
        return;
    }
    for clause in statement.principals.iter().filter(|clause| clause.negated) {
        let message = format!(
            "{} allows everybody whom `NotPrincipal` does not name, also without signing in",
            statement.label()
        );
        cx.report(clause.member.key.span, message)
            .aws_code("ALLOW_WITH_NOT_PRINCIPAL")
            .help("Name who is allowed in `Principal`, and take some of them out with a Deny.");
    }
}
