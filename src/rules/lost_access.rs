//! What a policy grants and will not grant any more.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;

rule!("lost-access", Security, Advice, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((after, comparison)) = cx.judgement().lost() else { return };
    let new = verdict::name_of(after);
    for grant in comparison.grants.iter().filter(|grant| !grant.is_future) {
        let statement = policy.statements[grant.statement].label();
        let message = format!("{statement} allows {}; {new} no longer does", verdict::access(grant, policy));
        let diagnostic = verdict::report(grant, message, cx);
        diagnostic.help(verdict::example(grant, policy));
        verdict::point(diagnostic, grant, after);
    }
}
