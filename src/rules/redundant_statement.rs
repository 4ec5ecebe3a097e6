//! A statement that says the same as an earlier one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::fix::Fix;
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
    let mut alike: BTreeMap<Sketch, Vec<&Statement<'_>>> = BTreeMap::new();
    for statement in &policy.statements {
        alike.entry(sketch(statement)).or_default().push(statement);
    }
    let mut equal: BTreeMap<Content<'_>, Vec<&Statement<'_>>> = BTreeMap::new();
    for statement in alike.values().filter(|statements| statements.len() > 1).flatten() {
        if let Some(content) = content(statement) {
            equal.entry(content).or_default().push(statement);
        }
    }
    let mut equal: Vec<_> = equal.into_values().filter(|statements| statements.len() > 1).collect();
    equal.sort_by_key(|statements| statements[0].index);
    for statements in &equal {
        report(statements, policy, cx);
    }
}

/// What statements that say the same have in common, whatever the order and the repetitions of
/// their lists: whether they allow, and the lengths of the shortest and the longest action and
/// resource.
type Sketch = (bool, [Option<(usize, usize)>; 2]);

fn sketch(statement: &Statement<'_>) -> Sketch {
    let actions = statement.actions.iter().flat_map(|clause| &clause.entries).map(|entry| entry.as_str().len());
    let resources = statement.resources.iter().flat_map(|clause| &clause.entries).map(|entry| entry.as_str().len());
    (statement.is_allow(), [range(actions), range(resources)])
}

fn range(lengths: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    lengths.fold(None, |range, len| {
        let (shortest, longest) = range.unwrap_or((len, len));
        Some((len.min(shortest), len.max(longest)))
    })
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
        Value::Array(array) => array.items.as_slice(),
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
