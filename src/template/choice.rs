//! Which rows were meant, where placeholders can stand for each other's values: two buckets that
//! every statement names fill in the form in more ways than one, and all of them are rows.

use std::collections::BTreeSet;

use super::row::{Ground, Row};

/// The rows of each group of slots.
pub(super) type Groups = Vec<(BTreeSet<usize>, Vec<Row>)>;

/// Ways to choose that are tried besides the likeliest.
const WAYS: usize = 12;

/// Rows times strings of the policy beyond which nothing is tried besides the likeliest.
const TRIED: usize = 20_000;

impl Ground<'_, '_> {
    /// Choices among rows that explain the same strings of the policy as all rows do: the likeliest
    /// first, then others, should that one not hold.
    pub(super) fn choices(&self, groups: Groups) -> Vec<Groups> {
        if groups.iter().all(|(_, rows)| rows.len() < 2) {
            return vec![groups];
        }
        let mut ways = vec![self.pruned(groups.clone())];
        let rows: usize = groups.iter().map(|(_, rows)| rows.len()).sum();
        if rows.saturating_mul(self.own.len()) <= TRIED {
            let places = |(group, rows): &(BTreeSet<usize>, Vec<Row>)| -> Vec<BTreeSet<usize>> {
                rows.iter().map(|row| self.explained_by(group, row)).collect()
            };
            let places: Vec<Vec<BTreeSet<usize>>> = groups.iter().map(places).collect();
            let mut dealt = Vec::new();
            deal(&places, &mut Vec::new(), &BTreeSet::new(), &mut dealt);
            for way in dealt {
                let chosen = filled_up(&places, &way);
                let choice = groups.iter().zip(chosen).map(|((group, rows), chosen)| {
                    (group.clone(), chosen.into_iter().map(|row| rows[row].clone()).collect())
                });
                let choice: Groups = choice.collect();
                if !ways.contains(&choice) {
                    ways.push(choice);
                }
            }
        }
        ways
    }

    /// Without rows that are made of strings which other rows explain: those of the statements that
    /// are least alike go first. Two placeholders of one form are told apart by where they stand.
    fn pruned(&self, mut groups: Groups) -> Groups {
        let mut rows: Vec<(usize, usize, Row)> = Vec::new();
        for (at, (group, of_group)) in groups.iter().enumerate() {
            rows.extend(of_group.iter().map(|row| (self.quality(group, row), at, row.clone())));
        }
        rows.sort();
        let explained: Vec<BTreeSet<usize>> =
            rows.iter().map(|(_, at, row)| self.explained_by(&groups[*at].0, row)).collect();
        let mut counts = vec![0_usize; self.own.len()];
        explained.iter().flatten().for_each(|&place| counts[place] += 1);
        for ((_, at, row), explained) in rows.iter().zip(&explained) {
            if groups[*at].1.len() > 1 && explained.iter().all(|&place| counts[place] > 1) {
                groups[*at].1.retain(|other| other != row);
                for &place in explained {
                    counts[place] -= 1;
                }
            }
        }
        groups
    }

    /// The strings of the policy that a row explains.
    fn explained_by(&self, group: &BTreeSet<usize>, row: &Row) -> BTreeSet<usize> {
        self.matched_blanks(group).iter().flat_map(|&blank| self.counterparts(blank, row).collect::<Vec<_>>()).collect()
    }
}

/// The rows chosen, and of each group those that explain what is not explained yet.
fn filled_up(places: &[Vec<BTreeSet<usize>>], way: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut chosen: Vec<Vec<usize>> = way.iter().map(|row| row.iter().copied().collect()).collect();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    for (rows, row) in places.iter().zip(way) {
        covered.extend(row.iter().flat_map(|&row| &rows[row]).copied());
    }
    for (group, rows) in places.iter().enumerate() {
        for (row, places) in rows.iter().enumerate() {
            if !places.is_subset(&covered) {
                chosen[group].push(row);
                covered.extend(places);
            }
        }
    }
    chosen
}

/// Ways to choose one row of each group: those first that explain what is not explained yet.
fn deal(
    places: &[Vec<BTreeSet<usize>>],
    chosen: &mut Vec<Option<usize>>,
    covered: &BTreeSet<usize>,
    ways: &mut Vec<Vec<Option<usize>>>,
) {
    if ways.len() >= WAYS {
        return;
    }
    let Some(rows) = places.get(chosen.len()) else {
        ways.push(chosen.clone());
        return;
    };
    let mut ranked: Vec<usize> = (0..rows.len()).collect();
    ranked.sort_by_key(|&row| usize::MAX - rows[row].difference(covered).count());
    let ranked = ranked.into_iter().map(Some);
    let ranked: Vec<Option<usize>> = if rows.is_empty() { vec![None] } else { ranked.collect() };
    for row in ranked {
        let covered = row.map_or_else(|| covered.clone(), |row| covered | &rows[row]);
        chosen.push(row);
        deal(places, chosen, &covered, ways);
        chosen.pop();
    }
}
