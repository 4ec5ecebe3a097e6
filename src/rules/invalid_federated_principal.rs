//! A value of `Federated` that names no identity provider.

use crate::arn::Arn;
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::pattern::is_pattern;
use crate::policy::{Policy, PolicyType, PrincipalEntry, PrincipalKind, Provider, WEB_IDENTITY_HOSTS};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!(
    "invalid-federated-principal",
    Correctness,
    Error,
    ["FEDERATED_PRINCIPAL_NOT_SUPPORTED", "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"],
    Policy(check)
);

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for clause in policy.statements.iter().flat_map(|statement| &statement.principals) {
        if policy.policy_type == PolicyType::Trust {
            let entries = clause.entries.iter().filter(|entry| entry.kind == PrincipalKind::Federated);
            entries.for_each(|entry| in_trust_policy(entry, cx));
        } else if policy.policy_type == PolicyType::Resource {
            let members = clause.member.value.as_object().map_or(&[][..], |object| &object.members);
            for member in members.iter().filter(|member| member.name() == "Federated") {
                cx.report(member.key.span, "a resource policy takes no `Federated` principal")
                    .aws_code("FEDERATED_PRINCIPAL_NOT_SUPPORTED")
                    .help("Name the role that these users assume: `\"AWS\": \"arn:aws:iam::<account>:role/<name>\"`.");
            }
        }
    }
}

fn in_trust_policy(entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    // Wildcards and policy variables have rules of their own.
    if is_pattern(text) || text.contains("${") || cx.policy().has_placeholder(entry.span()) {
        return;
    }
    match Provider::parse(text) {
        Some(Provider::Host(host)) => unknown_host(entry, host, cx),
        Some(_) => {}
        None => malformed(entry, cx),
    }
}

/// A host that stands alone is a provider only where IAM knows it by that.
fn unknown_host(entry: &PrincipalEntry<'_>, host: &str, cx: &mut Context<'_>) {
    // Cognito is known by other hosts in other partitions.
    if WEB_IDENTITY_HOSTS.contains(&host) || cx.catalogue().service_principal(host).is_some() {
        return;
    }
    cx.report(entry.span(), format!("{} is the host of a provider that IAM knows by its ARN alone", quote(host)))
        .severity(Severity::Warning)
        .help(format!(
            "Write {}; only {} go without.",
            quote(&format!("arn:aws:iam::<account>:oidc-provider/{host}")),
            enumerate(WEB_IDENTITY_HOSTS, 4)
        ));
}

fn malformed(entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    let stripped = ["https://", "http://"]
        .iter()
        .find(|scheme| text.contains(**scheme))
        .map(|scheme| text.replacen(scheme, "", 1).trim_end_matches('/').to_owned())
        .filter(|stripped| Provider::parse(stripped).is_some());
    let (message, help) = match (&stripped, Arn::parse(text)) {
        (Some(stripped), _) => (
            format!("{} is a URL: a provider goes without its scheme", quote(text)),
            format!("Write {}.", quote(stripped)),
        ),
        (None, Some(_)) => (
            format!("{} is not the ARN of an identity provider", quote(text)),
            "Write `arn:aws:iam::<account>:oidc-provider/<host>` or `arn:aws:iam::<account>:saml-provider/<name>`; users, roles and accounts stand under `AWS`.".to_owned(),
        ),
        (None, None) => (
            format!("{} is no identity provider", quote(text)),
            "Write the ARN of the provider: `arn:aws:iam::<account>:oidc-provider/<host>`.".to_owned(),
        ),
    };
    let fix = stripped.filter(|_| cx.is_editable(entry.entry.node)).map(|stripped| {
        Fix::risky(format!("Write {}", quote(&stripped)), vec![Edit::replace(entry.span(), format!("\"{stripped}\""))])
    });
    let diagnostic = cx.report(entry.span(), message);
    diagnostic.aws_code("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY").help(help);
    diagnostic.fix = fix;
}
