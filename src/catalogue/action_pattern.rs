//! Patterns over the names of a service's actions: `Get*`.

use std::ops::Range;

use super::action::Action;
use super::blob::short;
use super::service::Service;
use crate::pattern::matches_ignore_case;

/// A pattern of a service, and where among the sorted names of its actions those stand that begin as it does.
#[derive(Clone, Copy, Debug)]
pub struct ActionPattern<'a, 'p> {
    service: Service<'a>,
    text: &'p str,
    /// How many bytes stand before its first wildcard.
    stem: u32,
    first: u32,
    end: u32,
}

impl<'a, 'p> ActionPattern<'a, 'p> {
    pub(super) fn new(service: Service<'a>, text: &'p str, stem: usize, beginning: Range<usize>) -> Self {
        Self { service, text, stem: short(stem), first: short(beginning.start), end: short(beginning.end) }
    }

    /// Its service.
    pub const fn service(self) -> Service<'a> {
        self.service
    }

    /// The pattern without the service: `Get*`.
    pub const fn text(self) -> &'p str {
        self.text
    }

    /// Where in the catalogue those actions stand that begin as it does: all that it matches are among them.
    pub(crate) const fn places(self) -> Range<usize> {
        self.first as usize..self.end as usize
    }

    /// Whether it matches the action, in whatever status.
    #[inline]
    pub(crate) fn matches(self, action: Action<'_>) -> bool {
        self.places().contains(&action.index()) && self.goes_on_with(action)
    }

    /// Whether an action that begins as it does matches it.
    fn goes_on_with(self, action: Action<'_>) -> bool {
        let stem = self.stem as usize;
        let rest = &self.text[stem..];
        rest == "*" || action.name().get(stem..).is_some_and(|name| matches_ignore_case(rest, name))
    }

    /// The actions that it grants: those that match, without retired names and names of API operations.
    pub fn actions(self) -> impl Iterator<Item = Action<'a>> + use<'a, 'p> {
        let all = self.places().map(move |index| Action::new(self.service, index));
        all.filter(move |action| action.can_be_granted() && self.goes_on_with(*action))
    }
}
