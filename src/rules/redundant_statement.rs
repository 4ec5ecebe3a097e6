//! A statement that says the same as an earlier one, or nothing that others do not say.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::access::Within;
use crate::fix::{Edit, Fix};
use crate::policy::{Policy, STATEMENT_ELEMENTS, Statement};
use crate::rule::{Context, rule};
use crate::source::Span;
use crate::tree::{Node, Object, Value};
use crate::wording::count;

rule!("redundant-statement", Style, Advice, ["REDUNDANT_STATEMENT"], Policy(check));

fn check(policy: &Policy<'_>, cx: &mut Context<'_>) {
    if policy.statements.len() < 2 {
        return;
    }
    // Few statements look alike even at a glance, and only those are worth a closer look.
    let mut sketches: Vec<_> = policy.statements.iter().map(|statement| (sketch(statement), statement)).collect();
    sketches.sort_unstable_by_key(|(sketch, statement)| (*sketch, statement.index));
    let mut equal: BTreeMap<Content<'_>, Vec<&Statement<'_>>> = BTreeMap::new();
    let alike = sketches.chunk_by(|(one, _), (next, _)| one == next).filter(|statements| statements.len() > 1);
    for (_, statement) in alike.flatten() {
        if let Some(content) = content(statement) {
            equal.entry(content).or_default().push(statement);
        }
    }
    let mut equal: Vec<_> = equal.into_values().filter(|statements| statements.len() > 1).collect();
    equal.sort_by_key(|statements| statements[0].index);
    for statements in &equal {
        report(statements, policy, cx);
    }
    let repeated: Vec<usize> = equal.iter().flat_map(|statements| &statements[1..]).map(|one| one.index).collect();
    contained(policy, &repeated, cx);
}

/// Statements that others of the same effect contain. Of two that contain each other the later one
/// is for nothing.
fn contained(policy: &Policy<'_>, repeated: &[usize], cx: &mut Context<'_>) {
    let readable = |statement: &Statement<'_>| {
        statement.effect.is_some() && !statement.has_unseen_elements() && !repeated.contains(&statement.index)
    };
    let left: Vec<usize> = (0..policy.statements.len()).filter(|&at| readable(&policy.statements[at])).collect();
    let (mut allows, mut denies): (Vec<usize>, Vec<usize>) =
        left.iter().partition(|&&at| policy.statements[at].is_allow());
    let mut within = Within::new(policy, cx.catalogue());
    // What one statement covers is one finding, whatever it is.
    let mut covered: BTreeMap<Vec<usize>, Vec<(usize, bool)>> = BTreeMap::new();
    for at in left.into_iter().rev() {
        let others = if policy.statements[at].is_allow() { &mut allows } else { &mut denies };
        if let Some(cover) = within.covered_by(at, others) {
            others.retain(|other| *other != at);
            covered.entry(cover.by).or_default().insert(0, (at, cover.holds_later));
        }
    }
    for (by, covered) in &covered {
        let statements = |places: &[usize]| -> Vec<_> { places.iter().map(|&at| &policy.statements[at]).collect() };
        let places: Vec<usize> = covered.iter().map(|(at, _)| *at).collect();
        // What AWS adds later may tell them apart.
        let fix = if covered.iter().all(|(_, holds_later)| *holds_later) { Fix::safe } else { Fix::risky };
        report_contained(&statements(&places), &statements(by), fix, policy, cx);
    }
}

