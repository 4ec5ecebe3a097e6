//! A placeholder of the template that was filled in with what cannot be its value.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;
use crate::wording::quote;

rule!("template-value-invalid", Template, Error, [], Policy(check));

fn check(_: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((template, conformance)) = cx.judgement().conformance() else { return };
    for invalid in &conformance.invalid {
        let Some(unfit) = &invalid.unfit else { continue };
        let slot = &template.forms[conformance.form].slots[invalid.slot];
        let message = format!("{} stands for {} and {}", quote(&invalid.value), quote(&slot.token), unfit.reason);
        let diagnostic = cx.report(invalid.span, message);
        diagnostic.help(unfit.help.clone());
        verdict::point_at_slot(diagnostic, slot, template);
    }
}
