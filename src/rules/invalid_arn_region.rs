//! The region of an ARN: one that does not exist, is missing, or has no place there.

use crate::arn::Field;
use crate::catalogue::{ArnFormat, Region};
use crate::diagnostic::Severity;
use crate::fix::{Edit, Fix};
use crate::pattern::matches;
use crate::policy::{ResourceArn, Statement};
use crate::rule::{Context, rule};
use crate::wording::{quote, with_article};

rule!(
    "invalid-arn-region",
    Correctness,
    Error,
    ["INVALID_ARN_REGION", "MISSING_ARN_REGION", "ARN_REGION_NOT_ALLOWED"],
    Statement(check)
);

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for resource in &statement.arns {
        let region = &resource.arn.region;
        if region.text.contains(char::is_whitespace) {
            continue;
        }
        let is_empty = region.text.is_empty();
        // The first format mostly has a region where the ARN has one.
        let fits = |format: ArnFormat<'_>| format.region().is_empty() == is_empty;
        match resource.format().filter(|_| !resource.formats().any(fits)) {
            Some(format) if !is_empty => not_allowed(resource, format, cx),
            Some(format) if resource.arn.resource.text != "*" => missing(resource, format, cx),
            None if !is_empty && resource.is_literal(region) => exists(resource, cx),
            _ => {}
        }
    }
}

fn missing(resource: &ResourceArn<'_>, format: ArnFormat<'_>, cx: &mut Context<'_>) {
    let region = resource.arn.region.range.clone();
    let text = &resource.entry.text;
    let fix = (cx.is_editable(resource.entry.node) && text.is_verbatim())
        .then(|| Fix::risky("Write `*` for the region", vec![Edit::replace(text.span(region), "*")]));
    let diagnostic = cx.report(
        resource.entry.span(),
        format!(
            "the ARN of {} names its region, and {} has none",
            with_article(format.type_name()),
            quote(text.as_str())
        ),
    );
    diagnostic.aws_code("MISSING_ARN_REGION").help("Write the region between the third colon and the fourth, or `*`.");
    diagnostic.fix = fix;
}

/// A region where the ARNs have none. A lone `*` stands for the empty field too.
fn not_allowed(resource: &ResourceArn<'_>, format: ArnFormat<'_>, cx: &mut Context<'_>) {
    let Field { text: region, range } = resource.arn.region.clone();
    if resource.is_open(&resource.arn.region) || matches(region, "") {
        return;
    }
    let text = &resource.entry.text;
    let literal = resource.is_literal(&resource.arn.region);
    let fix = (cx.is_editable(resource.entry.node) && text.is_verbatim()).then(|| {
        let edit = vec![Edit::replace(text.span(range.clone()), "")];
        if literal { Fix::safe("Leave the region empty", edit) } else { Fix::risky("Leave the region empty", edit) }
    });
    let message =
        format!("the ARN of {} has no region, and this one has {}", with_article(format.type_name()), quote(region));
    let diagnostic = cx.report(resource.entry.span(), message);
    diagnostic.help("Leave the field empty between its colons.").label(text.span(range), "");
    diagnostic.fix = fix;
    if literal {
        diagnostic.aws_code("ARN_REGION_NOT_ALLOWED");
    } else {
        diagnostic.severity(Severity::Warning);
    }
}

fn exists(resource: &ResourceArn<'_>, cx: &mut Context<'_>) {
    let Field { text: region, range } = resource.arn.region.clone();
    let partition = resource.arn.partition.text;
    let found = cx.catalogue().region(region);
    let elsewhere = found.map(Region::partition).filter(|home| *home != partition);
    // Of a partition that does not exist, `unknown-partition` says so.
    let (message, help) = match (found, elsewhere) {
        (Some(_), None) => return,
        (Some(_), Some(_)) if !cx.catalogue().is_partition(partition) => return,
        (Some(_), Some(home)) => (
            format!("region {} is in partition {}, and the ARN says {}", quote(region), quote(home), quote(partition)),
            format!("Write {}, or a region of {}.", quote(&format!("arn:{home}:")), quote(partition)),
        ),
        (None, _) => (
            format!("{} is no AWS region: the ARN matches no resource", quote(region)),
            cx.catalogue().nearest_region(region).map_or_else(
                || "Write a region, for example `eu-west-1`.".to_owned(),
                |near| format!("Did you mean {}?", quote(near)),
            ),
        ),
    };
    let text = &resource.entry.text;
    let near = cx.catalogue().nearest_region(region).filter(|_| found.is_none());
    let fix = near
        .filter(|_| cx.is_editable(resource.entry.node) && text.is_verbatim())
        .map(|near| Fix::risky(format!("Write {}", quote(near)), vec![Edit::replace(text.span(range.clone()), near)]));
    let diagnostic = cx.report(resource.entry.span(), message);
    diagnostic.aws_code("INVALID_ARN_REGION").help(help).label(text.span(range), "");
    diagnostic.fix = fix;
}
