//! A key with several values under an operator that compares one.

use crate::fix::Fix;
use crate::policy::{Comparison, KeyMeaning, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("missing-set-operator", Correctness, Error, ["MISSING_QUALIFIER"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for (condition, key) in statement.condition_keys() {
        let Some(operator) = condition.operator else { continue };
        let list = match key.meaning {
            KeyMeaning::Global(key) => key.key_type.multivalued,
            KeyMeaning::Service(key) => key.key_type.multivalued,
            _ => false,
        };
        if !list || operator.set.is_some() || operator.comparison == Comparison::Null {
            continue;
        }
        let name = condition.name();
        let any = format!("ForAnyValue:{name}");
        let taken = statement.conditions.iter().any(|other| other.name().eq_ignore_ascii_case(&any));
        let alone = condition.keys.len() == 1;
        let fix = cx.rename(condition.member, &any).filter(|_| alone && !taken && !operator.is_negated());
        let diagnostic =
            cx.report(key.span(), format!("{} holds several values, {} compares one", quote(key.name()), quote(name)));
        diagnostic.aws_code("MISSING_QUALIFIER").help(format!(
            "Use {} (at least one) or {} (every one, and add a Null check).",
            quote(&any),
            quote(&format!("ForAllValues:{name}"))
        ));
        if let Some(edit) = fix {
            diagnostic.fix(Fix::risky(format!("Write {}", quote(&any)), vec![edit]));
        }
    }
}
