//! Which policy of a page another one was made from.

use super::bind::is_same;
use super::pattern::{captures, steps};
use super::place::{Element, Place, places};
use super::{Form, Template};
use crate::catalogue::Catalogue;

/// Pairs of strings that are looked at to find the form that is meant.
const PAIRS: usize = 8_000_000;

/// Forms that have as much in common with a policy are no more than this.
const TIES: usize = 4;

/// The forms that have most in common with a policy: of the strings of both, the most that the other
/// one has too. What all policies have, such as `Allow`, does not count.
pub(super) fn nearest(template: &Template<'_>, own: &[Place<'_>], catalogue: Catalogue<'_>) -> Vec<usize> {
    if template.forms.len() < 2 {
        return (0..template.forms.len()).collect();
    }
    let blanks: usize = template.forms.iter().map(|form| form.blanks.len()).sum();
    let steps = steps(blanks * own.len());
    let seen = 1 + PAIRS / template.forms.iter().map(|form| form.places).sum::<usize>().max(1);
    let counts = |place: &&Place<'_>| !matches!(place.element, Element::Label(_));
    let own: Vec<&Place<'_>> = own.iter().filter(counts).take(seen).collect();
    let score = |form: &Form<'_>| {
        let all = places(&form.root);
        let all: Vec<&Place<'_>> = all.iter().filter(counts).collect();
        let mut is_shared = vec![false; own.len()];
        let mut found = 0;
        for place in &all {
            let blank = form.blanks.binary_search_by_key(&place.span, |blank| blank.place.span);
            let blank = blank.ok().map(|at| &form.blanks[at]);
            let is_same = |own: &Place<'_>| match blank {
                None => own.element == place.element && own.text.as_str().eq_ignore_ascii_case(place.text.as_str()),
                Some(blank) => {
                    is_same(blank, own, &form.slots, catalogue)
                        && captures(blank, &form.slots, own.text.as_str(), steps, catalogue).is_some()
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
    let best = scores.iter().copied().max().unwrap_or_default();
    (0..scores.len()).filter(|&at| scores[at] == best).take(TIES).collect()
}
