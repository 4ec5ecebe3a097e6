//! A policy that grants more than it may.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;

rule!("exceeds-ceiling", Security, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for (ceiling, comparison) in cx.judgement().exceeding() {
        let name = verdict::name_of(ceiling);
        for grant in comparison.grants.iter().filter(|grant| !grant.is_future) {
            let statement = policy.statements[grant.statement].label();
            let access = verdict::access(grant, policy);
            let message = format!("{statement} allows {access}; its ceiling {name} does not");
            let diagnostic = verdict::report(grant, message, cx);
            diagnostic.help(verdict::example(grant, policy));
            verdict::point(diagnostic, grant, ceiling);
        }
    }
}
