//! A policy without `Version`.

use crate::fix::{Applicability, Edit, Fix};
use crate::policy::{DOCUMENT_ELEMENTS, Policy, is_meant};
use crate::rule::{Context, rule};

rule!("missing-version", Correctness, Warning, ["MISSING_VERSION"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let Some(object) = policy.object else { return };
    if object.open || policy.version.is_some() || is_meant("Version", object, DOCUMENT_ELEMENTS) {
        return;
    }
    let text = cx.source_text(policy.node.span);
    let has_variables = text.contains("${");
    let consequence = if has_variables { ": IAM takes its `${…}` literally" } else { "" };
    let edit = insertion(policy, text).filter(|_| cx.is_verbatim());
    let diagnostic = cx.report(policy.node.span, format!("the policy has no `Version`{consequence}"));
    diagnostic
        .aws_code("MISSING_VERSION")
        .help("Add `\"Version\": \"2012-10-17\"`; without it IAM reads the policy by the rules of 2008.");
    if let Some(edit) = edit {
        let applicability = if has_variables { Applicability::Unsafe } else { Applicability::Safe };
        diagnostic.fix(Fix::new(applicability, "Add `\"Version\": \"2012-10-17\"`", vec![edit]));
    }
}

/// `Version` as the first member, laid out like the one that is first now.
fn insertion(policy: &Policy<'_>, text: &str) -> Option<Edit> {
    let first = policy.object?.members.first()?.key.span.start;
    let brace = policy.node.span.start + 1;
    let layout = text.get(1..(first - policy.node.span.start) as usize)?;
    let blank = layout.chars().all(char::is_whitespace);
    blank.then(|| Edit::insert(brace, format!("{layout}\"Version\": \"2012-10-17\",")))
}
