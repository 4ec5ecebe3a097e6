//! Access that no policy is to grant.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;

rule!("forbidden-access", Security, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for comparison in cx.judgement().forbidden() {
        for grant in &comparison.grants {
            let statement = policy.statements[grant.statement].label();
            let message = format!("{statement} allows {}, which is forbidden", verdict::access(grant, policy));
            verdict::report(grant, message, cx).help(verdict::example(grant, policy));
        }
    }
}
