//! Repairs: edits of the host file, and their application.

mod members;
mod remove;

pub use members::KeyPlace;
pub use remove::{remove_elements, remove_member};

use std::collections::BTreeMap;

use crate::source::Span;

/// How far a fix can be trusted. Ordered, so that a threshold is a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// It may change what the policy grants; a person decides.
    Unsafe,
    /// The policy means what it was meant to mean.
    Safe,
}

impl Applicability {
    /// The word that reports use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }
}

/// Replaces the bytes under `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes to replace; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Inserts `text` before byte `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::at(at), text)
    }
}

/// Edits that together mend one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, in the imperative.
    pub title: String,
    /// How far it can be trusted.
    pub applicability: Applicability,
    /// The edits, sorted and disjoint.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of these edits.
    pub fn new(applicability: Applicability, title: impl Into<String>, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.span);
        Self { title: title.into(), applicability, edits }
    }

    /// A fix that keeps the meaning.
    pub fn safe(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(Applicability::Safe, title, edits)
    }

    /// A fix that a person decides on.
    pub fn risky(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self::new(Applicability::Unsafe, title, edits)
    }
}

/// Applies each fix that does not touch the edits of one before it. Gives the new text and how
/// many fixes went in; the others wait for another round.
pub fn apply<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> (String, usize) {
    let mut fixes: Vec<&Fix> = fixes.into_iter().filter(|fix| !fix.edits.is_empty()).collect();
    fixes.sort_by_key(|fix| fix.edits[0].span);
    // The edits that are taken keep apart, so that the last one that begins before the end of
    // another is the only one that can touch it.
    let mut edits: BTreeMap<(Span, usize), &Edit> = BTreeMap::new();
    let mut applied = 0;
    for fix in fixes {
        let is_free = |edit: &Edit| {
            let last = edits.range(..(Span::new(edit.span.end + 1, 0), 0)).next_back();
            last.is_none_or(|(_, taken)| !touches(taken.span, edit.span))
        };
        if fix.edits.iter().all(is_free) {
            for edit in &fix.edits {
                edits.insert((edit.span, edits.len()), edit);
            }
            applied += 1;
        }
    }
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits.into_values() {
        result.push_str(&text[at..edit.span.start as usize]);
        result.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    result.push_str(&text[at..]);
    (result, applied)
}

/// Edits that meet at a byte are kept apart too: their order would decide the result.
fn touches(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}
