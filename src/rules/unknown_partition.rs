//! A partition that AWS does not have.

use crate::fix::{Edit, Fix};
use crate::policy::Statement;
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!("unknown-partition", Correctness, Error, ["INVALID_PARTITION"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for resource in &statement.arns {
        let partition = &resource.arn.partition;
        if cx.catalogue().is_partition(partition.text) || !resource.is_literal(partition) || has_blank(partition.text) {
            continue;
        }
        let text = &resource.entry.text;
        let message = if partition.text.is_empty() {
            format!("ARN {} names no partition: IAM refuses the policy", quote(text.as_str()))
        } else {
            format!("{} is no partition of AWS: IAM refuses the policy", quote(partition.text))
        };
        let known: Vec<&str> = cx.catalogue().partitions().collect();
        let fix = (cx.is_editable(resource.entry.node) && text.is_verbatim())
            .then(|| Fix::risky("Write `aws`", vec![Edit::replace(text.span(partition.range.clone()), "aws")]));
        let diagnostic = cx.report(resource.entry.span(), message);
        diagnostic.aws_code("INVALID_PARTITION");
        diagnostic.help(format!("Write `aws`, unless it is another one: {}.", enumerate(&known[1..], known.len())));
        diagnostic.label(text.span(partition.range.clone()), "");
        diagnostic.fix = fix;
    }
}

/// A blank in the field is the mistake then, and `malformed-arn` names it.
fn has_blank(field: &str) -> bool {
    field.contains(char::is_whitespace)
}
