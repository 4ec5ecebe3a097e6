//! An action that the resource of a resource policy does not have.

use crate::policy::{Meaning, Policy, reaches_service};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unsupported-action", Correctness, Error, ["UNSUPPORTED_ACTION_IN_POLICY"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some(home) = policy.home_service() else { return };
    let clauses = policy.statements.iter().flat_map(|statement| &statement.actions);
    for entry in clauses.filter(|clause| !clause.negated).flat_map(|clause| &clause.entries) {
        let supported = match &entry.meaning {
            Meaning::Action(action) => reaches_service(*action, home),
            Meaning::Pattern(pattern) => pattern.actions().any(|action| reaches_service(action, home)),
            _ => true,
        };
        if !supported {
            cx.report(entry.span(), format!("{} is no action on a resource of {}", quote(entry.as_str()), quote(home)))
                .aws_code("UNSUPPORTED_ACTION_IN_POLICY")
                .help("Move it to the policy of the resource that it is about, or to an identity policy.");
        }
    }
}
