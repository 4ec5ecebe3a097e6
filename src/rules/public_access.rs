//! A resource policy that lets strangers in.

use crate::access;
use crate::catalogue::AccessLevel;
use crate::diagnostic::Severity;
use crate::policy::{Policy, PolicyType, PrincipalKind, Statement};
use crate::rule::{Context, rule};
use crate::verdict;

rule!("public-access", Security, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if policy.policy_type != PolicyType::Resource || !policy.statements.iter().any(is_for_everybody) {
        return;
    }
    let catalogue = cx.catalogue();
    for grant in &access::public(policy, catalogue).grants {
        let statement = &policy.statements[grant.statement];
        // That is a finding of its own, whoever is left out.
        if statement.principals.iter().any(|clause| clause.negated) {
            continue;
        }
        let message = format!("{} lets anybody use {}", statement.label(), verdict::access(grant, policy));
        let reads = |name: &String| {
            catalogue.action(name).is_some_and(|action| matches!(action.level(), AccessLevel::Read | AccessLevel::List))
        };
        // Reading is what public resources are for, where they are meant to be public.
        let severity = if grant.is_idle {
            Severity::Advice
        } else if grant.actions.iter().all(reads) {
            Severity::Warning
        } else {
            Severity::Error
        };
        let place = statement.principals.first().map(|clause| clause.member.span());
        let diagnostic = verdict::report(grant, message, cx);
        diagnostic.severity(severity).help(
            "Name who may, or add a condition that strangers do not meet, such as `aws:PrincipalOrgID` or `aws:SourceVpce`.",
        );
        if let Some(place) = place {
            diagnostic.span = place;
            diagnostic.labels.clear();
        }
    }
}

/// Whether an Allow is about everybody.
fn is_for_everybody(statement: &Statement<'_>) -> bool {
    let kinds = [PrincipalKind::Bare, PrincipalKind::Aws];
    let mut entries = kinds.into_iter().flat_map(|kind| statement.principals_under(kind));
    !statement.is_deny() && entries.any(|entry| entry.as_str() == "*")
}
