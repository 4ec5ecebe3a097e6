//! Whether a policy still is the template that it was made from.

use std::collections::BTreeSet;

use super::bind::{Alignment, Match, is_same, matches};
use super::instance::instance;
use super::lack::Lack;
use super::place::{Changes, Element, Place, partition_of, places, replaced, rewritten, spliced};
use super::repair::repaired;
use super::row::{Ground, Solution, filled};
use super::value::Unfit;
use super::{Form, Template, declare};
use crate::access::{Comparison, Grant, new_access};
use crate::arn::Arn;
use crate::catalogue::{Catalogue, Region};
use crate::placeholder::Kind;
use crate::policy::{Document, Policy, PolicyType};
use crate::source::Span;
use crate::tree::Node;

/// How a policy compares with the form it comes nearest to.
#[derive(Debug)]
pub struct Conformance<'d> {
    /// The form, among those of the template.
    pub form: usize,
    /// Placeholders that are still there.
    pub left: Vec<Finding>,
    /// Placeholders with another value than elsewhere in the policy.
    pub mismatched: Vec<Finding>,
    /// Values that cannot be.
    pub invalid: Vec<Finding>,
    /// Wildcards in the place of a value.
    pub wide: Vec<Finding>,
    /// What the policy grants beyond the form. Its statements are those of the policy.
    pub extra: Comparison,
    /// What the form grants beyond the policy, as far as it is needed.
    pub missing: Vec<Missing>,
    /// Whether the two are too large to be held against each other.
    pub is_too_large: bool,
    /// The form with the values of the policy.
    filled: Node<'d>,
    /// For entries of the policy's `Statement`, the statement of the page that has most of it.
    beside: Vec<(usize, Span)>,
}

/// A placeholder in a policy, and what is the matter with it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The placeholder, among the slots of the form.
    pub slot: usize,
    /// Where it stands in the policy.
    pub span: Span,
    /// What stands there.
    pub value: String,
    /// The value that it has elsewhere, and where.
    pub expected: Option<(String, Span)>,
    /// Why the value cannot be.
    pub unfit: Option<Unfit>,
}

/// Access of the form that a policy does not grant.
#[derive(Clone, Debug)]
pub struct Missing {
    /// What the form grants: its statement is one of [`Conformance::filled`].
    pub grant: Grant,
    /// Where the policy comes nearest to it.
    pub place: Span,
    /// Whether the policy grants a part of it: an action list in the place of a wildcard, a
    /// narrower resource, a condition more.
    pub is_narrower: bool,
}

/// Pairs of strings beyond which nothing is compared.
const PAIRS: usize = 200_000;

impl Conformance<'_> {
    /// The form as a policy, with the values that it was filled with.
    pub fn filled<'p>(&'p self, policy_type: PolicyType, catalogue: Catalogue<'p>) -> Policy<'p> {
        Policy::read_literally(&self.filled, policy_type, catalogue)
    }

    /// The place of the statement that comes nearest to one of the policy.
    pub fn beside(&self, own: usize) -> Option<Span> {
        self.beside.iter().find(|(index, _)| *index == own).map(|(_, place)| *place)
    }

    /// Whether the policy is the template, filled in.
    pub fn holds(&self) -> bool {
        self.left.is_empty()
            && self.mismatched.is_empty()
            && self.invalid.is_empty()
            && self.extra.is_empty()
            && self.missing.iter().all(|missing| missing.is_narrower)
            && !self.is_too_large
    }
}

