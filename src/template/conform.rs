//! Whether a policy still is the template that it was made from.

use std::collections::{BTreeSet, HashMap};

use super::bind::{Alignment, Match, matches};
use super::instance::instance;
use super::lack::Lack;
use super::nearest::nearest;
use super::place::{Changes, Place, partition_of, places, replaced, rewritten, spliced, statements};
use super::repair::repaired;
use super::row::{Ground, Solution, filled};
use super::value::Unfit;
use super::{Form, Template, declare};
use crate::access::{Comparison, Grant, new_access};
use crate::arn::Arn;
use crate::catalogue::{Catalogue, Region};
use crate::placeholder::{Kind, Tier};
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
    /// Actions of the form of which it could not be told whether the policy grants them.
    pub undecided: Vec<String>,
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

/// Pairs of strings beyond which nothing is compared: of those with placeholders, and of all.
const PAIRS: usize = 200_000;
const ALL_PAIRS: usize = 4_000_000;

/// Pairs of statements beyond which access is not compared.
const STATEMENTS: usize = 10_000;

impl Conformance<'_> {
    /// The form as a policy, with the values that it was filled with.
    pub fn filled<'p>(&'p self, policy_type: PolicyType, catalogue: Catalogue<'p>) -> Policy<'p> {
        Policy::read_literally(&self.filled, policy_type, catalogue)
    }

    /// The place of the statement that comes nearest to one of the policy.
    pub fn beside(&self, own: usize) -> Option<Span> {
        self.beside.iter().find(|(index, _)| *index == own).map(|(_, place)| *place)
    }

    /// How far the policy is from its template.
    fn weight(&self) -> (bool, Weight, usize) {
        let values = self.left.len() + self.mismatched.len() + self.invalid.len();
        (self.is_too_large, weight(&self.extra, &self.missing, &self.undecided), values)
    }

    /// Whether the policy is the template, filled in.
    pub fn holds(&self) -> bool {
        self.left.is_empty()
            && self.mismatched.is_empty()
            && self.invalid.is_empty()
            && self.extra.is_empty()
            && self.undecided.is_empty()
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
    let own = Own { root: &own_root, places: &own, partition: partition.as_deref() };
    let forms = nearest(template, own.places, catalogue).into_iter();
    // A page shows a policy as it is and as it was: the one that leaves least to say is meant.
    forms.map(|form| conform_to(template, form, own, policy_type, catalogue)).min_by_key(Conformance::weight)
}

/// A policy that is held against a form.
#[derive(Clone, Copy)]
struct Own<'o, 'd> {
    root: &'o Node<'d>,
    places: &'o [Place<'d>],
    partition: Option<&'o str>,
}

fn conform_to<'d>(
    template: &'d Template<'d>,
    index: usize,
    own: Own<'_, 'd>,
    policy_type: PolicyType,
    catalogue: Catalogue<'_>,
) -> Conformance<'d> {
    let Own { root: own_root, places: own, partition } = own;
    let form = &template.forms[index];
    let mut conformance = Conformance {
        form: index,
        left: Vec::new(),
        mismatched: Vec::new(),
        invalid: Vec::new(),
        wide: Vec::new(),
        extra: Comparison::default(),
        missing: Vec::new(),
        undecided: Vec::new(),
        is_too_large: (form.blanks.len() + form.slots.len()).saturating_mul(own.len()) > PAIRS
            || form.places.saturating_mul(own.len()) > ALL_PAIRS
            || statements(&form.root).len().saturating_mul(statements(own_root).len()) > STATEMENTS,
        filled: form.root.clone(),
        beside: Vec::new(),
    };
    if conformance.is_too_large {
        return conformance;
    }
    let alignment = {
        let form = Policy::read_literally(&form.root, policy_type, catalogue);
        Alignment::of(&form, &Policy::read_literally(own_root, policy_type, catalogue))
    };
    let matches = matches(form, own, &alignment, catalogue);
    let ground = Ground { form, own, matches: &matches, alignment: &alignment, catalogue };
    let compared = |solution: &Solution| {
        let filled = instance(form, solution);
        // What was filled in with two values is reported as that, and compared as if it were one.
        let meant = solution.conflicts.iter().map(|conflict| {
            let place = &own[conflict.place];
            (place.span, vec![replaced(&place.text, &conflict.meant)])
        });
        let meant: Changes<'_> = meant.collect();
        let bound = rewritten(own_root, &meant);
        let (extra, missing, undecided, beside) = {
            let filled = Policy::read_literally(&filled, policy_type, catalogue);
            let bound = Policy::read_literally(&bound, policy_type, catalogue);
            if filled.statements.len().saturating_mul(bound.statements.len()) > STATEMENTS {
                return None;
            }
            let extra = new_access(&filled, &bound, catalogue);
            let lacking = new_access(&bound, &filled, catalogue);
            let lack = Lack { form, filled: &filled, bound: &bound, alignment: &alignment, matches: &matches, own };
            let undecided = lacking.doubts.into_iter().flat_map(|doubt| doubt.actions).collect();
            let missing = lacking.grants.into_iter().filter(|grant| !grant.is_future);
            let missing: Vec<Missing> = missing.filter_map(|grant| lack.missing(grant)).collect();
            let beside = bound.statements.iter().filter_map(|statement| lack.beside(statement.index)).collect();
            (extra, missing, undecided, beside)
        };
        Some(Compared { filled, extra, missing, undecided, beside })
    };
    let mut ways = ground.solve().into_iter().filter_map(|solution| Some((compared(&solution)?, solution)));
    let Some(mut best) = ways.next() else {
        conformance.is_too_large = true;
        return conformance;
    };
    // Where placeholders could have been swapped, the way that leaves least to say was meant.
    while best.0.weight() != Weight::default()
        && let Some(other) = ways.next()
    {
        if other.0.weight() < best.0.weight() {
            best = other;
        }
    }
    let (best, solution) = best;
    let mut review = Review { form, own, matches: &matches, solution: &solution, catalogue, out: &mut conformance };
    review.left();
    review.mismatched();
    review.values(partition);
    conformance.filled = best.filled;
    conformance.beside = best.beside;
    conformance.extra = best.extra;
    conformance.missing = best.missing;
    conformance.undecided = best.undecided;
    conformance
}

