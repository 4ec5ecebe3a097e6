//! A `Version` that names no version of the policy language.

use crate::fix::{Applicability, Edit, Fix};
use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("invalid-version", Correctness, Error, ["INVALID_VERSION"], Policy(check));

const CURRENT: &str = "2012-10-17";
const OLD: &str = "2008-10-17";

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some(member) = policy.version else { return };
    let Some(version) = member.value.as_str() else { return };
    if matches!(version, CURRENT | OLD) || policy.has_placeholder(member.value.span) {
        return;
    }
    // The dashes that word processors put in, and blanks: the writer had the right date.
    let plain: String = version
        .trim()
        .chars()
        .map(|c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c })
        .collect();
    let help = if plain == CURRENT {
        format!("Write `{CURRENT}` with plain hyphens and no blanks.")
    } else {
        format!("Write `{CURRENT}`. The version names the policy language, not the day the policy was written.")
    };
    // Variables are text in any other version: setting this one brings them to life.
    let applicability = if plain == CURRENT || !cx.source_text(policy.node.span).contains("${") {
        Applicability::Safe
    } else {
        Applicability::Unsafe
    };
    let editable = cx.is_editable(&member.value);
    let diagnostic =
        cx.report(member.value.span, format!("{} is not a version of the policy language", quote(version)));
    diagnostic.aws_code("INVALID_VERSION").help(help);
    if editable {
        let edit = Edit::replace(member.value.span, format!("\"{CURRENT}\""));
        diagnostic.fix(Fix::new(applicability, format!("Write `{CURRENT}`"), vec![edit]));
    }
}
