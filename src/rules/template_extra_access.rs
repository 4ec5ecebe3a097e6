//! Access that a policy grants beyond the template that it was made from.

use crate::access::{Grant, Limited, NearMiss};
use crate::bounds::Reference;
use crate::diagnostic::Severity;
use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;
use crate::wording::quote;

rule!("template-extra-access", Template, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((template, conformance)) = cx.judgement().conformance() else { return };
    if conformance.extra.grants.is_empty() {
        return;
    }
    let filled = conformance.filled(policy.policy_type, cx.catalogue());
    let reference = Reference { source: template.source.clone(), policy: &filled };
    for grant in &conformance.extra.grants {
        let own = &policy.statements[grant.statement];
        // A wildcard is to blame only where it is the resource that the template limits.
        let is_wider = matches!(&grant.near, NearMiss::Limited { limits, .. }
            if limits.iter().any(|limit| limit.element == Limited::Resource));
        let wide = conformance.wide.iter().find(|wide| is_wider && own.span().contains(wide.span));
        if grant.is_future {
            let of_same = |other: &Grant| !other.is_future && other.statement == grant.statement;
            if conformance.extra.grants.iter().any(of_same) {
                continue;
            }
            let actions = crate::wording::enumerate(&grant.actions, 3);
            let diagnostic = verdict::report(
                grant,
                format!("grants what AWS adds to {actions} later, which the template does not"),
                cx,
            );
            diagnostic.help("Name the actions that the template names.");
            continue;
        }
        let message = format!("grants {}, which the template does not", verdict::access(grant, policy));
        let beside = conformance.beside(own.index);
        let diagnostic = verdict::report(grant, message, cx);
        if grant.is_idle {
            // It does nothing, and stands there all the same.
            diagnostic.severity(Severity::Warning);
        }
        let help = match (wide, beside) {
            (Some(wide), _) => {
                let slot = &template.forms[conformance.form].slots[wide.slot];
                format!("Narrow {} to one value: {}.", quote(&wide.value), slot.description())
            }
            (None, Some(place)) => {
                let number = verdict::number_in(template, conformance.form, place);
                format!("Remove it, or check it against {}, statement {number}.", template.source.name())
            }
            (None, None) => format!("Remove it: nothing in {} asks for it.", template.source.name()),
        };
        diagnostic.help(help);
        if let Some(wide) = wide.filter(|wide| diagnostic.span.contains(wide.span)) {
            diagnostic.span = wide.span;
        }
        match (&grant.near, beside) {
            (NearMiss::Nothing, Some(place)) => {
                diagnostic.related(&template.source, place, "the template has this statement");
            }
            _ => verdict::point(diagnostic, grant, &reference),
        }
    }
}
