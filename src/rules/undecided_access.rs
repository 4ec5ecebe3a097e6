//! What could not be decided about access.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;

rule!("undecided-access", Security, Warning, [], Policy(check));

fn check(_: &Policy<'_>, cx: &mut Context<'_>) {
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
    for comparison in judgement.forbidden() {
        verdict::doubts(comparison, None, |actions| format!("{actions} where it is forbidden"), cx);
    }
}