/// Holds a policy against a template; nothing where the template has no policy.
pub fn conform<'d>(
    template: &'d Template<'d>,
    document: &'d Document<'_>,
    policy_type: PolicyType,
    catalogue: Catalogue<'_>,
) -> Option<Conformance<'d>> {
    let own_root = repaired(&document.root, catalogue);
    let partition = partition_of(&places(&own_root));
    let own_root = in_partition(own_root, partition.as_deref(), template);
    let own = places(&own_root);
    let index = nearest(template, &own, catalogue)?;
    let form = &template.forms[index];
    let mut conformance = Conformance {
        form: index,
        left: Vec::new(),
        mismatched: Vec::new(),
        invalid: Vec::new(),
        wide: Vec::new(),
        extra: Comparison::default(),
        missing: Vec::new(),
        is_too_large: form.blanks.len().saturating_mul(own.len()) > PAIRS,
        filled: form.root.clone(),
        beside: Vec::new(),
    };
    if conformance.is_too_large {
        return Some(conformance);
    }
    let alignment = {
        let form = Policy::read_literally(&form.root, policy_type, catalogue);
        Alignment::of(&form, &Policy::read_literally(&own_root, policy_type, catalogue))
    };
    let matches = matches(form, &own, &alignment, catalogue);
    let solution = Ground { form, own: &own, matches: &matches, alignment: &alignment, catalogue }.solve();
    let mut review =
        Review { form, own: &own, matches: &matches, solution: &solution, catalogue, out: &mut conformance };
    review.left();
    review.mismatched();
    review.values(partition.as_deref());

    conformance.filled = instance(form, &solution);
    // What was filled in with two values is reported as that, and compared as if it were one.
    let meant = solution.conflicts.iter().map(|conflict| {
        let place = &own[conflict.place];
        (place.span, vec![replaced(&place.text, &conflict.meant)])
    });
    let meant: Changes<'_> = meant.collect();
    let bound = rewritten(&own_root, &meant);
    let filled = Policy::read_literally(&conformance.filled, policy_type, catalogue);
    let bound = Policy::read_literally(&bound, policy_type, catalogue);
    let extra = new_access(&filled, &bound, catalogue);
    let lacking = new_access(&bound, &filled, catalogue);
    let judge = Lack { form, filled: &filled, bound: &bound, alignment: &alignment, matches: &matches, own: &own };
    let missing = lacking.grants.into_iter().filter(|grant| !grant.is_future).filter_map(|grant| judge.missing(grant));
    let missing: Vec<Missing> = missing.collect();
    let beside = bound.statements.iter().filter_map(|statement| judge.beside(statement.index)).collect();
    drop((filled, bound));
    conformance.beside = beside;
    conformance.extra = extra;
    conformance.missing = missing;
    Some(conformance)
}

/// A policy with its ARNs in the partition of the template: which partition it is for is another
/// thing that readers of a page fill in, said or not.
fn in_partition<'d>(root: Node<'d>, partition: Option<&str>, template: &Template<'_>) -> Node<'d> {
    let Some(own) = partition else { return root };
    let mut of_forms = template.forms.iter().map(Form::partition);
    let Some(Some(meant)) = of_forms.next() else { return root };
    if meant == own || of_forms.any(|other| other.is_some_and(|other| other != meant)) {
        return root;
    }
    let changes = places(&root).into_iter().filter_map(|place| match Arn::parse(place.text.as_str()) {
        Some(Ok(arn)) => Some((place.span, vec![spliced(&place.text, &[(arn.partition.range, meant.as_str())])])),
        _ => None,
    });
    let changes: Changes<'_> = changes.collect();
    rewritten(&root, &changes)
}

/// The form that has most in common with a policy: of the strings of both, the most that the other
/// one has too. What all policies have, such as `Allow`, does not count.
fn nearest(template: &Template<'_>, own: &[Place<'_>], catalogue: Catalogue<'_>) -> Option<usize> {
    if template.forms.len() < 2 {
        return (!template.forms.is_empty()).then_some(0);
    }
    let counts = |place: &&Place<'_>| !matches!(place.element, Element::Label(_));
    let own: Vec<&Place<'_>> = own.iter().filter(counts).take(4096).collect();
    let score = |form: &Form<'_>| {
        let all = places(&form.root);
        let all: Vec<&Place<'_>> = all.iter().filter(counts).collect();
        if all.len().saturating_mul(own.len()) > PAIRS {
            return 0;
        }
        let mut is_shared = vec![false; own.len()];
        let mut found = 0;
        for place in &all {
            let blank = form.blanks.iter().find(|blank| blank.place.span == place.span);
            let is_same = |own: &Place<'_>| match blank {
                None => own.element == place.element && own.text.as_str().eq_ignore_ascii_case(place.text.as_str()),
                Some(blank) => {
                    is_same(blank, own, &form.slots, catalogue)
                        && super::pattern::captures(blank, &form.slots, own.text.as_str(), catalogue).is_some()
                }
            };
            let mut is_found = false;
            for (own, is_shared) in own.iter().zip(&mut is_shared) {
                if is_same(own) {
                    (*is_shared, is_found) = (true, true);
                }
            }
            found += usize::from(is_found);
        }
        let shared = is_shared.into_iter().filter(|shared| *shared).count();
        1_000_000 * (found + shared) / (all.len() + own.len()).max(1)
    };
    let scores: Vec<usize> = template.forms.iter().map(score).collect();
    (0..scores.len()).rev().max_by_key(|&at| scores[at])
}

/// What is said of the values.
struct Review<'r, 'd> {
    form: &'r Form<'d>,
    own: &'r [Place<'d>],
    matches: &'r [Match],
    solution: &'r Solution,
    catalogue: Catalogue<'r>,
    out: &'r mut Conformance<'d>,
}

