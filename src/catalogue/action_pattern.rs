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

    /// The actions that it grants: those that match, without retired names and names of API operations.
    pub fn actions(self) -> impl Iterator<Item = Action<'a>> + use<'a, 'p> {
        let stem = self.stem as usize;
        let rest = &self.text[stem..];
        let matches = move |action: Action<'a>| {
            rest == "*" || action.name().get(stem..).is_some_and(|name| matches_ignore_case(rest, name))
        };
        let all = (self.first..self.end).map(move |index| Action::new(self.service, index as usize));
        all.filter(move |action| action.can_be_granted() && matches(*action))
    }
}
