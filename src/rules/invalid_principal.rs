//! A principal that IAM cannot read as one.

use crate::arn::Arn;
use crate::fix::{Edit, Fix};
use crate::pattern::is_pattern;
use crate::policy::{
    Identity, PolicyType, PrincipalClause, PrincipalEntry, PrincipalKind, Statement, absent_elements, is_account_id,
    meant_element,
};
use crate::rule::{Context, rule};
use crate::tree::{Member, Object};
use crate::wording::{count, quote, quote_whole};

rule!("invalid-principal", Correctness, Error, ["INVALID_PRINCIPAL_FORMAT", "INVALID_PRINCIPAL_KEY"], Statement(check));

/// The keys of a principal.
const KEYS: &[&str] = &["AWS", "CanonicalUser", "Federated", "Service"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !cx.policy_type().names_principals() {
        return;
    }
    for clause in &statement.principals {
        if let Some(object) = clause.member.value.as_object() {
            for member in object.members.iter().filter(|member| !KEYS.contains(&member.name())) {
                if !cx.policy().has_placeholder(member.key.span) {
                    key(member, object, cx);
                }
            }
        }
        for entry in &clause.entries {
            match entry.kind {
                PrincipalKind::Bare => bare(clause, entry, cx),
                PrincipalKind::Aws => identity(entry, cx),
                _ => {}
            }
        }
    }
}

fn key(member: &Member<'_>, object: &Object<'_>, cx: &mut Context<'_>) {
    let name = member.name();
    let is_same_word = |known: &str| known.eq_ignore_ascii_case(name.trim());
    let meant = meant_element(name, &absent_elements(object, KEYS));
    let editable = cx.is_verbatim() && cx.source_text(member.key.span).starts_with('"');
    let help = match meant {
        Some(meant) if is_same_word(meant) => format!("Write {}: case and blanks count.", quote(meant)),
        Some(meant) => format!("Did you mean {}?", quote(meant)),
        None => match KEYS.iter().find(|known| is_same_word(known)) {
            Some(known) => format!("Merge it into {}.", quote(known)),
            None => "Write `AWS`, `Service`, `Federated` or `CanonicalUser`.".to_owned(),
        },
    };
    let message = format!("{} is not a kind of principal: IAM refuses the policy", quote(name));
    let diagnostic = cx.report(member.key.span, message);
    diagnostic.aws_code("INVALID_PRINCIPAL_KEY").help(help);
    if let Some(meant) = meant.filter(|_| editable) {
        let edits = vec![Edit::replace(member.key.span, format!("\"{meant}\""))];
        let title = format!("Write {}", quote(meant));
        diagnostic.fix(if is_same_word(meant) { Fix::safe(title, edits) } else { Fix::risky(title, edits) });
    }
}

/// A string where an object belongs. Only `*` may stand alone.
fn bare(clause: &PrincipalClause<'_>, entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    // What is filled in for a placeholder may be anything; an ARN stays one.
    if text == "*" || text.contains("${") || cx.policy().has_placeholder(entry.span()) && !text.starts_with("arn:") {
        return;
    }
    let is_provider = matches!(Arn::parse(text), Some(Ok(arn)) if arn.resource.text.contains("-provider/"));
    let key = if is_provider {
        (cx.policy_type() == PolicyType::Trust).then_some("Federated")
    } else if is_account_id(text) || text.starts_with("arn:") {
        Some("AWS")
    } else {
        cx.catalogue().service_principal(text).map(|_| "Service")
    };
    let object = key.map(|key| format!("{{\"{key}\": \"{text}\"}}"));
    let editable = cx.is_editable(entry.entry.node) && entry.entry.text.is_verbatim();
    let name = clause.member.name();
    let diagnostic = cx.report(
        entry.span(),
        if text.is_empty() {
            format!("{} is empty: IAM refuses the policy", quote(name))
        } else {
            format!("principal {} stands under no key: IAM refuses the policy", quote(text))
        },
    );
    diagnostic.aws_code("INVALID_PRINCIPAL_FORMAT").help(match &object {
        Some(object) => format!("Write {}.", quote_whole(object)),
        None => format!("Write an object, such as `\"{name}\": {{\"AWS\": \"<account>\"}}`."),
    });
    if let Some(object) = object.filter(|_| editable) {
        diagnostic.fix(Fix::safe("Put it under its key", vec![Edit::replace(entry.span(), object)]));
    }
}

