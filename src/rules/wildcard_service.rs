//! A wildcard where the name of a service stands.

use crate::pattern::is_pattern;
use crate::policy::{Meaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("wildcard-service", Style, Advice, ["WILDCARD_IN_SERVICE_NAME"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for clause in &statement.actions {
        for entry in clause.entries.iter().filter(|entry| matches!(entry.meaning, Meaning::ServicePattern)) {
            let prefix = entry.as_str().split(':').next().unwrap_or("");
            cx.report(entry.span(), format!("action {} leaves open which service it is of", quote(entry.as_str())))
                .aws_code("WILDCARD_IN_SERVICE_NAME")
                .help("Name the services: each new one whose prefix fits is meant as well.")
                .label(entry.entry.text.span(0..prefix.len()), "");
        }
    }
    for resource in &statement.arns {
        let service = &resource.arn.service;
        if is_pattern(service.text) {
            let text = &resource.entry.text;
            cx.report(
                resource.entry.span(),
                format!("ARN {} leaves open which service it is of", quote(text.as_str())),
            )
            .aws_code("WILDCARD_IN_SERVICE_NAME")
            .help("Name the service; the actions of the statement say which it is.")
            .label(text.span(service.range.clone()), "");
        }
    }
}
