//! Principals, conditions and the actions of `sts` that do not go together.

use crate::fix::{Edit, Fix};
use crate::policy::{
    ActionEntry, ConditionKey, Meaning, Policy, PolicyType, PrincipalEntry, PrincipalKind, Provider, Statement,
};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!(
    "mismatched-assume-action",
    Correctness,
    Error,
    [
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
        "MISSING_ACTION_FOR_CONDITION_KEY"
    ],
    Policy(check)
);

/// The actions that give out the credentials of a role, each for another kind of principal.
const ASSUME: &[&str] = &["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];

/// What Roles Anywhere asks for each time: the role, with tags and an identity from the certificate.
const ROLES_ANYWHERE: &[&str] = &["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if policy.policy_type == PolicyType::Trust {
        for statement in policy.statements.iter().filter(|statement| statement.is_allow()) {
            mismatched(statement, cx);
        }
        roles_anywhere(policy, cx);
    }
    if matches!(policy.policy_type, PolicyType::Trust | PolicyType::Resource | PolicyType::Identity) {
        for statement in policy.statements.iter().filter(|statement| statement.is_allow()) {
            companions(policy, statement, cx);
        }
    }
}

/// The action by which a principal assumes a role; nothing where that cannot be told.
fn own_action(entry: &PrincipalEntry<'_>, cx: &Context<'_>) -> Option<&'static str> {
    if entry.as_str() == "*" || cx.policy().has_placeholder(entry.span()) {
        return None;
    }
    match entry.kind {
        PrincipalKind::Aws | PrincipalKind::Service => Some("sts:AssumeRole"),
        PrincipalKind::Federated => match Provider::parse(entry.as_str())? {
            Provider::Saml => Some("sts:AssumeRoleWithSAML"),
            Provider::Oidc(_) | Provider::Host(_) => Some("sts:AssumeRoleWithWebIdentity"),
        },
        _ => None,
    }
}

/// One finding for an action that serves none of the principals, or leaves some of them unserved.
fn mismatched(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let clauses = statement.principals.iter().filter(|clause| !clause.negated);
    let principals: Vec<(&PrincipalEntry<'_>, &str)> = clauses
        .clone()
        .flat_map(|clause| &clause.entries)
        .filter_map(|entry| own_action(entry, cx).map(|own| (entry, own)))
        .collect();
    let all_known = clauses.clone().all(|clause| !clause.open)
        && principals.len() == clauses.map(|clause| clause.entries.len()).sum::<usize>();
    if principals.is_empty() {
        return;
    }
    let is_served = |own: &str| statement.covers_action(own) != Some(false);
    let served: Vec<&str> = ASSUME.iter().copied().filter(|own| is_served(own)).collect();
    let clauses = statement.actions.iter().filter(|clause| !clause.negated);
    for entry in clauses.flat_map(|clause| &clause.entries) {
        let Meaning::Action(action) = entry.meaning else { continue };
        let name = action.to_string();
        if !ASSUME.contains(&name.as_str()) {
            continue;
        }
        let serves_some = principals.iter().any(|&(_, own)| own == name) || !all_known;
        let is_unfit = |own: &str| own != name && !(serves_some && served.contains(&own));
        let mut unfit = principals.iter().filter(|&&(_, own)| is_unfit(own)).peekable();
        let Some(&&(first, own)) = unfit.peek() else { continue };
        let one_kind = all_known && principals.iter().all(|&(_, other)| other == own);
        let help = if one_kind {
            format!("Write {}.", quote(own))
        } else {
            format!("Give such a principal a statement of its own with {}.", quote(own))
        };
        let fix = (one_kind && !served.contains(&own) && cx.is_editable(entry.entry.node)).then(|| {
            Fix::risky(format!("Write {}", quote(own)), vec![Edit::replace(entry.span(), format!("\"{own}\""))])
        });
        let message = format!("{} cannot be called by {}", quote(entry.as_str()), called(first));
        let diagnostic = cx.report(entry.span(), message);
        diagnostic.aws_code("MISMATCHED_ACTION_FOR_PRINCIPAL").help(help);
        diagnostic.fix = fix;
        for &(principal, own) in unfit {
            diagnostic.label(principal.span(), format!("assumes roles by {}", quote(own)));
        }
    }
}

/// How a message calls the principal.
fn called(entry: &PrincipalEntry<'_>) -> &'static str {
    match entry.kind {
        PrincipalKind::Service => "a service",
        PrincipalKind::Federated if Provider::parse(entry.as_str()) == Some(Provider::Saml) => {
            "users of a SAML provider"
        }
        PrincipalKind::Federated => "users of an OIDC provider",
        _ => "users and roles of AWS",
    }
}

fn roles_anywhere(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let is_meant = |entry: &PrincipalEntry<'_>| {
        cx.catalogue().service_principal(entry.as_str()).is_some_and(|found| found.service == "rolesanywhere")
    };
    let statements: Vec<&Statement<'_>> = policy
        .statements
        .iter()
        .filter(|statement| statement.is_allow())
        .filter(|statement| statement.principals_under(PrincipalKind::Service).any(is_meant))
        .collect();
    let Some(clause) = statements.first().and_then(|statement| statement.actions.first()) else { return };
    let lacks = |action: &&str| statements.iter().all(|statement| statement.covers_action(action) == Some(false));
    let missing: Vec<&str> = ROLES_ANYWHERE.iter().copied().filter(lacks).collect();
    if missing.is_empty() {
        return;
    }
    let list = enumerate(&missing, 3);
    cx.report(clause.member.key.span, format!("IAM Roles Anywhere cannot assume this role without {list}"))
        .aws_code("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY")
        .help(format!("Add {list} to the actions."));
}

/// A condition on tags or on the source identity of a session, where no statement lets a session
/// have any.
fn companions(policy: &Policy<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !statement.condition_keys().any(|(_, key)| companion(key).is_some()) {
        return;
    }
    let mut entries = statement.actions.iter().filter(|clause| !clause.negated).flat_map(|clause| &clause.entries);
    // `aws:RequestTag` and `aws:TagKeys` are about the tags of other services too.
    let of_sts =
        |entry: &ActionEntry<'_>| entry.as_str().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sts:"));
    let assumes = ASSUME.iter().any(|action| statement.covers_action(action) == Some(true));
    if !assumes || !entries.all(of_sts) {
        return;
    }
    let Some(clause) = statement.actions.first() else { return };
    let mut named: Vec<&str> = Vec::new();
    for (condition, key) in statement.condition_keys() {
        let Some(companion) = companion(key) else { continue };
        let is_missing = condition.needs(key)
            && !named.contains(&companion)
            && policy
                .statements
                .iter()
                .filter(|other| other.is_allow())
                .all(|other| other.covers_action(companion) == Some(false));
        if is_missing {
            named.push(companion);
            cx.report(
                key.span(),
                format!("no request has {} here: {} is not allowed", quote(key.name()), quote(companion)),
            )
            .aws_code("MISSING_ACTION_FOR_CONDITION_KEY")
            .label(clause.member.key.span, format!("add {}", quote(companion)))
            .help(format!("Add {} to the actions.", quote(companion)));
        }
    }
}

/// The action that sets what the key is about.
fn companion(key: &ConditionKey<'_>) -> Option<&'static str> {
    let name = key.name();
    let is_tag = name.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("aws:RequestTag/"))
        || key.is("aws:TagKeys")
        || key.is("sts:TransitiveTagKeys");
    if is_tag { Some("sts:TagSession") } else { key.is("sts:SourceIdentity").then_some("sts:SetSourceIdentity") }
}
