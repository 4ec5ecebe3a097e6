//! Which strings of a policy a form's strings became: matches, each with the values it shows.

use std::collections::BTreeSet;
use std::ops::Range;

use super::pattern::{captures, steps};
use super::place::{Element, Place};
use super::slot::Slot;
use super::{Blank, Form};
use crate::arn::Arn;
use crate::catalogue::Catalogue;
use crate::pattern::{is_pattern, overlaps};
use crate::policy::{Policy, Statement};

/// A string of a form and one of the policy that it can have become.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// The string of the form, among its blanks.
    pub(super) blank: usize,
    /// The string of the policy, among its places.
    pub(super) place: usize,
    pub(super) values: Vec<Value>,
}

/// What a placeholder stands for in a match.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) slot: usize,
    pub(super) range: Range<usize>,
    pub(super) text: String,
    /// A wildcard is no value: it is all of them.
    pub(super) is_wide: bool,
}

/// Which statements of a form and of a policy are about the same.
#[derive(Debug)]
pub(super) struct Alignment {
    pairs: Vec<(usize, usize)>,
    /// For each pair, how much of their actions is written alike, in thousandths.
    likeness: Vec<usize>,
}

impl Alignment {
    /// Statements of one effect, some action of which is in both.
    pub(super) fn of(form: &Policy<'_>, policy: &Policy<'_>) -> Self {
        let (mut pairs, mut likeness) = (Vec::new(), Vec::new());
        for template in &form.statements {
            for own in &policy.statements {
                if template.effect == own.effect && share_an_action(template, own) {
                    pairs.push((template.index, own.index));
                    likeness.push(alike(template, own));
                }
            }
        }
        Self { pairs, likeness }
    }

    /// How much two statements are alike; nothing of those that are about other things.
    pub(super) fn likeness(&self, template: usize, own: usize) -> usize {
        self.pairs.iter().position(|pair| *pair == (template, own)).map_or(0, |at| 1 + self.likeness[at])
    }

    pub(super) fn has(&self, template: usize, own: usize) -> bool {
        self.pairs.contains(&(template, own))
    }

    /// The statements of the policy that are about the same as one of the form.
    pub(super) fn of_template(&self, template: usize) -> impl Iterator<Item = usize> {
        self.pairs.iter().filter(move |pair| pair.0 == template).map(|pair| pair.1)
    }

    /// The statements of the form that are about the same as one of the policy.
    pub(super) fn of_own(&self, own: usize) -> impl Iterator<Item = usize> {
        self.pairs.iter().filter(move |pair| pair.1 == own).map(|pair| pair.0)
    }
}

fn share_an_action(a: &Statement<'_>, b: &Statement<'_>) -> bool {
    let clauses = (a.actions.first(), b.actions.first());
    let (Some(left), Some(right)) = clauses else { return true };
    if left.negated || right.negated {
        return true;
    }
    let lower = |entry: &crate::policy::ActionEntry<'_>| entry.as_str().to_ascii_lowercase();
    let right: Vec<String> = right.entries.iter().map(lower).collect();
    left.entries.iter().map(lower).any(|left| right.iter().any(|right| overlaps(&left, right)))
}

/// Of the actions that two statements spell out, how many thousandths both have.
fn alike(a: &Statement<'_>, b: &Statement<'_>) -> usize {
    let actions = |statement: &Statement<'_>| -> BTreeSet<String> {
        let entries = statement.actions.iter().flat_map(|clause| &clause.entries);
        entries.map(|entry| entry.as_str().to_ascii_lowercase()).collect()
    };
    let (a, b) = (actions(a), actions(b));
    1000 * a.intersection(&b).count() / a.union(&b).count().max(1)
}

/// Whether two strings can be the same thing in their policies.
pub(super) fn is_same(blank: &Blank<'_>, own: &Place<'_>, slots: &[Slot], catalogue: Catalogue<'_>) -> bool {
    match (&blank.place.element, &own.element) {
        (Element::Value { operator, key }, Element::Value { operator: own_operator, key: own_key }) => {
            // The key of the form can hold a placeholder of its own.
            operator == own_operator && (key == own_key || keys_match(key, own_key, slots, catalogue))
        }
        (one, other) => one == other,
    }
}

fn keys_match(key: &str, own: &str, slots: &[Slot], catalogue: Catalogue<'_>) -> bool {
    let lower: Vec<(Range<usize>, usize)> = slots
        .iter()
        .enumerate()
        .filter_map(|(at, slot)| {
            let token = slot.token.to_ascii_lowercase();
            key.find(&token).map(|start| (start..start + token.len(), at))
        })
        .collect();
    let [hole] = lower.as_slice() else { return false };
    let text = crate::tree::Text::verbatim(key, 0);
    let place = Place { element: Element::Label("Id"), statement: None, span: crate::source::Span::at(0), text };
    captures(&Blank { place, holes: vec![hole.clone()] }, slots, own, steps(1), catalogue).is_some()
}

/// Whether an ARN with wildcards, in the place of a whole one, still is about one resource: the name
/// of a bucket, or the type and the name of anything else, stand before them.
fn names_something(text: &str) -> bool {
    let Some(Ok(arn)) = Arn::parse(text) else { return false };
    let front = &text[..arn.resource.range.start];
    let resource = &text[arn.resource.range];
    let named = resource.find(['*', '?']).map_or(resource, |end| &resource[..end]);
    let named = named.rfind([':', '/']).map_or("", |end| &named[..end]);
    let parts = named.split([':', '/']).filter(|part| !part.is_empty()).count();
    !is_pattern(front) && parts >= if arn.service.text == "s3" { 1 } else { 2 }
}

/// All matches of a form with the strings of a policy. Those of statements about the same count
/// alone, where there are any.
pub(super) fn matches(
    form: &Form<'_>,
    own: &[Place<'_>],
    alignment: &Alignment,
    catalogue: Catalogue<'_>,
) -> Vec<Match> {
    let mut found = Vec::new();
    let steps = steps(form.blanks.len() * own.len());
    for (blank, template) in form.blanks.iter().enumerate() {
        let mut of_blank = Vec::new();
        for (place, candidate) in own.iter().enumerate() {
            if !is_same(template, candidate, &form.slots, catalogue) {
                continue;
            }
            let text = candidate.text.as_str();
            let Some(captures) = captures(template, &form.slots, text, steps, catalogue) else { continue };
            let values = captures.into_iter().map(|capture| {
                let value = &text[capture.range.clone()];
                let is_wide = is_pattern(value) && !(value.len() == text.len() && names_something(value));
                Value { slot: capture.slot, is_wide, text: value.to_owned(), range: capture.range }
            });
            let is_aligned = match (template.place.statement, candidate.statement) {
                (Some(one), Some(other)) => alignment.has(one, other),
                _ => true,
            };
            of_blank.push((is_aligned, Match { blank, place, values: values.collect() }));
        }
        let has_aligned = of_blank.iter().any(|(is_aligned, _)| *is_aligned);
        found
            .extend(of_blank.into_iter().filter(|(is_aligned, _)| *is_aligned || !has_aligned).map(|(_, found)| found));
    }
    found
}
