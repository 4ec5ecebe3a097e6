//! Private addresses where IAM sees public ones alone.

use crate::diagnostic::Severity;
use crate::fix::Fix;
use crate::policy::{Comparison, ConditionKey, ConditionValue, IpRange, Statement};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!(
    "private-ip-address",
    Correctness,
    Error,
    ["PRIVATE_IP_ADDRESS", "PRIVATE_NOT_IP_ADDRESS", "PRIVATE_IP_ADDRESS_SUBSET", "PRIVATE_NOT_IP_ADDRESS_SUBSET"],
    Statement(check)
);

const THROUGH_ENDPOINT: &str =
    "For traffic through a VPC endpoint compare `aws:VpcSourceIp`, together with `aws:SourceVpc`.";

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let negated = match condition.operator.map(|operator| operator.comparison) {
            Some(Comparison::IpAddress) => false,
            Some(Comparison::NotIpAddress) => true,
            _ => continue,
        };
        for key in condition.keys.iter().filter(|key| key.is("aws:SourceIp")) {
            let mut ranges = key.values.iter().filter_map(|value| Some((value, IpRange::parse(&value.as_str())?)));
            if ranges.any(|(_, range)| range.is_unroutable()) {
                report(key, negated, cx);
            }
        }
    }
}

fn report(key: &ConditionKey<'_>, negated: bool, cx: &mut Context<'_>) {
    let ranges: Vec<(&ConditionValue<'_>, IpRange)> =
        key.values.iter().filter_map(|value| Some((value, IpRange::parse(&value.as_str())?))).collect();
    let (blamed, public): (Vec<_>, Vec<_>) = ranges.iter().partition(|(_, range)| range.is_unroutable());
    let all = public.is_empty();
    let unseen = key.open || ranges.len() < key.values.len();
    if all && unseen {
        return;
    }
    let private = blamed.iter().all(|(_, range)| range.is_private());
    let kind = if private { "private" } else { "not public" };
    let texts: Vec<String> = blamed.iter().map(|(value, _)| value.as_str().into_owned()).collect();
    let (verb, never) = if blamed.len() == 1 { ("is", "never matches") } else { ("are", "never match") };
    let consequence = match (all, negated) {
        (false, _) => format!("{never} `aws:SourceIp`, which is public"),
        (true, false) => "`aws:SourceIp` is public, so the condition never holds".to_owned(),
        (true, true) => "`aws:SourceIp` is public, so the condition always holds".to_owned(),
    };
    let joint = if all { ": " } else { " and " };
    let message = format!("{} {verb} {kind}{joint}{consequence}", enumerate(&texts, 3));
    let help = if all {
        format!("Name the public addresses. {THROUGH_ENDPOINT}")
    } else {
        format!("Delete {}. {THROUGH_ENDPOINT}", enumerate(&texts, 3))
    };
    let code = match (all, negated) {
        (true, false) => "PRIVATE_IP_ADDRESS",
        (true, true) => "PRIVATE_NOT_IP_ADDRESS",
        (false, false) => "PRIVATE_IP_ADDRESS_SUBSET",
        (false, true) => "PRIVATE_NOT_IP_ADDRESS_SUBSET",
    };
    let edits = match blamed.as_slice() {
        [(only, _)] if !all => cx.remove_elements(&key.member.value, &[only.span()]),
        _ => None,
    };
    let diagnostic = cx.report(blamed[0].0.span(), message);
    diagnostic.help(help);
    for (value, _) in &blamed[1..] {
        diagnostic.label(value.span(), "");
    }
    if private {
        diagnostic.aws_code(code);
    }
    if !all {
        diagnostic.severity(Severity::Advice);
    }
    if let Some(edits) = edits {
        diagnostic.fix(Fix::risky(format!("Delete {}", quote(&texts[0])), edits));
    }
}
