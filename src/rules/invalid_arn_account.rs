//! The account of an ARN: no account id, missing, or where none has a place.

use crate::arn::Field;
use crate::catalogue::{ArnFormat, Catalogue};
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::pattern::matches;
use crate::policy::{ResourceArn, Statement};
use crate::rule::{Context, rule};
use crate::wording::{quote, with_article};

rule!(
    "invalid-arn-account",
    Correctness,
    Error,
    ["INVALID_ARN_ACCOUNT", "MISSING_ARN_ACCOUNT", "ARN_ACCOUNT_NOT_ALLOWED"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for resource in &statement.arns {
        let account = &resource.arn.account;
        if account.text.contains(char::is_whitespace) {
            continue;
        }
        let is_empty = account.text.is_empty();
        // The first format mostly has an account where the ARN has one.
        let fits = |format: ArnFormat<'_>| format.account().is_empty() == is_empty;
        match resource.format().filter(|_| !resource.formats().any(fits)) {
            Some(format) if !is_empty => not_allowed(resource, format, cx),
            Some(format) if !is_public(resource, cx.catalogue()) => missing(resource, format, cx),
            None if !is_empty && resource.is_literal(account) && !is_account(resource) => malformed(resource, cx),
            _ => {}
        }
    }
}

fn is_public(resource: &ResourceArn<'_>, catalogue: Catalogue<'_>) -> bool {
    let name = resource.arn.resource.text;
    name == "*" || catalogue.is_public_resource(resource.arn.service.text, &resource.pattern(&resource.arn.resource))
}

/// Twelve digits, `aws` for what AWS keeps for everybody, or a word that the format has there.
fn is_account(resource: &ResourceArn<'_>) -> bool {
    let text = resource.arn.account.text;
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(text, "aws" | "cloudfront")
        || resource.formats().any(|format| format.account() == text)
}

fn missing(resource: &ResourceArn<'_>, format: ArnFormat<'_>, cx: &mut Context<'_>) {
    let account = resource.arn.account.range.clone();
    let text = &resource.entry.text;
    let fix = (cx.is_editable(resource.entry.node) && text.is_verbatim())
        .then(|| Fix::risky("Write `*` for the account", vec![Edit::replace(text.span(account), "*")]));
    let diagnostic = cx.report(
        resource.entry.span(),
        format!(
            "the ARN of {} names its account, and {} has none",
            with_article(format.type_name()),
            quote(text.as_str())
        ),
    );
    diagnostic
        .aws_code("MISSING_ARN_ACCOUNT")
        .help("Write the account id between the fourth colon and the fifth, or `*`.");
    diagnostic.fix = fix;
}

/// An account where the ARNs have none. A lone `*` stands for the empty field too.
fn not_allowed(resource: &ResourceArn<'_>, format: ArnFormat<'_>, cx: &mut Context<'_>) {
    let Field { text: account, range } = resource.arn.account.clone();
    if resource.is_open(&resource.arn.account) || matches(account, "") {
        return;
    }
    let text = &resource.entry.text;
    let literal = resource.is_literal(&resource.arn.account);
    let fix = (cx.is_editable(resource.entry.node) && text.is_verbatim()).then(|| {
        let edit = vec![Edit::replace(text.span(range.clone()), "")];
        if literal { Fix::safe("Leave the account empty", edit) } else { Fix::risky("Leave the account empty", edit) }
    });
    let message =
        format!("the ARN of {} has no account, and this one has {}", with_article(format.type_name()), quote(account));
    let diagnostic = cx.report(resource.entry.span(), message);
    diagnostic.help("Leave the field empty between its colons.").label(text.span(range), "");
    diagnostic.fix = fix;
    if literal {
        diagnostic.aws_code("ARN_ACCOUNT_NOT_ALLOWED");
    } else {
        diagnostic.severity(Severity::Warning);
    }
}

fn malformed(resource: &ResourceArn<'_>, cx: &mut Context<'_>) {
    let Field { text: account, range } = resource.arn.account.clone();
    let digits = account.bytes().filter(u8::is_ascii_digit).count();
    let message = if digits == account.len() {
        format!("{} is no account id: it has {digits} digits, not 12", quote(account))
    } else {
        format!("{} is no account id", quote(account))
    };
    let span = resource.entry.text.span(range);
    cx.report(resource.entry.span(), message)
        .aws_code("INVALID_ARN_ACCOUNT")
        .help("Write the 12 digits of the account, zeros in front and all.")
        .label(span, "");
}
