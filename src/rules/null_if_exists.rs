//! `NullIfExists`, which is no operator.

use crate::fix::Fix;
use crate::policy::{Comparison, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("null-if-exists", Correctness, Error, ["NULL_WITH_IF_EXISTS"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        if !condition.operator.is_some_and(|operator| operator.comparison == Comparison::Null && operator.if_exists) {
            continue;
        }
        let name = condition.name();
        let bare = &name[..name.len() - "IfExists".len()];
        let taken = statement.conditions.iter().any(|other| other.name().eq_ignore_ascii_case(bare));
        let edit = cx.rename(condition.member, bare).filter(|_| !taken);
        let diagnostic = cx.report(
            condition.member.key.span,
            format!("{} is not an operator: `Null` asks itself whether the key exists", quote(name)),
        );
        diagnostic.aws_code("NULL_WITH_IF_EXISTS").help(if taken {
            format!("Move its keys to {}.", quote(bare))
        } else {
            format!("Write {}.", quote(bare))
        });
        if let Some(edit) = edit {
            diagnostic.fix(Fix::safe(format!("Write {}", quote(bare)), vec![edit]));
        }
    }
}
