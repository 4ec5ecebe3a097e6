//! The name of a service that does not have the form of one.

use crate::catalogue::ServicePrincipal;
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::pattern::is_pattern;
use crate::policy::{ConditionKey, Family, PrincipalEntry, PrincipalKind, Statement, is_account_id};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("invalid-service-principal", Correctness, Error, ["INVALID_SERVICE_PRINCIPAL_FORMAT"], Statement(check));

/// The condition keys whose values are the services that a request came through.
const CALLED_VIA: &[&str] = &["aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type().names_principals() {
        let entries = statement.principals.iter().flat_map(|clause| &clause.entries);
        entries.filter(|entry| entry.kind == PrincipalKind::Service).for_each(|entry| principal(entry, cx));
    }
    for (condition, key) in statement.condition_keys() {
        if condition.operator.is_some_and(|operator| operator.family() == Family::String) {
            if CALLED_VIA.iter().any(|called_via| key.is(called_via)) {
                values(key, |found| found.region.is_none() && !found.service.contains('.'), called_via, cx);
            } else if key.is("kms:ViaService") {
                values(key, |found| found.region.is_some() && !found.service.contains('.'), via_service, cx);
            }
        }
    }
}

fn principal(entry: &PrincipalEntry<'_>, cx: &mut Context<'_>) {
    let text = entry.as_str();
    // Wildcards and policy variables have rules of their own.
    if is_pattern(text) || text.contains("${") || cx.policy().has_placeholder(entry.span()) {
        return;
    }
    if let Some(found) = cx.catalogue().service_principal(text) {
        if let Some(near) = cx.catalogue().nearest_service_principal(found) {
            let near = rebuilt(near, found);
            let fix = rewrite(entry, &near, false, cx);
            let diagnostic = cx.report(entry.span(), format!("no service with the principal {} is known", quote(text)));
            diagnostic.severity(Severity::Warning).help(format!("Did you mean {}?", quote(&near)));
            diagnostic.fix = fix;
        }
        return;
    }
    let plain = text.trim().to_ascii_lowercase();
    let slip = cx.catalogue().service_principal(&plain).is_some();
    let help = if slip {
        format!("Write {}: case and blanks count.", quote(&plain))
    } else if text.starts_with("arn:") || is_account_id(text) {
        "Move it to `AWS`: accounts, users and roles stand there.".to_owned()
    } else if let Some(whole) = with_domain(&plain, cx) {
        format!("Did you mean {}?", quote(&whole))
    } else {
        "Write the name of the service before its domain, for example `lambda.amazonaws.com`.".to_owned()
    };
    let fix = if slip { rewrite(entry, &plain, true, cx) } else { None };
    let message = if plain.is_empty() {
        "the service principal is empty: IAM refuses the policy".to_owned()
    } else {
        format!("{} is no service principal: IAM refuses the policy", quote(text))
    };
    let diagnostic = cx.report(entry.span(), message);
    diagnostic.help(help);
    diagnostic.fix = fix;
}

/// The name of a service alone, or before the wrong domain, with the right one.
fn with_domain(text: &str, cx: &Context<'_>) -> Option<String> {
    let bare = text.trim_start_matches("https://").trim_end_matches('/');
    let label = bare.split('.').next()?;
    let whole = format!("{label}.amazonaws.com");
    let known = cx.catalogue().is_service_principal(&whole);
    (known && cx.catalogue().service_principal(&whole).is_some()).then_some(whole)
}

/// The principal that was meant, in the region and the domain of the one that was written.
fn rebuilt(service: &str, written: ServicePrincipal<'_>) -> String {
    let region = written.region.map(|region| format!(".{region}")).unwrap_or_default();
    format!("{service}{region}.{}", written.domain)
}

fn rewrite(entry: &PrincipalEntry<'_>, text: &str, safe: bool, cx: &Context<'_>) -> Option<Fix> {
    cx.is_editable(entry.entry.node).then(|| {
        let edits = vec![Edit::replace(entry.span(), format!("\"{text}\""))];
        let title = format!("Write {}", quote(text));
        if safe { Fix::safe(title, edits) } else { Fix::risky(title, edits) }
    })
}

/// Reports the values that have not the form their key has. A wildcard may stand for anything.
fn values(
    key: &ConditionKey<'_>,
    fits: impl Fn(ServicePrincipal<'_>) -> bool,
    help: impl Fn(&str, Option<ServicePrincipal<'_>>) -> String,
    cx: &mut Context<'_>,
) {
    for value in &key.values {
        let text = value.as_str();
        if is_pattern(&text) || text.contains("${") || cx.policy().has_placeholder(value.span()) {
            continue;
        }
        let found = cx.catalogue().service_principal(&text);
        if found.is_some_and(&fits) {
            continue;
        }
        let help = help(&text, found);
        cx.report(
            value.span(),
            format!("{} does not have the form of the principals in {}", quote(&text), quote(key.name())),
        )
        .aws_code("INVALID_SERVICE_PRINCIPAL_FORMAT")
        .help(help);
    }
}

fn called_via(text: &str, found: Option<ServicePrincipal<'_>>) -> String {
    let plain = text.trim().to_ascii_lowercase();
    match found {
        Some(ServicePrincipal { service, region: Some(_), domain }) if !service.contains('.') => {
            format!("Leave the region out: {}.", quote(&format!("{service}.{domain}")))
        }
        None if plain != text && plain.ends_with(".amazonaws.com") => format!("Write {}.", quote(&plain)),
        _ => "Write one label before the domain, for example `cloudformation.amazonaws.com`.".to_owned(),
    }
}

fn via_service(text: &str, found: Option<ServicePrincipal<'_>>) -> String {
    let plain = text.trim().to_ascii_lowercase();
    match found {
        Some(ServicePrincipal { service, region: None, domain }) if !service.contains('.') => {
            format!("Name the region too: {}.", quote(&format!("{service}.<region>.{domain}")))
        }
        None if plain != text && plain.ends_with(".amazonaws.com") => format!("Write {}.", quote(&plain)),
        _ => "Write service, region and domain, for example `s3.eu-west-1.amazonaws.com`.".to_owned(),
    }
}
