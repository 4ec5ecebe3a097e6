//! From matches to values. Placeholders that share a string are filled in together: a *row* is one
//! value for each of them, and a form can be filled in once for each of several rows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::bind::{Alignment, Match, is_same};
use super::place::Place;
use super::{Blank, Form};
use crate::catalogue::Catalogue;
use crate::pattern::{covers, is_pattern};

/// One value for each of some slots.
pub(super) type Row = BTreeMap<usize, String>;

/// What a policy has filled a form with.
#[derive(Debug, Default)]
pub(super) struct Solution {
    /// Slots that are filled in together, and the rows of each group.
    pub(super) groups: Vec<(BTreeSet<usize>, Vec<Row>)>,
    /// Values that disagree with the rows.
    pub(super) conflicts: Vec<Conflict>,
}

/// A string of the policy in which a placeholder has another value than elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    /// The string of the policy, among its places.
    pub(super) place: usize,
    /// The string with the values of all others.
    pub(super) meant: String,
    /// The match, of which these values disagree.
    pub(super) found: Match,
    pub(super) slots: Vec<usize>,
}

/// Rows of one group are no more than this.
const ROWS: usize = 64;

/// Strings times matches beyond which rows are not weighed against each other.
const WEIGHED: usize = 20_000;

/// What the rows are looked for in.
pub(super) struct Ground<'g, 'd> {
    pub(super) form: &'g Form<'d>,
    pub(super) own: &'g [Place<'d>],
    pub(super) matches: &'g [Match],
    pub(super) alignment: &'g Alignment,
    pub(super) catalogue: Catalogue<'g>,
}

impl Ground<'_, '_> {
    /// Finds the rows of every group, and what disagrees with them.
    pub(super) fn solve(&self) -> Solution {
        let mut solution = Solution::default();
        let groups = self.groups();
        let candidates: Vec<Vec<Row>> = groups.iter().map(|group| self.candidates(group)).collect();
        for (group, candidates) in groups.iter().zip(&candidates) {
            let complete = candidates.iter().filter(|row| self.is_complete(group, row)).cloned().collect();
            solution.groups.push((group.clone(), complete));
        }
        self.prune(&mut solution);
        // A string that one group explains says nothing about another.
        for (at, (group, candidates)) in groups.iter().zip(&candidates).enumerate() {
            let blanks: Vec<usize> = self.matched_blanks(group);
            let support = |row: &Row| {
                blanks
                    .iter()
                    .filter(|&&blank| self.counterparts(blank, row).any(|place| !self.is_explained(place, &solution)))
                    .count()
            };
            let rows = &solution.groups[at].1;
            if rows.is_empty() {
                let best = candidates.iter().rev().max_by_key(|row| support(row));
                if let Some(best) = best.cloned() {
                    solution.groups[at].1 = vec![best.clone()];
                    let conflicts = self.conflicts(&blanks, &best, &solution);
                    solution.conflicts.extend(conflicts);
                }
            } else {
                // What is filled in a second time, at least by half.
                let begun = candidates
                    .iter()
                    .filter(|row| !rows.contains(row) && blanks.len() > 1 && 2 * support(row) >= blanks.len());
                let begun: Vec<Row> = begun.cloned().collect();
                solution.groups[at].1.extend(begun);
            }
        }
        solution
    }

    /// Drops rows that are made of strings which other rows explain: those of the statements that
    /// are least alike first. Two placeholders of one form are told apart by where they stand.
    fn prune(&self, solution: &mut Solution) {
        let mut rows: Vec<(usize, usize, Row)> = Vec::new();
        for (at, (group, of_group)) in solution.groups.iter().enumerate().filter(|(_, (_, rows))| rows.len() > 1) {
            rows.extend(of_group.iter().map(|row| (self.quality(group, row), at, row.clone())));
        }
        rows.sort();
        for (_, at, row) in rows {
            if solution.groups[at].1.len() < 2 {
                continue;
            }
            let before = solution.groups[at].1.clone();
            solution.groups[at].1.retain(|other| *other != row);
            let group = &solution.groups[at].0;
            let mut places = self
                .matched_blanks(group)
                .into_iter()
                .flat_map(|blank| self.counterparts(blank, &row).collect::<Vec<usize>>());
            if !places.all(|place| self.is_explained(place, solution)) {
                solution.groups[at].1 = before;
            }
        }
    }

    /// How much the statements are alike in which the strings of a row stand.
    fn quality(&self, group: &BTreeSet<usize>, row: &Row) -> usize {
        let of_blank = |blank: usize| {
            let template = self.form.blanks[blank].place.statement.unwrap_or_default();
            let likeness =
                |place: usize| self.alignment.likeness(template, self.own[place].statement.unwrap_or_default());
            self.counterparts(blank, row).map(likeness).sum::<usize>()
        };
        self.matched_blanks(group).into_iter().map(of_blank).sum()
    }

    /// The slots, each with those that it shares a string with.
    fn groups(&self) -> Vec<BTreeSet<usize>> {
        let mut groups: Vec<BTreeSet<usize>> = Vec::new();
        for blank in &self.form.blanks {
            let mut merged: BTreeSet<usize> = blank.holes.iter().map(|hole| hole.1).collect();
            groups.retain(|group| {
                let meets = !group.is_disjoint(&merged);
                if meets {
                    merged.extend(group);
                }
                !meets
            });
            groups.push(merged);
        }
        groups
    }

    fn blanks(&self, group: &BTreeSet<usize>) -> Vec<usize> {
        let of_group = |blank: &Blank<'_>| blank.holes.iter().any(|hole| group.contains(&hole.1));
        (0..self.form.blanks.len()).filter(|&at| of_group(&self.form.blanks[at])).collect()
    }

