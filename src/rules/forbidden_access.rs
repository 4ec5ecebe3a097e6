//! Access that no policy is to grant.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;
use crate::wording::printable;

rule!("forbidden-access", Security, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    for (forbidden, comparison) in cx.judgement().forbidden() {
        let by = forbidden.name.as_ref().map(|name| format!(" ({})", printable(name)));
        for grant in &comparison.grants {
            let statement = policy.statements[grant.statement].label();
            let access = verdict::access(grant, policy);
            let message =
                format!("{statement} allows {access}, which is forbidden{}", by.as_deref().unwrap_or_default());
            verdict::report(grant, message, cx).help(verdict::example(grant, policy));
        }
    }
}
