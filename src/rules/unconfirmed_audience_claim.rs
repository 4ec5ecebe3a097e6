//! `ForAllValues` on the audience of a token, which is one value.

use crate::fix::{Edit, Fix};
use crate::policy::{Condition, ConditionKey, KeyMeaning, PolicyType, SetOperator, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("unconfirmed-audience-claim", Pedantic, Advice, ["CONFIRM_AUDIENCE_CLAIM_TYPE"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    if cx.policy_type() != PolicyType::Trust {
        return;
    }
    for (condition, key) in statement.condition_keys() {
        let for_all = condition.operator.is_some_and(|operator| operator.set == Some(SetOperator::ForAllValues));
        let is_audience = matches!(key.meaning, KeyMeaning::Provider(_))
            && key.name().rsplit(':').next().is_some_and(|claim| claim.eq_ignore_ascii_case("aud"));
        if !for_all || !is_audience {
            continue;
        }
        let fix = without_set_operator(statement, condition, key, cx);
        let (_, plain) = condition.name().split_once(':').unwrap_or(("", condition.name()));
        let help = format!("Write {} where tokens of the provider have one audience.", quote(plain));
        let diagnostic = cx
            .report(key.span(), format!("{} also fits a token without {}", quote(condition.name()), quote(key.name())));
        diagnostic.aws_code("CONFIRM_AUDIENCE_CLAIM_TYPE").help(help);
        diagnostic.fix = fix;
    }
}

/// Takes `ForAllValues:` off, where the operator has no other key and stands alone without it.
fn without_set_operator(
    statement: &Statement<'_>,
    condition: &Condition<'_>,
    key: &ConditionKey<'_>,
    cx: &Context<'_>,
) -> Option<Fix> {
    let name = &condition.member.key.value;
    let (set, plain) = name.as_str().split_once(':')?;
    let alone = condition.keys.len() == 1 && key.span() == condition.keys[0].span();
    let free = !statement.conditions.iter().any(|other| other.name().eq_ignore_ascii_case(plain));
    (alone && free && cx.is_verbatim() && name.is_verbatim())
        .then(|| Fix::risky(format!("Write {}", quote(plain)), vec![Edit::replace(name.span(0..set.len() + 1), "")]))
}
