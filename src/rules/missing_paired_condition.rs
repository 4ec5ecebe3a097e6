//! A condition that says little without another one.

use crate::policy::{Comparison, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("missing-paired-condition", Security, Warning, ["MISSING_PAIRED_CONDITION_KEYS"], Statement(check));

/// A key with those of which it needs one beside it.
const PAIRS: &[(&str, &[&str])] = &[(
    "aws:VpcSourceIp",
    &["aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn", "aws:VpceAccount", "aws:VpceOrgID", "aws:VpceOrgPaths"],
)];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (condition, key) in statement.condition_keys() {
        let Some((_, companions)) = PAIRS.iter().find(|(name, _)| key.is(name)) else { continue };
        let has = |name: &&str| statement.condition_keys().any(|(_, key)| key.is(name));
        let null = condition.operator.is_some_and(|operator| operator.comparison == Comparison::Null);
        if null || companions.iter().any(has) {
            continue;
        }
        cx.report(
            key.span(),
            format!("{} without `aws:SourceVpc`: every VPC can have these private addresses", quote(key.name())),
        )
        .aws_code("MISSING_PAIRED_CONDITION_KEYS")
        .help("Add `aws:SourceVpc` or `aws:SourceVpce` with the network that is meant.");
    }
}
