//! Conditions on one key that no request meets together.

use crate::access;
use crate::policy::{Condition, ConditionKey, Statement};
use crate::rule::{Context, rule};
use crate::wording::{enumerate, quote};

rule!("contradictory-condition", Correctness, Warning, [], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if statement.condition_keys().nth(1).is_none() {
        return;
    }
    let keys: Vec<(&Condition<'_>, &ConditionKey<'_>)> = statement.condition_keys().collect();
    let repeats = |at: usize| keys[..at].iter().any(|(_, earlier)| earlier.is(keys[at].1.name()));
    if !(1..keys.len()).any(repeats) {
        return;
    }
    // What is not filled in yet may turn out as anything.
    if keys.iter().any(|(_, key)| cx.policy().has_placeholder(key.member.span())) {
        return;
    }
    let Some(core) = access::contradiction(cx.policy(), statement) else { return };
    let core: Vec<_> = core.into_iter().map(|at| keys[at]).collect();
    // A condition that nothing meets by itself is another fault, and so are conditions on two keys.
    let [rest @ .., (_, last)] = core.as_slice() else { return };
    if rest.is_empty() || rest.iter().any(|(_, key)| !key.is(last.name())) {
        return;
    }
    let operators: Vec<&str> = core.iter().map(|(condition, _)| condition.name()).collect();
    let outcome = if statement.is_deny() { "denies nothing" } else { "allows nothing" };
    let message = format!(
        "no request meets {} on {} at once: {} {outcome}",
        enumerate(&operators, 4),
        quote(last.name()),
        statement.label()
    );
    let is_alternative =
        core.iter().all(|(condition, _)| condition.operator.is_some_and(|operator| !operator.is_negated()));
    let diagnostic = cx.report(last.span(), message);
    diagnostic.help(if is_alternative {
        "All operators of a statement must hold. Where one of the values is enough, put them into one list, or write two statements."
    } else {
        "All operators of a statement must hold. Delete the one that is not meant."
    });
    for (_, key) in rest {
        diagnostic.label(key.span(), "cannot hold with it");
    }
}
