//! Entries of a list that another entry of it covers.

use super::Entry;
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
