//! Access that the template grants and the policy made from it does not.

use crate::diagnostic::{Evidence, Severity};
use crate::policy::Policy;
use crate::rule::{Context, rule};
use crate::verdict;

rule!("template-missing-access", Template, Error, [], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some((template, conformance)) = cx.judgement().conformance() else { return };
    if conformance.missing.is_empty() {
        return;
    }
    let filled = conformance.filled(policy.policy_type, cx.catalogue());
    for missing in &conformance.missing {
        let grant = &missing.grant;
        let statement = &filled.statements[grant.statement];
        let access = verdict::access(grant, &filled);
        let message = if missing.is_narrower {
            format!("narrower than the template, which also grants {access}")
        } else {
            format!("lacks {access}, which the template grants")
        };
        let place = template.source.name();
        let number = verdict::number_in(template, conformance.form, statement.span());
        let diagnostic = cx.report(missing.place, message);
        diagnostic.help(if missing.is_narrower {
            format!("Nothing, where less is meant; {place}, statement {number}, has the whole of it.")
        } else {
            format!("Add it as in {place}, statement {number}.")
        });
        diagnostic.evidence(Evidence { actions: grant.actions.clone(), witness: Some(grant.witness.clone()) });
        if missing.is_narrower || grant.is_idle {
            diagnostic.severity(Severity::Advice);
        }
        let granted = grant.places.first().copied().unwrap_or_else(|| statement.span());
        diagnostic.related(&template.source, granted, "granted here");
    }
}
