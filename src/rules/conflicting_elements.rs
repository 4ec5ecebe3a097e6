//! An element beside its own negation.

use crate::policy::Statement;
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("conflicting-elements", Correctness, Error, ["UNSUPPORTED_ELEMENT_COMBINATION"], Statement(check));

const PAIRS: &[(&str, &str)] = &[("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")];

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if !statement.object.members.iter().any(|member| member.name().starts_with("Not")) {
        return;
    }
    for (element, negation) in PAIRS {
        let (Some(a), Some(b)) = (statement.object.get(element), statement.object.get(negation)) else { continue };
        let (first, second) = if a.key.span < b.key.span { (a, b) } else { (b, a) };
        cx.report(
            second.key.span,
            format!("{} has both {} and {}", statement.label(), quote(element), quote(negation)),
        )
        .aws_code("UNSUPPORTED_ELEMENT_COMBINATION")
        .label(first.key.span, format!("{} is here", quote(first.name())))
        .help("Keep one of them, or split the statement in two where both are meant: IAM refuses it as it is.");
    }
}
