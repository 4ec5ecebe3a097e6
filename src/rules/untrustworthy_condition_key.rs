//! A condition on what the caller says of itself.

use crate::policy::{Comparison, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("untrustworthy-condition-key", Security, Warning, ["UNTRUSTWORTHY_CONDITION_KEY"], Statement(check));

/// Keys with the header of the request that fills them.
const HEADERS: &[(&str, &str)] = &[("aws:Referer", "Referer"), ("aws:UserAgent", "User-Agent")];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (condition, key) in statement.condition_keys() {
        let Some((_, header)) = HEADERS.iter().find(|(name, _)| key.is(name)) else { continue };
        if condition.operator.is_none_or(|operator| operator.comparison == Comparison::Null) {
            continue;
        }
        cx.report(
            key.span(),
            format!("{} is the caller's `{header}` header, which can say anything", quote(key.name())),
        )
        .aws_code("UNTRUSTWORTHY_CONDITION_KEY")
        .help("Decide by who calls or from where instead: a principal, `aws:PrincipalOrgID`, `aws:SourceVpce` or `aws:SourceIp`.");
    }
}
