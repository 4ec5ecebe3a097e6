//! A condition operator that does not exist.

use crate::fix::Fix;
use crate::policy::{Comparison, Condition, KeyMeaning, Operator, Statement, is_plain_slip};
use crate::rule::{Context, rule};
use crate::tree::Member;
use crate::wording::quote;

rule!("unknown-condition-operator", Correctness, Error, ["INVALID_CONDITION_OPERATOR"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    for condition in &statement.conditions {
        let name = condition.name();
        if condition.operator.is_some() || name.contains("${") || cx.policy().has_placeholder(condition.member.key.span)
        {
            continue;
        }
        if is_key(name, cx) {
            report_key(condition, cx);
        } else {
            report(condition, statement, cx);
        }
    }
}

fn report(condition: &Condition<'_>, statement: &Statement<'_>, cx: &mut Context<'_>) {
    let name = condition.name();
    let meant = meant(name);
    let taken = |meant: &str| statement.conditions.iter().any(|other| other.name().eq_ignore_ascii_case(meant));
    let fix = meant.as_deref().filter(|meant| !taken(meant)).and_then(|meant| {
        let edit = cx.rename(condition.member, meant)?;
        let title = format!("Write {}", quote(meant));
        // IAM refuses the policy as it is, so that nothing is compared in another way.
        Some(if is_plain_slip(name, meant) { Fix::safe(title, vec![edit]) } else { Fix::risky(title, vec![edit]) })
    });
    let help = meant.map_or_else(
        || "Choose one for the type of the key: `StringEquals`, `StringLike`, `ArnLike`, `Bool`, `NumericEquals`, `DateLessThan`, `IpAddress`, `Null`.".to_owned(),
        |meant| format!("Did you mean {}?", quote(&meant)),
    );
    let diagnostic = cx.report(condition.member.key.span, format!("{} is not a condition operator", quote(name)));
    diagnostic.aws_code("INVALID_CONDITION_OPERATOR").help(help);
    diagnostic.fix = fix;
}

/// Keys belong below their operator; the two are easily written the other way round.
fn report_key(condition: &Condition<'_>, cx: &mut Context<'_>) {
    let name = condition.name();
    let inner = condition.member.value.as_object().and_then(|object| object.members.first());
    let operator = inner.map(Member::name).filter(|inner| Operator::parse(inner).is_some());
    let help = operator.map_or_else(
        || format!("Put it below an operator: `\"StringEquals\": {{\"{name}\": …}}`."),
        |operator| format!("Swap the two: `\"{operator}\": {{\"{name}\": …}}`."),
    );
    cx.report(condition.member.key.span, format!("condition key {} stands where the operator belongs", quote(name)))
        .aws_code("INVALID_CONDITION_OPERATOR")
        .help(help);
}

fn is_key(name: &str, cx: &Context<'_>) -> bool {
    matches!(
        KeyMeaning::of(name, cx.catalogue()),
        KeyMeaning::Global(_) | KeyMeaning::Service(_) | KeyMeaning::Provider(_) | KeyMeaning::MissingTag
    )
}

/// The operator that was meant, part by part.
fn meant(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    let stem = ["ifexists", "ifexist"].into_iter().find_map(|suffix| lower.strip_suffix(suffix));
    let rest = stem.unwrap_or(&lower).trim_end_matches([':', '_', '-', ' ']);
    let (set, rest) = match rest.split_once(':') {
        Some((set, rest)) => (Some(nearest(set, ["ForAllValues", "ForAnyValue"])?), rest),
        None => (None, rest),
    };
    let comparison = comparison(rest)?;
    let set = set.map_or_else(String::new, |set| format!("{set}:"));
    let suffix = if stem.is_some() && comparison != Comparison::Null { "IfExists" } else { "" };
    Some(format!("{set}{}{suffix}", comparison.name()))
}

/// A slip of a comparison, one without its type (`Like`), or one with more behind it
/// (`BoolEquals`).
fn comparison(text: &str) -> Option<Comparison> {
    let named = |name: &str| Comparison::ALL.iter().copied().find(|known| known.name().eq_ignore_ascii_case(name));
    let slip = nearest(text, Comparison::ALL.iter().map(|known| known.name())).and_then(named);
    slip.or_else(|| named(&format!("String{text}"))).or_else(|| {
        let begins = |known: &&Comparison| text.starts_with(&known.name().to_ascii_lowercase());
        Comparison::ALL.iter().filter(begins).max_by_key(|known| known.name().len()).copied()
    })
}

fn nearest<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let limit = (text.len() / 6).max(1);
    known
        .into_iter()
        .map(|known| (strsim::osa_distance(&known.to_ascii_lowercase(), &text.to_ascii_lowercase()), known))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, known)| known)
}
