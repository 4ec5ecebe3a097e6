//! An Allow that Denies of the same policy take back wholly.

use std::collections::BTreeMap;

use crate::access::Within;
use crate::policy::{Effect, Policy, Statement};
use crate::rule::{Context, rule};
use crate::wording::count;

rule!("shadowed-statement", Security, Warning, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let places = |effect: Effect| -> Vec<usize> {
        let is_wanted =
            |statement: &Statement<'_>| statement.effect == Some(effect) && !statement.has_unseen_elements();
        let all = policy.statements.iter().enumerate();
        all.filter(|(_, statement)| is_wanted(statement)).map(|(at, _)| at).collect()
    };
    let denies = places(Effect::Deny);
    if denies.is_empty() {
        return;
    }
    let mut within = Within::new(policy, cx.catalogue());
    // What the same Denies take back is one finding, whatever it is.
    let mut shadowed: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for at in places(Effect::Allow) {
        if let Some(cover) = within.covered_by(at, &denies) {
            shadowed.entry(cover.by).or_default().push(at);
        }
    }
    for (denies, allows) in &shadowed {
        let statements = |places: &[usize]| -> Vec<_> { places.iter().map(|&at| &policy.statements[at]).collect() };
        report(&statements(allows), &statements(denies), cx);
    }
}

fn report(allows: &[&Statement<'_>], denies: &[&Statement<'_>], cx: &mut Context<'_>) {
    let [first, further @ ..] = allows else { return };
    let who = match denies {
        [deny] => format!("{} denies", deny.label()),
        _ => format!("{} together deny", count(denies.len(), "statement")),
    };
    let message = if further.is_empty() {
        format!("{} allows nothing: {who} all of it", first.label())
    } else {
        format!("{} allow nothing: {who} all of them", count(allows.len(), "statement"))
    };
    let diagnostic = cx.report(first.span(), message);
    diagnostic.help("A Deny always wins. Delete the Allow, or keep the Deny to what nobody may do.");
    for allow in further {
        diagnostic.label(allow.span(), "allows nothing either");
    }
    for deny in denies {
        diagnostic.label(deny.span(), "denied here");
    }
}
