//! What could not be decided about access.

use crate::bounds::Reference;
use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;
use crate::wording::enumerate;

rule!("undecided-access", Security, Warning, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let judgement = cx.judgement();
    if let Some((before, comparison)) = judgement.gained() {
        let old = verdict::name_of(before);
        verdict::doubts(comparison, Some(before), |actions| format!("{actions} beyond {old}"), cx);
    }
    if let Some((after, comparison)) = judgement.lost() {
        let new = verdict::name_of(after);
        verdict::doubts(comparison, Some(after), |actions| format!("{actions} beyond {new}"), cx);
    }
    for (ceiling, comparison) in judgement.exceeding() {
        let name = verdict::name_of(ceiling);
        verdict::doubts(comparison, Some(ceiling), |actions| format!("{actions} beyond its ceiling {name}"), cx);
    }
    if let Some((template, conformance)) = judgement.conformance() {
        if conformance.is_too_large {
            let message = "could not tell whether the policy is the template: there is too much to look through";
            cx.report(policy.node.span, message).help("Compare the two by eye.");
        } else if conformance.extra.doubts.is_empty() && !conformance.undecided.is_empty() {
            let actions = enumerate(&conformance.undecided, 3);
            let place = policy.statement.map_or(policy.node.span, |member| member.key.span);
            let message = format!("could not tell whether all of {actions} is allowed that the template allows");
            cx.report(place, message).help("Compare the two by eye.");
        } else if !conformance.extra.doubts.is_empty() {
            let filled = conformance.filled(policy.policy_type, cx.catalogue());
            let reference = Reference { source: template.source.clone(), policy: &filled };
            verdict::doubts(
                &conformance.extra,
                Some(&reference),
                |actions| format!("{actions} beyond the template"),
                cx,
            );
        }
    }
    for (_, comparison) in judgement.forbidden() {
        verdict::doubts(comparison, None, |actions| format!("{actions} where it is forbidden"), cx);
    }
}
