//! Entries of a list that another entry of it covers.

use std::ops::Range;

use super::{ActionEntry, Entry};
use crate::pattern::{self, Case};

/// An entry that covers others, so that these add nothing.
#[derive(Debug)]
pub struct Redundancy<'d> {
    /// The entry that stays.
    pub cover: Entry<'d>,
    /// The entries that it covers, in the order of the list.
    pub covered: Vec<Entry<'d>>,
    /// All of them, in the order of the list.
    pub all: Vec<Entry<'d>>,
    /// Whether they are one and the same entry.
    pub is_repetition: bool,
}

impl<'d> Redundancy<'d> {
    /// Groups the entries of a list of actions, but for those that are broken.
    pub fn of_actions(entries: &[ActionEntry<'d>]) -> Vec<Self> {
        if are_apart(entries) {
            return Vec::new();
        }
        Self::find(&meeting(entries), Case::Ignored, pattern::covers_ignore_case)
    }

    /// Groups the entries of one list; see [`pattern::groups`].
    pub fn find(entries: &[Entry<'d>], case: Case, covers: impl Fn(&str, &str) -> bool) -> Vec<Self> {
        let texts: Vec<&str> = entries.iter().map(|entry| entry.text.as_str()).collect();
        let groups = pattern::groups(&texts, case, covers);
        let read = |group: pattern::Group| {
            let cover = entries[group.cover];
            let all: Vec<Entry<'d>> = group.members.iter().map(|&member| entries[member]).collect();
            let covered: Vec<Entry<'d>> = all.iter().copied().filter(|entry| entry.span() != cover.span()).collect();
            let is_repetition = covered.iter().all(|entry| case.is_same(entry.text.as_str(), cover.text.as_str()));
            Self { cover, covered, all, is_repetition }
        };
        groups.into_iter().map(read).collect()
    }
}

/// How many words of bits there are to tell actions apart.
const WORDS: usize = 128;

/// Whether no two entries have a place in the catalogue in common, as in most lists. A no may be wrong:
/// several places share a bit.
fn are_apart(entries: &[ActionEntry<'_>]) -> bool {
    let mut bits = [0_u64; WORDS];
    let is_apart = |entry: &ActionEntry<'_>| {
        let Range { mut start, end } = entry.places().unwrap_or_default();
        while start < end {
            let next = end.min(start - start % 64 + 64);
            let (word, own) = (&mut bits[start / 64 % WORDS], u64::MAX >> (64 - (next - start)) << (start % 64));
            if *word & own != 0 {
                return false;
            }
            *word |= own;
            start = next;
        }
        true
    };
    entries.len() < 2 || entries.iter().all(is_apart)
}

/// The entries that have a place in the catalogue in common with another one. No other entry matches what
/// another one does.
fn meeting<'d>(entries: &[ActionEntry<'d>]) -> Vec<Entry<'d>> {
    let mut all: Vec<(Range<usize>, usize)> =
        entries.iter().enumerate().filter_map(|(at, entry)| Some((entry.places()?, at))).collect();
    all.sort_unstable_by_key(|(places, _)| places.start);
    let mut meets = vec![false; entries.len()];
    // Of those that begin before an entry, the one that ends last reaches into it if any does.
    let mut last = 0;
    for next in 1..all.len() {
        if all[next].0.start < all[last].0.end {
            (meets[all[next].1], meets[all[last].1]) = (true, true);
        }
        if all[next].0.end > all[last].0.end {
            last = next;
        }
    }
    entries.iter().zip(meets).filter(|(_, meets)| *meets).map(|(entry, _)| entry.entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::json;
    use crate::policy::{Meaning, Policy, PolicyType};
    use crate::text_map::TextMap;

    const POOL: [&str; 18] = [
        "s3:GetObject",
        "S3:getobject",
        "s3:Get*",
        "s3:*Object",
        "s3:GetO?ject",
        "s3:*",
        "s3:GetNothing",
        "s3:GetNo*",
        "s3:Nothing*",
        "iam:PassRole",
        "iam:Pass*",
        "*:PassRole",
        "*",
        "nothing:Get",
        "Nothing:*",
        "s3:${x}",
        "s3::GetObject",
        "elastic-inference:Connect",
    ];

    #[test]
    fn what_is_left_out_is_in_no_group() {
        let spans = |found: Vec<Redundancy<'_>>| -> Vec<_> {
            found.iter().map(|one| (one.cover.span(), one.all.iter().map(Entry::span).collect::<Vec<_>>())).collect()
        };
        for at in 0..POOL.len().pow(3) {
            let list = [1, 18, 324].map(|step| POOL[at / step % POOL.len()]);
            let text = format!(r#"{{"Statement": {{"Action": {list:?}}}}}"#);
            let parsed = json::parse(&text, &text, &TextMap::linear(0, u32::try_from(text.len()).unwrap()));
            let root = parsed.root.unwrap();
            let policy = Policy::read_literally(&root, PolicyType::Identity, Catalogue::embedded());
            let entries = &policy.statements[0].actions[0].entries;
            let whole = entries.iter().filter(|entry| !matches!(entry.meaning, Meaning::Malformed(_)));
            let whole: Vec<Entry<'_>> = whole.map(|entry| entry.entry).collect();
            let all = Redundancy::find(&whole, Case::Ignored, pattern::covers_ignore_case);
            assert_eq!(spans(Redundancy::of_actions(entries)), spans(all), "{list:?}");
        }
    }
}
