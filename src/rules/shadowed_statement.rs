//! An Allow that Denies of the same policy take back wholly.

use crate::access;
use crate::policy::{Policy, Statement};
use crate::rule::{Context, rule};
use crate::wording::count;

rule!("shadowed-statement", Security, Warning, [], Policy(check));

/// Pairs of an Allow and a Deny beyond which nothing is asked, so that the time stays short.
const MOST: usize = 400;

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let denies = policy.statements.iter().filter(|statement| statement.is_deny()).count();
    let allows = policy.statements.iter().filter(|statement| statement.is_allow()).count();
    if denies == 0 || allows * denies > MOST {
        return;
    }
    for statement in policy.statements.iter().filter(|statement| statement.is_allow()) {
        if let Some(denies) = access::shadows(policy, statement, cx.catalogue()) {
            let denies: Vec<&Statement<'_>> =
                policy.statements.iter().filter(|one| denies.contains(&one.index)).collect();
            report(statement, &denies, cx);
        }
    }
}

fn report(statement: &Statement<'_>, denies: &[&Statement<'_>], cx: &mut Context<'_>) {
    let who = match denies {
        [deny] => format!("{} denies", deny.label()),
        _ => format!("{} together deny", count(denies.len(), "statement")),
    };
    let message = format!("{} allows nothing: {who} all of it", statement.label());
    let diagnostic = cx.report(statement.span(), message);
    diagnostic.help("A Deny always wins. Delete the Allow, or keep the Deny to what nobody may do.");
    for deny in denies {
        diagnostic.label(deny.span(), "denied here");
    }
}
