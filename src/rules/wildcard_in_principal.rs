//! A wildcard where IAM takes the name of a principal literally.

use crate::arn::Arn;
use crate::fix::{Edit, Fix};
use crate::pattern::is_pattern;
use crate::policy::{PolicyType, PrincipalClause, PrincipalEntry, PrincipalKind, Statement, is_account_id};
use crate::rule::{Context, rule};
use crate::wording::{count, quote, quote_whole};

rule!(
    "wildcard-in-principal",
    Correctness,
    Error,
    ["UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let is_trust = cx.policy_type() == PolicyType::Trust;
    if !cx.policy_type().names_principals() {
        return;
    }
    for clause in &statement.principals {
        // `NotPrincipal` in a trust policy and `Federated` in another one are refused as they are.
        if is_trust && clause.negated {
            continue;
        }
        // A statement with a resource is none of a trust policy, and another rule says that.
        if is_trust && statement.resources.is_empty() {
            clause
                .entries
                .iter()
                .filter(|entry| entry.kind == PrincipalKind::Bare && entry.as_str() == "*")
                .for_each(|entry| everybody(statement, entry, cx));
        }
        for (kind, name) in [
            (PrincipalKind::Aws, "AWS"),
            (PrincipalKind::Service, "Service"),
            (PrincipalKind::Federated, "Federated"),
            (PrincipalKind::CanonicalUser, "CanonicalUser"),
        ] {
            if kind != PrincipalKind::Federated || is_trust {
                patterns(clause, kind, name, cx);
            }
        }
    }
}

fn everybody(statement: &Statement<'_>, entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let is_deny = statement.is_deny();
    let editable = cx.is_editable(entry.entry.node);
    let diagnostic = cx.report(entry.span(), "a trust policy takes no principal `\"*\"`");
    diagnostic.aws_code("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL");
    if is_deny {
        diagnostic.help("Write `{\"AWS\": \"*\"}`.");
        if editable {
            let edit = Edit::replace(entry.span(), "{\"AWS\": \"*\"}");
            diagnostic.fix(Fix::safe("Write `{\"AWS\": \"*\"}`", vec![edit]));
        }
    } else {
        diagnostic.help("Name the accounts, roles or services that may assume the role: `{\"AWS\": \"<account>\"}`.");
    }
}

/// One finding for the values of one key.
fn patterns(clause: &PrincipalClause<'_>, kind: PrincipalKind<'_>, name: &str, cx: &mut Context<'_>) {
    let mut found = clause.entries.iter().filter(|entry| entry.kind == kind && is_blamed(entry, cx));
    let Some(first) = found.next() else { return };
    let others: Vec<_> = found.map(PrincipalEntry::span).collect();
    let message = match others.len() {
        0 => format!("wildcard in principal {}: IAM refuses the policy", quote(first.as_str())),
        more => format!("wildcards in {} under {}: IAM refuses the policy", count(more + 1, "principal"), quote(name)),
    };
    let help = help(first, clause.negated);
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code("UNSUPPORTED_WILDCARD_IN_PRINCIPAL").help(help);
    for other in others {
        diagnostic.label(other, "");
    }
}

fn is_blamed(entry: &PrincipalEntry<'_>, cx: &Context<'_>) -> bool {
    let text = entry.as_str();
    if !is_pattern(text) || text.contains("${") || entry.kind == PrincipalKind::Aws && text == "*" {
        return false;
    }
    // A wildcard beside a placeholder stays when that is filled in; one inside it does not.
    let is_wildcard = |&(_, byte): &(usize, u8)| matches!(byte, b'*' | b'?');
    text.bytes()
        .enumerate()
        .filter(is_wildcard)
        .any(|(at, _)| !cx.policy().has_placeholder(entry.entry.text.span(at..at + 1)))
}

fn help(entry: &PrincipalEntry<'_>, negated: bool) -> String {
    let text = entry.as_str();
    if entry.kind != PrincipalKind::Aws {
        return "Name each one in full.".to_owned();
    }
    if negated {
        return "Write `\"Principal\": \"*\"`, and put the pattern under `ArnNotLike` on `aws:PrincipalArn`."
            .to_owned();
    }
    let account = match Arn::parse(text) {
        Some(Ok(arn)) if is_account_id(arn.account.text) => arn.account.text,
        _ => "*",
    };
    let condition = quote_whole(&format!("\"ArnLike\": {{\"aws:PrincipalArn\": \"{text}\"}}"));
    let principal = quote(&format!("\"AWS\": \"{account}\""));
    if text.starts_with("arn:") {
        format!("Write {principal} and add the condition {condition}.")
    } else {
        "Name each one in full, or write `\"AWS\": \"*\"` and a condition on `aws:PrincipalArn`.".to_owned()
    }
}
