//! A value that only belongs in documentation.

use crate::placeholder::{Kind, Tier};
use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("documentation-value", Template, Advice, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for found in policy.placeholders.iter().filter(|found| found.value.tier == Tier::Documentation) {
        let token = cx.source_text(found.span);
        let what = match found.value.kind {
            Kind::Account => "an account id from documentation",
            _ => "a name from documentation",
        };
        cx.report(found.span, format!("{} is {what}", quote(token))).help("Replace it, unless it happens to be yours.");
    }
}
