//! Which entries of a list say nothing that another entry does not say already.

use std::cmp::Ordering;

use memchr::{memchr2, memrchr2};

use super::{compare_ignore_case, is_pattern};

/// An entry and those that it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The entry that no other one covers; of equal ones the first.
    pub cover: usize,
    /// The cover and all that it covers, in the order of the list; at least two.
    pub members: Vec<usize>,
}

/// How many pairs of bytes all comparisons of one list may look at.
const STEPS: usize = 500_000_000;

/// A list of so many entries is short: holding each against each other costs less than sorting them.
const SHORT: usize = 16;

/// Of so many pairs of bytes there may be in each comparison in a short list.
const LONG: usize = STEPS / (SHORT * SHORT);

/// Whether the case of ASCII letters counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As in resources.
    Counts,
    /// As in actions.
    Ignored,
}

/// The groups of a list in which one entry makes the others needless, by their covers. An entry
/// that two others cover is in both groups.
///
/// Equal entries are found by sorting, and a pattern is compared only with the entries that begin
/// and end as it does: long lists of plain strings cost no more than sorting them. What all
/// comparisons may cost is bounded; beyond that nothing is covered.
pub fn groups(entries: &[&str], case: Case, covers: impl Fn(&str, &str) -> bool) -> Vec<Group> {
    if entries.len() < 2 || entries.len() <= SHORT && !may_cover(entries, case, &covers) {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&a, &b| case.compare(entries[a].as_bytes(), entries[b].as_bytes()));
    let repeats = order.windows(2).any(|pair| case.is_same(entries[pair[0]], entries[pair[1]]));
    if !repeats && !entries.iter().any(|entry| is_pattern(entry)) {
        return Vec::new();
    }
    // Equal entries are one class, in the order of the list.
    let classes: Vec<&[usize]> = order.chunk_by(|&a, &b| case.is_same(entries[a], entries[b])).collect();
    let texts: Vec<&str> = classes.iter().map(|class| entries[class[0]]).collect();
    let mut left = STEPS;
    let mut covers = |outer: &str, inner: &str| {
        let cost = outer.len().saturating_mul(inner.len());
        left = left.saturating_sub(cost);
        left > 0 && covers(outer, inner)
    };
    let letters: Vec<u64> = texts.iter().map(|text| letters(text)).collect();
    let mut may_cover =
        |outer: usize, inner: usize| lacks_none(letters[outer], letters[inner]) && covers(texts[outer], texts[inner]);
    let below: Vec<Vec<usize>> = (0..texts.len()).map(|outer| covered(outer, &texts, case, &mut may_cover)).collect();
    let mut needless = vec![false; classes.len()];
    for (outer, inners) in below.iter().enumerate() {
        for &inner in inners {
            let mutual = below[inner].binary_search(&outer).is_ok();
            needless[inner] |= !mutual || classes[outer][0] < classes[inner][0];
        }
    }
    let tops = (0..classes.len()).filter(|&top| !needless[top]);
    let mut groups: Vec<Group> = tops
        .map(|top| {
            let mut members = classes[top].to_vec();
            members.extend(below[top].iter().flat_map(|&inner| classes[inner]));
            members.sort_unstable();
            Group { cover: classes[top][0], members }
        })
        .filter(|group| group.members.len() > 1)
        .collect();
    groups.sort_by_key(|group| group.cover);
    groups
}

/// Whether two entries are the same, or one is a pattern and another begins and ends as it does and has
/// all its letters, and covers it unless they are too long to be compared here. Where that is not so there
/// are no groups.
fn may_cover(entries: &[&str], case: Case, covers: impl Fn(&str, &str) -> bool) -> bool {
    let mut ends = [None; SHORT];
    let mut letters = [0; SHORT];
    for ((ends, letters), text) in ends.iter_mut().zip(&mut letters).zip(entries) {
        *ends = Ends::of(text);
        *letters = self::letters(text);
    }
    let fits = |outer: usize, inner: usize| {
        lacks_none(letters[outer], letters[inner])
            && ends[outer].is_some_and(|ends: Ends<'_>| ends.fit(entries[inner], case))
            && (entries[outer].len().saturating_mul(entries[inner].len()) > LONG
                || covers(entries[outer], entries[inner]))
    };
    (1..entries.len().min(SHORT)).any(|at| {
        (0..at).any(|other| match (ends[at], ends[other]) {
            (None, None) => case.is_same(entries[at], entries[other]),
            _ => fits(at, other) || fits(other, at),
        })
    })
}

/// The indexes of the sorted, distinct `texts` that one of them covers, without itself.
fn covered(outer: usize, texts: &[&str], case: Case, mut covers: impl FnMut(usize, usize) -> bool) -> Vec<usize> {
    let Some(ends) = Ends::of(texts[outer]) else { return Vec::new() };
    let start = |text: &str| case.compare(&text.as_bytes()[..text.len().min(ends.stem.len())], ends.stem);
    // Those that begin so stand around it: before it few do, as a wildcard comes before all letters.
    let first = outer - texts[..outer].iter().rev().take_while(|text| start(text).is_eq()).count();
    let end = outer + texts[outer..].partition_point(|text| start(text).is_eq());
    (first..end).filter(|&at| at != outer && ends.fit_behind(texts[at], case) && covers(outer, at)).collect()
}

/// The letters of a text, as bits that several of them share, such as both cases of a letter.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |all, byte| all | bit_of(byte))
}