fn report_contained(
    covered: &[&Statement<'_>],
    by: &[&Statement<'_>],
    fix: fn(String, Vec<Edit>) -> Fix,
    policy: &Policy<'_>,
    cx: &mut Context<'_>,
) {
    let [first, further @ ..] = covered else { return };
    let (allow, allows) = if first.is_deny() { ("deny", "denies") } else { ("allow", "allows") };
    let who = match by {
        [one] => format!("{} {allows}", one.label()),
        _ => format!("{} together {allow}", count(by.len(), "statement")),
    };
    let (what, message) = match further {
        [] => (first.label(), format!("{} adds nothing: {who} all of it", first.label())),
        _ => {
            let what = count(covered.len(), "statement");
            (format!("these {what}"), format!("{what} add nothing: {who} all of them"))
        }
    };
    let removed: Vec<Span> = covered.iter().map(|statement| statement.span()).collect();
    let edits = policy.statement.and_then(|member| cx.remove_elements(&member.value, &removed));
    let fix = edits.map(|edits| fix(format!("Delete {what}"), edits));
    let diagnostic = cx.report(first.span(), message);
    diagnostic.help(format!("Delete {what}.")).fix = fix;
    for statement in further {
        diagnostic.label(statement.span(), "adds nothing either");
    }
    for one in by {
        diagnostic.label(one.span(), "covers it");
    }
}

/// What statements that say the same have in common, whatever the order and the repetitions of
/// their lists: whether they allow, how many elements and operators they have, and the lengths of the
/// shortest and the longest action and resource. All of it in one number, which others may share.
fn sketch(statement: &Statement<'_>) -> usize {
    let actions = statement.actions.iter().flat_map(|clause| &clause.entries).map(|entry| entry.as_str().len());
    let resources = statement.resources.iter().flat_map(|clause| &clause.entries).map(|entry| entry.as_str().len());
    let elements = statement.object.members.iter().filter(|member| member.name() != "Sid").count();
    let ((a, b), (c, d)) = (range(actions), range(resources));
    let parts = [usize::from(statement.is_allow()), elements, statement.conditions.len(), a, b, c, d];
    parts.into_iter().fold(0, |all, part| all.wrapping_mul(31).wrapping_add(part))
}

fn range(lengths: impl Iterator<Item = usize>) -> (usize, usize) {
    lengths.fold((usize::MAX, 0), |(shortest, longest), len| (len.min(shortest), len.max(longest)))
}

fn report(statements: &[&Statement<'_>], policy: &Policy<'_>, cx: &mut Context<'_>) {
    let [first, later @ ..] = statements else { return };
    let (message, help) = match later {
        [second] => {
            (format!("{} says the same as {}", second.label(), first.label()), format!("Delete {}.", second.label()))
        }
        _ => (
            format!("{} say the same as {}", count(later.len(), "statement"), first.label()),
            "Keep the first of them.".to_owned(),
        ),
    };
    let removed: Vec<Span> = later.iter().map(|statement| statement.span()).collect();
    let edits = policy.statement.and_then(|member| cx.remove_elements(&member.value, &removed));
    let fix = edits.map(|edits| Fix::safe("Delete the repetition", edits));
    let diagnostic = cx.report(first.span(), message);
    diagnostic.aws_code("REDUNDANT_STATEMENT").help(help).fix = fix;
    for statement in later {
        diagnostic.label(statement.span(), "the same again");
    }
}

/// What a value says, whatever the order of its lists and members; a single value is a list of one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Content<'d> {
    Values(Vec<Cow<'d, str>>),
    Members(Vec<(Cow<'d, str>, Content<'d>)>),
}

/// What a statement says, but for its name. Nothing where a part of it is broken or not seen.
fn content<'d>(statement: &Statement<'d>) -> Option<Content<'d>> {
    let complete =
        statement.other.is_empty() && STATEMENT_ELEMENTS.iter().all(|name| statement.object.all(name).count() < 2);
    let elements = statement.object.members.iter().filter(|member| member.name() != "Sid");
    let elements = elements.map(|member| {
        let content = match (member.name(), &member.value.value) {
            ("Condition", Value::Object(operators)) => members(
                operators,
                |operator| match &operator.value {
                    Value::Object(keys) => members(keys, values, true),
                    _ => None,
                },
                true,
            ),
            ("Action" | "NotAction", _) => values(&member.value).map(lower),
            ("Principal" | "NotPrincipal", Value::Object(kinds)) => members(kinds, values, false),
            _ => values(&member.value),
        };
        Some((Cow::Borrowed(member.name()), content?))
    });
    let mut elements: Vec<_> = elements.collect::<Option<_>>().filter(|_| complete && !statement.object.open)?;
    elements.sort();
    Some(Content::Members(elements))
}

fn members<'d>(
    object: &'d Object<'d>,
    content: impl Fn(&'d Node<'d>) -> Option<Content<'d>>,
    ignore_case: bool,
) -> Option<Content<'d>> {
    let name = |name: &'d str| if ignore_case { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) };
    let read = object.members.iter().map(|member| Some((name(member.name()), content(&member.value)?)));
    let mut members: Vec<_> = read.collect::<Option<_>>().filter(|_| !object.open)?;
    members.sort();
    Some(Content::Members(members))
}

fn values<'d>(node: &'d Node<'d>) -> Option<Content<'d>> {
    let items = match &node.value {
        Value::Array(array) if array.open => return None,
        Value::Array(array) => &*array.items,
        _ => std::slice::from_ref(node),
    };
    let texts = items.iter().map(|item| match &item.value {
        Value::String(text) => Some(Cow::Borrowed(text.as_str())),
        Value::Number(number) => Some(Cow::Borrowed(number.as_ref())),
        Value::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        _ => None,
    });
    let mut texts: Vec<_> = texts.collect::<Option<_>>()?;
    texts.sort();
    texts.dedup();
    Some(Content::Values(texts))
}

/// Actions are compared without case.
fn lower(content: Content<'_>) -> Content<'_> {
    let Content::Values(texts) = content else { return content };
    let mut texts: Vec<Cow<'_, str>> = texts.into_iter().map(|text| Cow::Owned(text.to_ascii_lowercase())).collect();
    texts.sort();
    texts.dedup();
    Content::Values(texts)
}
