//! One placeholder of the template, filled in with different values.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;
use crate::wording::quote;

rule!("template-value-mismatch", Template, Warning, [], Policy(check));

fn check(_: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((template, conformance)) = cx.judgement().conformance() else { return };
    for mismatch in &conformance.mismatched {
        let slot = &template.forms[conformance.form].slots[mismatch.slot];
        let (token, value) = (quote(&slot.token), quote(&mismatch.value));
        let elsewhere = mismatch.expected.as_ref();
        let message = elsewhere.map_or_else(
            || format!("{token} is {value} here and something else elsewhere"),
            |(expected, _)| format!("{token} is {value} here and {} elsewhere", quote(expected)),
        );
        let diagnostic = cx.report(mismatch.span, message);
        diagnostic.help(format!("Write one value in all places, or fill in the whole template once more for {value}."));
        if let Some((expected, place)) = elsewhere {
            diagnostic.label(*place, format!("{} here", quote(expected)));
        }
        verdict::point_at_slot(diagnostic, slot, template);
    }
}
