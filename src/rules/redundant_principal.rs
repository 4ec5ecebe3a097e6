//! A session beside the role that it is of.

use std::collections::HashMap;

use crate::fix::{Edit, Fix};
use crate::policy::{Identity, PolicyType, PrincipalClause, PrincipalEntry, PrincipalKind, Role, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("redundant-principal", Style, Advice, ["REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type() != PolicyType::Trust {
        return;
    }
    for clause in statement.principals.iter().filter(|clause| !clause.negated) {
        sessions_beside_their_roles(clause, cx);
    }
}

fn sessions_beside_their_roles(clause: &PrincipalClause<'_>, cx: &mut Context<'_>) {
    let mut sessions: Vec<(&PrincipalEntry<'_>, Role<'_>)> = Vec::new();
    let mut roles: HashMap<Role<'_>, &PrincipalEntry<'_>> = HashMap::new();
    for entry in clause.entries.iter().filter(|entry| entry.kind == PrincipalKind::Aws) {
        match Identity::parse(entry.as_str()) {
            Some(Identity::Session(role)) => sessions.push((entry, role)),
            Some(Identity::Role(role)) => {
                roles.entry(role).or_insert(entry);
            }
            _ => {}
        }
    }
    for (session, role) in sessions {
        let Some(parent) = roles.get(&role) else { continue };
        let is_open = [session.span(), parent.span()].into_iter().any(|span| cx.policy().has_placeholder(span));
        if is_open {
            continue;
        }
        let message =
            format!("{} is a session of {}, which the list holds too", quote(session.as_str()), quote(parent.as_str()));
        let edits = removal(clause, session, cx);
        let diagnostic = cx.report(session.span(), message);
        diagnostic
            .aws_code("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY")
            .help("Delete it: the role stands for all its sessions. Delete the role instead, where only this session is meant.");
        if let Some(edits) = edits {
            diagnostic.fix(Fix::safe("Delete the session", edits));
        }
    }
}

fn removal(clause: &PrincipalClause<'_>, session: &PrincipalEntry<'_>, cx: &Context<'_>) -> Option<Vec<Edit>> {
    let list = &clause.member.value.as_object()?.get("AWS")?.value;
    cx.remove_elements(list, &[session.span()])
}
