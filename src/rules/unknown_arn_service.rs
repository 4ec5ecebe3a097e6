//! An ARN of a service that AWS does not have.

use crate::fix::{Edit, Fix};
use crate::policy::Statement;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unknown-arn-service", Correctness, Error, ["INVALID_SERVICE", "INVALID_ARN_SERVICE_CASE"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for resource in &statement.arns {
        let service = &resource.arn.service;
        let name = service.text;
        if cx.catalogue().is_arn_service(name) || !resource.is_literal(service) || name.contains(char::is_whitespace) {
            continue;
        }
        let text = &resource.entry.text;
        let lower = name.to_ascii_lowercase();
        let is_case = cx.catalogue().is_arn_service(&lower);
        let near = if is_case { Some(lower.as_str()) } else { cx.catalogue().nearest_arn_service(name) };
        let message = if name.is_empty() {
            format!("ARN {} names no service", quote(text.as_str()))
        } else if is_case {
            format!("service {} of the ARN has upper-case letters: it matches no resource", quote(name))
        } else {
            format!("no ARN of AWS has the service {}", quote(name))
        };
        let help = match near {
            Some(near) if is_case => format!("Write {}: ARNs are compared with case.", quote(near)),
            Some(near) => format!("Did you mean {}?", quote(near)),
            None => format!(
                "The reference of {} lists no such service; an ARN often has the prefix of its actions.",
                cx.catalogue().date()
            ),
        };
        let fix = near.filter(|_| cx.is_editable(resource.entry.node) && text.is_verbatim()).map(|near| {
            let edit = vec![Edit::replace(text.span(service.range.clone()), near)];
            let title = format!("Write {}", quote(near));
            if is_case { Fix::safe(title, edit) } else { Fix::risky(title, edit) }
        });
        let diagnostic = cx.report(resource.entry.span(), message);
        diagnostic.aws_code(if is_case { "INVALID_ARN_SERVICE_CASE" } else { "INVALID_SERVICE" });
        diagnostic.help(help).label(text.span(service.range.clone()), "");
        diagnostic.fix = fix;
    }
}
