//! How a statement reaches an action, and what keeps it from doing so on every resource.

use super::{ActionEntry, Clause, Entry, Meaning, Statement};
use crate::pattern::matches_ignore_case;
use crate::source::Span;

/// How a statement reaches an action.
#[derive(Clone, Copy, Debug)]
pub enum Reach<'p, 'd> {
    /// It names the action.
    Named(&'p ActionEntry<'d>),
    /// A pattern of it matches the action.
    Wildcard(&'p ActionEntry<'d>),
    /// Its `NotAction` leaves the action out.
    NotAction(&'p Clause<'d, ActionEntry<'d>>),
}

/// Why the resources of a statement have no end.
#[derive(Clone, Copy, Debug)]
pub enum Unbounded<'p, 'd> {
    /// An entry that is every resource.
    Star(&'p Entry<'d>),
    /// `NotResource`: every resource but some.
    NotResource(&'p Clause<'d>),
}

impl Reach<'_, '_> {
    /// The entry, or the key `NotAction`.
    pub fn span(&self) -> Span {
        match self {
            Self::Named(entry) | Self::Wildcard(entry) => entry.span(),
            Self::NotAction(clause) => clause.member.key.span,
        }
    }

    /// Whether the action is only one of all there are.
    pub fn is_everything(&self) -> bool {
        match self {
            Self::Named(_) => false,
            Self::Wildcard(entry) => matches!(entry.meaning, Meaning::All),
            Self::NotAction(_) => true,
        }
    }
}

impl Unbounded<'_, '_> {
    /// The entry, or the key `NotResource`.
    pub fn span(&self) -> Span {
        match self {
            Self::Star(entry) => entry.span(),
            Self::NotResource(clause) => clause.member.key.span,
        }
    }
}

impl<'d> Statement<'d> {
    /// How the statement reaches `action`, such as `iam:PassRole`: a name goes before a pattern.
    /// Nothing where it does not, or where that cannot be told.
    pub fn reach(&self, action: &str) -> Option<Reach<'_, 'd>> {
        let [clause] = self.actions.as_slice() else { return None };
        let is_unseen = |entry: &ActionEntry<'_>| matches!(entry.meaning, Meaning::Placeholder | Meaning::Malformed(_));
        if clause.negated {
            let matches = |entry: &ActionEntry<'_>| is_unseen(entry) || matches_ignore_case(entry.as_str(), action);
            return (!clause.open && !clause.entries.iter().any(matches)).then_some(Reach::NotAction(clause));
        }
        let mut matching = None;
        for entry in &clause.entries {
            // What names another action matches none but that.
            let names_one = matches!(entry.meaning, Meaning::Action(_));
            if names_one && entry.as_str().len() != action.len() || is_unseen(entry) {
                continue;
            }
            if entry.as_str().eq_ignore_ascii_case(action) {
                return Some(Reach::Named(entry));
            }
            if !names_one && matching.is_none() && matches_ignore_case(entry.as_str(), action) {
                matching = Some(entry);
            }
        }
        matching.map(Reach::Wildcard)
    }

    /// Why the statement is about resources without end: an entry that `is_every` resource, or
    /// `NotResource`.
    pub fn unbounded(&self, is_every: impl Fn(&str) -> bool) -> Option<Unbounded<'_, 'd>> {
        let [clause] = self.resources.as_slice() else { return None };
        if clause.negated {
            return Some(Unbounded::NotResource(clause));
        }
        clause.entries.iter().find(|entry| is_every(entry.as_str())).map(Unbounded::Star)
    }
}
