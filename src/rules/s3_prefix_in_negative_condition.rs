//! A listing kept away from some prefixes, which a shorter prefix lists all the same.

use crate::policy::{Family, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("s3-prefix-in-negative-condition", Security, Warning, ["S3_PREFIX_IN_NEGATIVE_CONTEXT"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if statement.effect.is_none() {
        return;
    }
    for (condition, key) in statement.condition_keys() {
        let Some(operator) = condition.operator.filter(|operator| operator.family() == Family::String) else {
            continue;
        };
        // To deny all but some prefixes, and to allow some, is sound.
        if !key.is("s3:prefix") || statement.is_deny() == operator.is_negated() {
            continue;
        }
        let what = if statement.is_deny() { "denies" } else { "leaves out" };
        cx.report(
            key.span(),
            format!(
                "{} {what} some prefixes: a listing with a shorter prefix, or none, shows their keys all the same",
                statement.label()
            ),
        )
        .aws_code("S3_PREFIX_IN_NEGATIVE_CONTEXT")
        .help(format!(
            "Name the prefixes that may be listed: {} in an Allow, or {} in a Deny.",
            quote("StringLike"),
            quote("StringNotLike")
        ));
    }
}
