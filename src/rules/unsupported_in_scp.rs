//! What a service control policy cannot hold.

use crate::diagnostic::Severity;
use crate::fix::Fix;
use crate::policy::{ActionEntry, Meaning, Policy, PolicyType, PrincipalClause, Statement};
use crate::rule::{Context, rule};
use crate::wording::{count, quote};

rule!(
    "unsupported-in-scp",
    Correctness,
    Error,
    ["SCP_SYNTAX_ERROR_PRINCIPAL", "SCP_SYNTAX_ERROR_ACTION_WILDCARD"],
    Policy(check)
);

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if policy.policy_type != PolicyType::Scp {
        return;
    }
    for statement in &policy.statements {
        for clause in &statement.principals {
            principal(clause, statement, cx);
        }
    }
    action_wildcards(policy, cx);
}

fn principal(clause: &PrincipalClause<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let name = quote(clause.member.name());
    // `"*"` says what an SCP says anyway.
    let is_everybody = !clause.negated && clause.member.value.as_str() == Some("*");
    let edit = cx.remove_member(statement.node, clause.member).filter(|_| is_everybody);
    let fix = edit.map(|edit| Fix::safe(format!("Delete {name}"), vec![edit]));
    let message = format!("a service control policy takes no {name}: it is about the accounts it is attached to");
    let diagnostic = cx.report(clause.member.key.span, message);
    diagnostic.aws_code("SCP_SYNTAX_ERROR_PRINCIPAL").fix = fix;
    diagnostic.help(if is_everybody {
        "Delete it: nothing is lost."
    } else {
        "Delete it, and except principals by a condition on `aws:PrincipalArn` where some are meant."
    });
}

/// Wildcards before the end of an action. Organizations takes them everywhere since September
/// 2025, which older tools do not know; one remark for a policy is enough.
fn action_wildcards(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let clauses = policy.statements.iter().flat_map(|statement| &statement.actions);
    let inner = |entry: &&ActionEntry<'_>| {
        let broken = matches!(entry.meaning, Meaning::Placeholder | Meaning::Malformed(_));
        !broken && entry.as_str().trim_end_matches(['*', '?']).contains(['*', '?'])
    };
    let entries: Vec<&ActionEntry<'_>> = clauses.flat_map(|clause| &clause.entries).filter(inner).collect();
    let [first, later @ ..] = entries.as_slice() else { return };
    let message = match later {
        [] => format!("{} has a wildcard before its end", quote(first.as_str())),
        _ => format!("{} have a wildcard before their end", count(entries.len(), "action")),
    };
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code("SCP_SYNTAX_ERROR_ACTION_WILDCARD").severity(Severity::Advice).help(
        "Leave it as it is: Organizations takes wildcards everywhere since September 2025. Access Analyzer and \
         older tools may still call it an error.",
    );
    for entry in later {
        diagnostic.label(entry.span(), "");
    }
}