/// A policy beside the form as some solution fills it in.
struct Compared<'d> {
    filled: Node<'d>,
    extra: Comparison,
    missing: Vec<Missing>,
    undecided: Vec<String>,
    beside: Vec<(usize, Span)>,
}

/// How far apart two policies are: what is more or missing, what is undecided, what is narrower.
type Weight = (usize, usize, usize);

fn weight(extra: &Comparison, missing: &[Missing], undecided: &[String]) -> Weight {
    let narrower = missing.iter().filter(|missing| missing.is_narrower).count();
    (extra.grants.len() + missing.len() - narrower, extra.doubts.len() + undecided.len(), narrower)
}

impl Compared<'_> {
    fn weight(&self) -> Weight {
        weight(&self.extra, &self.missing, &self.undecided)
    }
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

/// What is said of the values.
struct Review<'r, 'd> {
    form: &'r Form<'d>,
    own: &'r [Place<'d>],
    matches: &'r [Match],
    solution: &'r Solution,
    catalogue: Catalogue<'r>,
    out: &'r mut Conformance<'d>,
}

impl<'r> Review<'r, '_> {
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
        let first = self.first_places();
        for conflict in &self.solution.conflicts {
            let place = &self.own[conflict.place];
            for value in conflict.found.values.iter().filter(|value| conflict.slots.contains(&value.slot)) {
                let span = place.text.span(value.range.clone());
                let rows = self.solution.groups.iter().find(|(group, _)| group.contains(&value.slot));
                let expected = rows.and_then(|(_, rows)| rows.first()?.get(&value.slot)).cloned();
                let expected = expected.and_then(|text| {
                    let place = *first.get(&(value.slot, text.as_str()))?;
                    Some((text, place))
                });
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

    /// Where each placeholder has each of its values first.
    fn first_places(&self) -> HashMap<(usize, &'r str), Span> {
        let mut first = HashMap::new();
        if self.solution.conflicts.is_empty() {
            return first;
        }
        for found in self.matches {
            for value in &found.values {
                let span = self.own[found.place].text.span(value.range.clone());
                let known = first.entry((value.slot, value.text.as_str())).or_insert(span);
                *known = span.min(*known);
            }
        }
        first
    }

    /// Values that cannot be, and wildcards in the place of one: of the strings that are explained
    /// by what was filled in.
    fn values(&mut self, partition: Option<&str>) {
        let mut seen = BTreeSet::new();
        let conflicts: BTreeSet<usize> = self.solution.conflicts.iter().map(|conflict| conflict.place).collect();
        let filled_in = self.form.blanks.iter().map(|blank| {
            let group =
                self.solution.groups.iter().find(|(group, _)| blank.holes.iter().any(|hole| group.contains(&hole.1)));
            group.map_or(&[][..], |(_, rows)| rows).iter().map(|row| filled(blank, row)).collect()
        });
        let filled_in: Vec<BTreeSet<String>> = filled_in.collect();
        for found in self.matches {
            let place = &self.own[found.place];
            let is_meant = filled_in[found.blank].contains(place.text.as_str()) || conflicts.contains(&found.place);
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
        || place
            .element
            .placeholders(place.text.as_str(), catalogue)
            .iter()
            .any(|found| found.tier == Tier::Unreplaced && place.text.as_str()[found.range.clone()].contains(value))
}
