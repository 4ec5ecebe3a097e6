//! What a policy grants and did not grant before.

use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;

rule!("new-access", Security, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((before, comparison)) = cx.judgement().gained() else { return };
    let old = verdict::name_of(before);
    for grant in &comparison.grants {
        let statement = policy.statements[grant.statement].label();
        if grant.is_future {
            let actions = crate::wording::enumerate(&grant.actions, 3);
            let message = format!("{statement} allows what AWS adds to {actions} later; {old} does not");
            let diagnostic = verdict::report(grant, message, cx);
            diagnostic.help("Where that is not meant, name the actions.");
            continue;
        }
        let message = format!("{statement} allows {}; {old} does not", verdict::access(grant, policy));
        let diagnostic = verdict::report(grant, message, cx);
        diagnostic.help(verdict::example(grant, policy));
        verdict::point(diagnostic, grant, before);
    }
}