/// A value of `AWS` that is no account, no ARN of somebody in one, and no id.
fn identity(entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    // Wildcards and policy variables have rules of their own.
    if Identity::parse(text).is_some()
        || is_pattern(text)
        || text.contains("${")
        || cx.policy().has_placeholder(entry.span())
    {
        return;
    }
    let trimmed = text.trim();
    let repaired = (trimmed != text && Identity::parse(trimmed).is_some()).then_some(trimmed);
    let (message, help) = match repaired {
        Some(trimmed) => {
            (format!("space around principal {}", quote(text)), format!("Write {} without it.", quote(trimmed)))
        }
        None => diagnose(text, cx),
    };
    let fix = repaired
        .filter(|_| cx.is_editable(entry.entry.node))
        .map(|trimmed| Fix::safe("Delete the space", vec![Edit::replace(entry.span(), format!("\"{trimmed}\""))]));
    let diagnostic = cx.report(entry.span(), format!("{message}: IAM refuses the policy"));
    diagnostic.fix = fix;
    diagnostic.help(help);
}

/// What is wrong with it, and what to do.
fn diagnose(text: &str, cx: &Context<'_>) -> (String, String) {
    let quoted = quote(text);
    match Arn::parse(text) {
        Some(Ok(arn)) => of_arn(&arn, text),
        Some(Err(fields)) => {
            let resource = fields.last().map_or("", |field| field.text);
            let lacks_account = fields.len() == 5 && resource.contains('/');
            if lacks_account && fields[2].text == "iam" && fields[3].text.is_empty() {
                let whole = format!("arn:{}:iam::<account>:{resource}", fields[1].text);
                (format!("principal {quoted} names no account"), format!("Write {}.", quote(&whole)))
            } else {
                (
                    format!("principal {quoted} has {} where an ARN has 6", count(fields.len(), "field")),
                    "Write `arn:aws:iam::<account>:role/<name>`, or the account id alone.".to_owned(),
                )
            }
        }
        None if text.trim().is_empty() => ("the principal is empty".to_owned(), "Name one, or delete it.".to_owned()),
        None if cx.catalogue().service_principal(text).is_some() => (
            format!("{quoted} is a service, and stands under `AWS`"),
            format!("Write {}.", quote(&format!("\"Service\": \"{text}\""))),
        ),
        None if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => (
            format!("{quoted} is no account id"),
            "Write the account id with its 12 digits, and nothing between them.".to_owned(),
        ),
        None => (
            format!("{quoted} is no principal"),
            "Write an account id, or the ARN of a user or role: `arn:aws:iam::<account>:role/<name>`.".to_owned(),
        ),
    }
}

fn of_arn(arn: &Arn<'_>, text: &str) -> (String, String) {
    let quoted = quote(text);
    let (partition, account, resource) = (arn.partition.text, arn.account.text, arn.resource.text);
    let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
    let example = "Name a user, a role or a whole account: `arn:aws:iam::<account>:role/<name>`.".to_owned();
    let iam = |resource: &str| format!("Write {}.", quote(&format!("arn:{partition}:iam::{account}:{resource}")));
    match (arn.service.text, kind) {
        ("iam" | "sts", _) if !arn.region.text.is_empty() => {
            (format!("principal {quoted} names a region, and IAM has none"), iam(resource))
        }
        ("iam" | "sts", _) if !is_account_id(account) => (
            if account.is_empty() {
                format!("principal {quoted} names no account")
            } else {
                format!("{} in principal {quoted} is no account id", quote(account))
            },
            "Write the account id with its 12 digits.".to_owned(),
        ),
        ("iam", "group") => (
            format!("{quoted} is a group, and a group is no principal"),
            "Name its users, or a role that they assume.".to_owned(),
        ),
        ("iam", "saml-provider" | "oidc-provider") => {
            (format!("{quoted} is an identity provider, and stands under `AWS`"), "Move it to `Federated`.".to_owned())
        }
        ("iam", "assumed-role") => (
            format!("principal {quoted} is the session of a role, and those are of `sts`"),
            format!("Write {}.", quote(&format!("arn:{partition}:sts::{account}:{resource}"))),
        ),
        ("sts", "assumed-role") => (
            format!("principal {quoted} names no session"),
            format!(
                "Add the name of the session, or write the role: {}.",
                quote(&format!("arn:{partition}:iam::{account}:role/{name}"))
            ),
        ),
        ("iam", "role" | "user") => (format!("principal {quoted} names no {kind}"), example),
        ("iam", _) if !resource.is_empty() && !resource.contains(['/', ':']) => (
            format!("principal {quoted} does not say whether {} is a user or a role", quote(resource)),
            format!(
                "Write {} or {}.",
                quote(&format!("arn:{partition}:iam::{account}:user/{resource}")),
                quote(&format!("arn:{partition}:iam::{account}:role/{resource}"))
            ),
        ),
        _ => (format!("{quoted} is no principal"), example),
    }
}