impl Review<'_, '_> {
    /// Tokens that are still where the template has them; those that are nothing else, anywhere.
    fn left(&mut self) {
        let mut seen = BTreeSet::new();
        let mut left = Vec::new();
        for found in self.matches {
            for value in &found.values {
                let slot = &self.form.slots[value.slot];
                if value.text == slot.token && slot.is_left(self.catalogue) {
                    left.push((value.slot, self.own[found.place].text.span(value.range.clone()), value.text.clone()));
                }
            }
        }
        for place in self.own {
            for (at, slot) in self.form.slots.iter().enumerate().filter(|(_, slot)| slot.stands_out()) {
                for start in declare::occurrences(place.text.as_str(), &slot.token) {
                    left.push((at, place.text.span(start..start + slot.token.len()), slot.token.clone()));
                }
            }
        }
        left.sort_by_key(|(_, span, _)| *span);
        left.retain(|(_, span, _)| seen.insert(*span));
        let findings =
            left.into_iter().map(|(slot, span, value)| Finding { slot, span, value, expected: None, unfit: None });
        self.out.left = findings.collect();
    }

    fn mismatched(&mut self) {
        for conflict in &self.solution.conflicts {
            let place = &self.own[conflict.place];
            for value in conflict.found.values.iter().filter(|value| conflict.slots.contains(&value.slot)) {
                let span = place.text.span(value.range.clone());
                let rows = self.solution.groups.iter().find(|(group, _)| group.contains(&value.slot));
                let expected = rows.and_then(|(_, rows)| rows.first()?.get(&value.slot)).cloned();
                let expected = expected.and_then(|text| Some((text.clone(), self.place_of(value.slot, &text)?)));
                let is_left = self.out.left.iter().any(|left| {
                    left.span == span
                        || Some(&left.value) == expected.as_ref().map(|(text, _)| text) && left.slot == value.slot
                });
                if !is_left {
                    let value_text = value.text.clone();
                    self.out.mismatched.push(Finding {
                        slot: value.slot,
                        span,
                        value: value_text,
                        expected,
                        unfit: None,
                    });
                }
            }
        }
        self.out.mismatched.sort_by_key(|finding| finding.span);
    }

    /// Where a placeholder has a value first.
    fn place_of(&self, slot: usize, text: &str) -> Option<Span> {
        let spans = self.matches.iter().flat_map(|found| {
            let values = found.values.iter().filter(move |value| value.slot == slot && value.text == text);
            values.map(move |value| self.own[found.place].text.span(value.range.clone()))
        });
        spans.min()
    }

    /// Values that cannot be, and wildcards in the place of one: of the strings that are explained
    /// by what was filled in.
    fn values(&mut self, partition: Option<&str>) {
        let mut seen = BTreeSet::new();
        for found in self.matches {
            let place = &self.own[found.place];
            let is_meant = self.solution.groups.iter().any(|(_, rows)| {
                rows.iter().any(|row| filled(&self.form.blanks[found.blank], row) == place.text.as_str())
            }) || self.solution.conflicts.iter().any(|conflict| conflict.place == found.place);
            for value in &found.values {
                let slot = &self.form.slots[value.slot];
                let span = place.text.span(value.range.clone());
                if value.text == slot.token || !seen.insert((span, value.slot)) {
                    continue;
                }
                let finding =
                    |unfit| Finding { slot: value.slot, span, value: value.text.clone(), expected: None, unfit };
                if value.is_wide {
                    self.out.wide.push(finding(None));
                } else if !is_meant || is_open(&value.text, place, self.catalogue) || self.is_new(slot, &value.text) {
                    // A string that only looks like one of the template says nothing of it.
                } else if let Some(unfit) = slot.refuse(&value.text, partition, self.catalogue) {
                    self.out.invalid.push(finding(Some(unfit)));
                }
            }
        }
        self.out.invalid.sort_by_key(|finding| finding.span);
    }
}

impl Review<'_, '_> {
    /// Whether a value may be a region that is newer than the reference.
    fn is_new(&self, slot: &super::Slot, value: &str) -> bool {
        slot.kind == Kind::Region && matches!(self.catalogue.region(value), Some(Region::Possible(_)))
    }
}

/// Whether a value is filled in later: it holds a variable or another placeholder.
fn is_open(value: &str, place: &Place<'_>, catalogue: Catalogue<'_>) -> bool {
    value.contains("${")
        || place.element.placeholders(place.text.as_str(), catalogue).iter().any(|found| {
            super::place::must_be_replaced(found) && place.text.as_str()[found.range.clone()].contains(value)
        })
}
