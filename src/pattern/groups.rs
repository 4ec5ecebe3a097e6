//! Which entries of a list say nothing that another entry does not say already.

use std::cmp::Ordering;

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
    let below: Vec<Vec<usize>> = texts.iter().map(|outer| covered(outer, &texts, case, &mut covers)).collect();
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

/// The indexes of the sorted, distinct `texts` that the pattern `outer` covers, without itself.
fn covered(outer: &str, texts: &[&str], case: Case, mut covers: impl FnMut(&str, &str) -> bool) -> Vec<usize> {
    if !is_pattern(outer) {
        return Vec::new();
    }
    let wildcard = |c| matches!(c, '*' | '?');
    let stem = outer.split(wildcard).next().unwrap_or("").as_bytes();
    let tail = outer.rsplit(wildcard).next().unwrap_or("").as_bytes();
    let start = |text: &str| case.compare(&text.as_bytes()[..text.len().min(stem.len())], stem);
    let end = |text: &str| {
        text.len() >= tail.len() && case.compare(&text.as_bytes()[text.len() - tail.len()..], tail).is_eq()
    };
    let first = texts.partition_point(|text| start(text).is_lt());
    (first..texts.len())
        .take_while(|&at| start(texts[at]).is_eq())
        .filter(|&at| texts[at] != outer && end(texts[at]) && covers(outer, texts[at]))
        .collect()
}

impl Case {
    /// Whether two texts are the same.
    pub fn is_same(self, a: &str, b: &str) -> bool {
        self.compare(a.as_bytes(), b.as_bytes()).is_eq()
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
}
