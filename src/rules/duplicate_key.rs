//! A key that stands twice in one object.

use crate::pattern::compare_ignore_case;
use crate::policy::{Document, Policy};
use crate::rule::{Context, rule};
use crate::tree::{Member, Object};
use crate::wording::quote;

rule!("duplicate-key", Correctness, Error, ["DUPLICATE_KEYS_WITH_DIFFERENT_CASE"], Document(check));

fn check(document: &Document<'_>, cx: &mut Context<'_>) {
    document.root.walk(&mut |node| {
        if let Some(object) = node.as_object() {
            exact(object, cx);
        }
    });
    different_case(cx.policy(), cx);
}

/// The same key twice, letter by letter. IAM has read such documents in more than one way over
/// the years, so there is nothing to pick for the user.
fn exact(object: &Object<'_>, cx: &mut Context<'_>) {
    for (member, first) in repeats(&object.members, |a, b| a.name() == b.name()) {
        cx.report(member.key.span, format!("key {} stands twice in one object", quote(member.name())))
            .label(first.key.span, "first here")
            .help("Keep one of them, or merge their values: a reader of JSON uses only one.");
    }
}

/// Condition keys are compared without case, so `aws:SourceIp` and `aws:sourceip` are one key.
fn different_case(policy: &Policy<'_>, cx: &mut Context<'_>) {
    let conditions = policy.statements.iter().flat_map(|statement| &statement.conditions);
    for condition in conditions {
        let Some(object) = condition.member.value.as_object() else { continue };
        let same = |a: &Member<'_>, b: &Member<'_>| a.name() != b.name() && a.name().eq_ignore_ascii_case(b.name());
        for (member, first) in repeats(&object.members, same) {
            cx.report(
                member.key.span,
                format!("{} and {} are one condition key", quote(first.name()), quote(member.name())),
            )
            .aws_code("DUPLICATE_KEYS_WITH_DIFFERENT_CASE")
            .label(first.key.span, "first here")
            .help("Merge their values under one spelling: IAM compares condition keys without case.");
        }
    }
}

/// Members that repeat an earlier one, with that one. Objects are short; the few long ones (an
/// object can have any number of members) are compared through a sorted list of their keys.
fn repeats<'m, 's>(
    members: &'m [Member<'s>],
    same: impl Fn(&Member<'s>, &Member<'s>) -> bool,
) -> Vec<(&'m Member<'s>, &'m Member<'s>)> {
    if are_distinct(members) {
        return Vec::new();
    }
    let alike = |a: &Member<'_>, b: &Member<'_>| a.name().eq_ignore_ascii_case(b.name());
    let mut earlier = members.iter().enumerate();
    if members.len() <= 16 && !earlier.any(|(at, a)| members[at + 1..].iter().any(|b| alike(a, b))) {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..members.len()).collect();
    let compare = |a: usize, b: usize| compare_ignore_case(members[a].name().as_bytes(), members[b].name().as_bytes());
    order.sort_by(|&a, &b| compare(a, b));
    let groups = order.chunk_by(|&a, &b| compare(a, b).is_eq()).filter(|group| group.len() > 1);
    groups
        .flat_map(|group| {
            let first =
                |later: usize| group.iter().copied().find(|&at| at < later && same(&members[at], &members[later]));
            group
                .iter()
                .filter_map(move |&at| first(at).map(|first| (&members[at], &members[first])))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether the first letters and the lengths of the keys tell them apart, as they mostly do. Keys
/// that are the same but for case have the same of both, and so the same bit.
fn are_distinct(members: &[Member<'_>]) -> bool {
    let mut seen = 0_u64;
    members.iter().all(|member| {
        let name = member.name().as_bytes();
        let first = name.first().map_or(0, |first| usize::from(first.to_ascii_lowercase()));
        let bit = 1 << ((7 * first + name.len()) % 64);
        let is_new = seen & bit == 0;
        seen |= bit;
        is_new
    })
}
