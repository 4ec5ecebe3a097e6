//! A placeholder of the template that is still in the policy.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;
use crate::wording::quote;

rule!("template-placeholder-left", Template, Error, [], Policy(check));

fn check(_: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((template, conformance)) = cx.judgement().conformance() else { return };
    for left in &conformance.left {
        let slot = &template.forms[conformance.form].slots[left.slot];
        let diagnostic = cx.report(left.span, format!("{} is not replaced", quote(&left.value)));
        diagnostic.help(verdict::replace(slot, template));
        verdict::point_at_slot(diagnostic, slot, template);
    }
}
