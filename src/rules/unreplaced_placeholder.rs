//! A token that the reader of a template must replace.

use crate::json::Fault;
use crate::placeholder::{Kind, Tier};
use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unreplaced-placeholder", Template, Error, ["JSON_SYNTAX_ERROR"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for found in policy.placeholders.iter().filter(|found| found.value.tier == Tier::Unreplaced) {
        let token = cx.source_text(found.span);
        cx.report(found.span, format!("{} is still a placeholder", quote(token))).help(help(found.value.kind));
    }
    // Outside of strings it keeps the text from being JSON as well, which replacing it mends.
    for error in &cx.document.errors {
        let Fault::Placeholder { text } = &error.fault else { continue };
        cx.report(error.span, format!("{} is still a placeholder, and stands outside of a string", quote(text)))
            .aws_code("JSON_SYNTAX_ERROR")
            .help("Replace it, or put it into double quotes until somebody does.");
    }
}

const fn help(kind: Kind) -> &'static str {
    match kind {
        Kind::Account => "Replace it with an account id of 12 digits.",
        Kind::Region => "Replace it with an AWS region, for example `eu-west-1`.",
        Kind::Partition => {
            "Replace it with a partition: `aws`, or `aws-cn`, `aws-us-gov` where the policy is for those."
        }
        Kind::Principal => "Replace it with the principal that is meant.",
        Kind::Name => "Replace it with the name of your own resource.",
        Kind::Version => "Replace it with `2012-10-17`, the version of the policy language.",
        Kind::Effect => "Replace it with `Allow` or `Deny`.",
        Kind::Other => "Replace it with a value of your own.",
    }
}