    fn matched_blanks(&self, group: &BTreeSet<usize>) -> Vec<usize> {
        let is_matched = |blank: &usize| self.matches.iter().any(|found| found.blank == *blank);
        self.blanks(group).into_iter().filter(is_matched).collect()
    }

    /// All ways to go on from one match to matches of the other strings that agree with it.
    fn candidates(&self, group: &BTreeSet<usize>) -> Vec<Row> {
        let blanks = self.blanks(group);
        let is_small = blanks.len().saturating_mul(self.matches.len()) <= WEIGHED;
        let mut found: Vec<Row> = Vec::new();
        for start in self.matches.iter().filter(|start| blanks.contains(&start.blank)) {
            let mut rows = vec![row_of(start)];
            for &blank in blanks.iter().filter(|&&blank| blank != start.blank) {
                let mut next: Vec<Row> = Vec::new();
                for row in rows {
                    let fitting = self.matches.iter().filter(|found| found.blank == blank).map(row_of);
                    let joined: Vec<Row> = fitting.filter_map(|other| join(&row, &other)).collect();
                    let extended = if joined.is_empty() { vec![row] } else { joined };
                    next.extend(extended.into_iter().filter(|row| !row.is_empty()));
                }
                dedup(&mut next);
                if next.len() > ROWS && is_small {
                    // Where there are too many, those of statements that are alike; and different
                    // values for different placeholders rather than one for all.
                    let distinct = |row: &Row| row.values().collect::<BTreeSet<_>>().len();
                    next.sort_by_cached_key(|row| Reverse((self.quality(group, row), distinct(row))));
                }
                next.truncate(ROWS);
                rows = next;
                if rows.is_empty() {
                    break;
                }
            }
            found.extend(rows.into_iter().filter(|row| !row.is_empty()));
            dedup(&mut found);
            if found.len() >= ROWS {
                break;
            }
        }
        // A part of another row is no row.
        let is_part = |row: &Row, other: &Row| {
            row.len() < other.len() && row.iter().all(|(slot, value)| other.get(slot) == Some(value))
        };
        let all = found.clone();
        found.retain(|row| !all.iter().any(|other| is_part(row, other)));
        found
    }

    fn is_complete(&self, group: &BTreeSet<usize>, row: &Row) -> bool {
        self.matched_blanks(group).into_iter().all(|blank| self.counterparts(blank, row).next().is_some())
    }

    /// The strings of the policy that a string of the form became with the values of a row.
    fn counterparts<'g>(&'g self, blank: usize, row: &'g Row) -> impl Iterator<Item = usize> + 'g {
        let text = filled(&self.form.blanks[blank], row);
        let of_blank = self.matches.iter().filter(move |found| found.blank == blank);
        of_blank.filter(move |found| is_counterpart(&self.own[found.place], &text)).map(|found| found.place)
    }

    /// Whether some row of the solution makes a string of the form what this one is.
    fn is_explained(&self, place: usize, solution: &Solution) -> bool {
        let own = &self.own[place];
        self.form.blanks.iter().any(|blank| {
            is_same(blank, own, &self.form.slots, self.catalogue)
                && solution
                    .groups
                    .iter()
                    .filter(|(group, _)| blank.holes.iter().any(|hole| group.contains(&hole.1)))
                    .any(|(_, rows)| rows.iter().any(|row| is_counterpart(own, &filled(blank, row))))
        })
    }

    fn conflicts(&self, blanks: &[usize], row: &Row, solution: &Solution) -> Vec<Conflict> {
        let mut conflicts: Vec<Conflict> = Vec::new();
        for found in self.matches.iter().filter(|found| blanks.contains(&found.blank)) {
            let differs = |value: &&super::bind::Value| row.get(&value.slot).is_some_and(|known| *known != value.text);
            let differing: Vec<&super::bind::Value> = found.values.iter().filter(differs).collect();
            let is_known = conflicts.iter().any(|conflict| conflict.place == found.place);
            let has_counterpart = self.counterparts(found.blank, row).next().is_some();
            if differing.is_empty() || differing.iter().any(|value| value.is_wide) || is_known || has_counterpart {
                continue;
            }
            if self.is_explained(found.place, solution) {
                continue;
            }
            conflicts.push(Conflict {
                place: found.place,
                meant: filled(&self.form.blanks[found.blank], row),
                slots: differing.iter().map(|value| value.slot).collect(),
                found: found.clone(),
            });
        }
        conflicts
    }
}

/// Whether a string of the policy is this one, or a pattern of which it is a part.
fn is_counterpart(own: &Place<'_>, text: &str) -> bool {
    let own = own.text.as_str();
    own == text || is_pattern(own) && covers(own, text)
}

fn row_of(found: &Match) -> Row {
    found.values.iter().filter(|value| !value.is_wide).map(|value| (value.slot, value.text.clone())).collect()
}

/// Both rows together, where they agree.
fn join(row: &Row, other: &Row) -> Option<Row> {
    let agree = other.iter().all(|(slot, value)| row.get(slot).is_none_or(|known| known == value));
    agree.then(|| row.iter().chain(other).map(|(slot, value)| (*slot, value.clone())).collect())
}

fn dedup(rows: &mut Vec<Row>) {
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert(row.clone()));
}

/// A string of a form with the values of a row; what it has none for stays.
pub(super) fn filled(blank: &Blank<'_>, row: &Row) -> String {
    let text = blank.place.text.as_str();
    let mut filled = String::with_capacity(text.len());
    let mut at = 0;
    for (range, slot) in &blank.holes {
        filled.push_str(&text[at..range.start]);
        filled.push_str(row.get(slot).map_or(&text[range.clone()], String::as_str));
        at = range.end;
    }
    filled.push_str(&text[at..]);
    filled
}
