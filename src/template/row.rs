//! From matches to values. Placeholders that share a string are filled in together: a *row* is one
//! value for each of them, and a form can be filled in once for each of several rows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::bind::{Alignment, Match, is_same};
use super::choice::Groups;
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

/// Rows that are held against each other to find those of one group are no more than this.
const JOINS: usize = 1_000_000;

/// What the rows are looked for in.
pub(super) struct Ground<'g, 'd> {
    pub(super) form: &'g Form<'d>,
    pub(super) own: &'g [Place<'d>],
    pub(super) matches: &'g [Match],
    pub(super) alignment: &'g Alignment,
    pub(super) catalogue: Catalogue<'g>,
}

impl Ground<'_, '_> {
    /// Finds rows for every group, and what disagrees with them: the ways to fill in the form that
    /// come to the strings of the policy, the likeliest first. There is always one.
    pub(super) fn solve(&self) -> Vec<Solution> {
        let groups = self.groups();
        let candidates: Vec<Vec<Row>> = groups.iter().map(|group| self.candidates(group)).collect();
        let complete = groups.iter().zip(&candidates).map(|(group, candidates)| {
            let complete = candidates.iter().filter(|row| self.is_complete(group, row)).cloned().collect();
            (group.clone(), complete)
        });
        let ways = self.choices(complete.collect());
        ways.into_iter().map(|groups| self.complete(groups, &candidates)).collect()
    }

    /// Goes on with groups that have no rows yet, and with rows that were begun.
    fn complete(&self, groups: Groups, candidates: &[Vec<Row>]) -> Solution {
        let mut explained = vec![false; self.own.len()];
        for (group, rows) in &groups {
            self.explain(group, rows, &mut explained);
        }
        let slots: Vec<BTreeSet<usize>> = groups.iter().map(|(group, _)| group.clone()).collect();
        let mut solution = Solution { groups, conflicts: Vec::new() };
        // A string that one group explains says nothing about another.
        for (at, (group, candidates)) in slots.iter().zip(candidates).enumerate() {
            let blanks: Vec<usize> = self.matched_blanks(group);
            let support = |row: &Row| {
                blanks.iter().filter(|&&blank| self.counterparts(blank, row).any(|place| !explained[place])).count()
            };
            let rows = &solution.groups[at].1;
            if rows.is_empty() {
                let best = candidates.iter().rev().max_by_key(|row| support(row));
                if let Some(best) = best.cloned() {
                    solution.groups[at].1 = vec![best.clone()];
                    self.explain(group, std::slice::from_ref(&best), &mut explained);
                    let conflicts = self.conflicts(&blanks, &best, &explained);
                    solution.conflicts.extend(conflicts);
                }
            } else {
                // What is filled in a second time, at least by half.
                let begun = candidates
                    .iter()
                    .filter(|row| !rows.contains(row) && blanks.len() > 1 && 2 * support(row) >= blanks.len());
                let begun: Vec<Row> = begun.cloned().collect();
                self.explain(group, &begun, &mut explained);
                solution.groups[at].1.extend(begun);
            }
        }
        solution
    }

    /// How much the statements are alike in which the strings of a row stand.
    pub(super) fn quality(&self, group: &BTreeSet<usize>, row: &Row) -> usize {
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

    /// The matches of a string of the form; they are in the order of these.
    fn of_blank(&self, blank: usize) -> std::slice::Iter<'_, Match> {
        let start = self.matches.partition_point(|found| found.blank < blank);
        let end = self.matches.partition_point(|found| found.blank <= blank);
        self.matches[start..end].iter()
    }

    pub(super) fn matched_blanks(&self, group: &BTreeSet<usize>) -> Vec<usize> {
        let is_matched = |blank: &usize| self.of_blank(*blank).next().is_some();
        self.blanks(group).into_iter().filter(is_matched).collect()
    }

    /// All ways to go on from one match to matches of the other strings that agree with it.
    fn candidates(&self, group: &BTreeSet<usize>) -> Vec<Row> {
        // What the strings of the form show, in order; what two of them show alike, counts once.
        let mut shown: Vec<Vec<Row>> = Vec::new();
        for blank in self.blanks(group) {
            let mut rows: Vec<Row> = self.of_blank(blank).map(row_of).collect();
            dedup(&mut rows);
            if !rows.is_empty() && !shown.contains(&rows) {
                shown.push(rows);
            }
        }
        let mut joins = JOINS;
        let is_small = shown.len().saturating_mul(self.matches.len()) <= WEIGHED;
        let mut found: Vec<Row> = Vec::new();
        for (at, start) in shown.iter().enumerate().flat_map(|(at, rows)| rows.iter().map(move |row| (at, row))) {
            let mut rows = vec![start.clone()];
            for (_, others) in shown.iter().enumerate().filter(|(other, _)| *other != at) {
                let mut next: Vec<Row> = Vec::new();
                joins = joins.saturating_sub(rows.len() * others.len());
                for row in rows {
                    let joined: Vec<Row> = others.iter().filter_map(|other| join(&row, other)).collect();
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
                if rows.is_empty() || joins == 0 {
                    break;
                }
            }
            found.extend(rows.into_iter().filter(|row| !row.is_empty()));
            dedup(&mut found);
            if found.len() >= ROWS || joins == 0 {
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
    pub(super) fn counterparts<'g>(&'g self, blank: usize, row: &'g Row) -> impl Iterator<Item = usize> + 'g {
        let text = filled(&self.form.blanks[blank], row);
        self.of_blank(blank).filter(move |found| is_counterpart(&self.own[found.place], &text)).map(|found| found.place)
    }

    /// Marks the strings of the policy that some string of the form becomes with one of the rows.
    pub(super) fn explain(&self, group: &BTreeSet<usize>, rows: &[Row], explained: &mut [bool]) {
        for blank in self.blanks(group).into_iter().map(|at| &self.form.blanks[at]) {
            let mut texts: Vec<String> = rows.iter().map(|row| filled(blank, row)).collect();
            texts.dedup();
            for (place, explained) in self.own.iter().zip(explained.iter_mut()) {
                *explained = *explained
                    || is_same(blank, place, &self.form.slots, self.catalogue)
                        && texts.iter().any(|text| is_counterpart(place, text));
            }
        }
    }

    fn conflicts(&self, blanks: &[usize], row: &Row, explained: &[bool]) -> Vec<Conflict> {
        let mut conflicts: Vec<Conflict> = Vec::new();
        let mut known = BTreeSet::new();
        let whole: BTreeSet<usize> =
            blanks.iter().copied().filter(|&blank| self.counterparts(blank, row).next().is_some()).collect();
        for found in blanks.iter().flat_map(|&blank| self.of_blank(blank)) {
            let differs = |value: &&super::bind::Value| row.get(&value.slot).is_some_and(|known| *known != value.text);
            let differing: Vec<&super::bind::Value> = found.values.iter().filter(differs).collect();
            let is_wide = differing.iter().any(|value| value.is_wide);
            if differing.is_empty() || is_wide || whole.contains(&found.blank) || explained[found.place] {
                continue;
            }
            if !known.insert(found.place) {
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
