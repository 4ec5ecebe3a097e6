//! Condition keys that keep strangers out, and so take wildcards badly.

use super::condition::{ConditionKey, KeyMeaning};

/// What a key tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Accounts, organizations or networks, by ids that have nothing in common.
    Id,
    /// Users and role sessions: `aws:userid`, the unique id before a colon and a name behind it.
    UserId,
    /// Whom an identity provider vouches for: the claim `sub`.
    Subject,
}

impl ConditionKey<'_> {
    /// What the key keeps apart, if it is one of those that keep strangers out.
    pub fn guard(&self) -> Option<Guard> {
        match self.meaning {
            KeyMeaning::Global(key) if key.is_sensitive => Some(Guard::Id),
            KeyMeaning::Global(key) if key.name.eq_ignore_ascii_case("aws:userid") => Some(Guard::UserId),
            KeyMeaning::Provider(_) if self.name().to_ascii_lowercase().ends_with(":sub") => Some(Guard::Subject),
            _ => None,
        }
    }
}