/// Whether a text has all letters of a pattern, as it must where the pattern covers it.
const fn lacks_none(pattern: u64, text: u64) -> bool {
    pattern & !WILDCARDS & !text == 0
}

const fn bit_of(byte: u8) -> u64 {
    1 << ((byte | 0x20) & 0x3f)
}

const WILDCARDS: u64 = bit_of(b'*') | bit_of(b'?');

/// What stands before the first wildcard of a pattern, and behind the last one.
#[derive(Clone, Copy)]
struct Ends<'t> {
    stem: &'t [u8],
    tail: &'t [u8],
}

impl<'t> Ends<'t> {
    /// Nothing where there is no wildcard.
    fn of(text: &'t str) -> Option<Self> {
        let bytes = text.as_bytes();
        let first = memchr2(b'*', b'?', bytes)?;
        let last = memrchr2(b'*', b'?', bytes)?;
        Some(Self { stem: &bytes[..first], tail: &bytes[last + 1..] })
    }

    /// Whether a text begins and ends so, as all do that the pattern covers.
    fn fit(&self, text: &str, case: Case) -> bool {
        let start = text.as_bytes().get(..self.stem.len());
        start.is_some_and(|start| case.equals(start, self.stem)) && self.fit_behind(text, case)
    }

    /// Whether a text ends so.
    fn fit_behind(&self, text: &str, case: Case) -> bool {
        let end = text.len().checked_sub(self.tail.len()).map(|at| &text.as_bytes()[at..]);
        end.is_some_and(|end| case.equals(end, self.tail))
    }
}

impl Case {
    /// Whether two texts are the same.
    pub fn is_same(self, a: &str, b: &str) -> bool {
        self.equals(a.as_bytes(), b.as_bytes())
    }

    fn equals(self, a: &[u8], b: &[u8]) -> bool {
        match self {
            Self::Counts => a == b,
            Self::Ignored => a.eq_ignore_ascii_case(b),
        }
    }

    fn compare(self, a: &[u8], b: &[u8]) -> Ordering {
        match self {
            Self::Counts => a.cmp(b),
            Self::Ignored => compare_ignore_case(a, b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{covers, covers_ignore_case};

    fn actions(entries: &[&str]) -> Vec<(usize, Vec<usize>)> {
        let groups = groups(entries, Case::Ignored, covers_ignore_case);
        groups.into_iter().map(|group| (group.cover, group.members)).collect()
    }

    #[test]
    fn a_group_is_the_widest_entry_and_all_that_it_covers() {
        assert_eq!(actions(&["s3:GetObject", "s3:Get*", "s3:GetO*", "s3:PutObject"]), [(1, vec![0, 1, 2])]);
        assert_eq!(actions(&["s3:Get*", "s3:PutObject"]), []);
        assert_eq!(actions(&[]), []);
    }

    #[test]
    fn equal_entries_are_a_group_whatever_their_case() {
        assert_eq!(actions(&["s3:GetObject", "sqs:*", "S3:getobject"]), [(0, vec![0, 2])]);
        assert_eq!(actions(&["s3:**", "s3:*"]), [(0, vec![0, 1])]);
        assert_eq!(groups(&["a", "A"], Case::Counts, covers), []);
    }

    #[test]
    fn an_entry_can_be_in_two_groups() {
        let both = actions(&["s3:*Object", "s3:GetObject", "s3:Get*"]);
        assert_eq!(both, [(0, vec![0, 1]), (2, vec![1, 2])]);
    }

    #[test]
    fn long_lists_of_plain_strings_are_sorted_once() {
        let names: Vec<String> = (0..10_000).map(|n| format!("arn:aws:sqs:eu-west-1:464622532012:q{n}")).collect();
        let mut entries: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(groups(&entries, Case::Counts, covers), []);
        entries.push("arn:aws:sqs:eu-west-1:464622532012:q999?");
        assert_eq!(groups(&entries, Case::Counts, covers)[0].members.len(), 11);
    }

    #[test]
    fn short_lists_have_the_groups_of_long_ones() {
        let pool = ["a", "A", "ab", "a*", "a*b", "*b", "*", "a?", "?b", "**", "b*a", "a*ba"];
        let far: Vec<String> = (0..SHORT).map(|n| format!("far/{n:02}")).collect();
        for (at, one) in pool.iter().enumerate() {
            for other in &pool[at..] {
                // Nothing covers the others but what covers everything.
                let long: Vec<&str> = [*one, *other].into_iter().chain(far.iter().map(String::as_str)).collect();
                for case in [Case::Counts, Case::Ignored] {
                    let covers = if case == Case::Counts { covers } else { covers_ignore_case };
                    let without_far = |group: Group| group.members.into_iter().filter(|&member| member < 2).collect();
                    let in_long: Vec<Vec<usize>> = groups(&long, case, covers).into_iter().map(without_far).collect();
                    let in_short = groups(&long[..2], case, covers).into_iter().map(|group| group.members);
                    let in_short: Vec<Vec<usize>> = in_short.collect();
                    let in_long: Vec<Vec<usize>> = in_long.into_iter().filter(|members| members.len() > 1).collect();
                    assert_eq!(in_short, in_long, "{one} {other}");
                }
            }
        }
    }
}
