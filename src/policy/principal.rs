//! `Principal` and `NotPrincipal`.

use super::Entry;
use crate::source::Span;
use crate::tree::{Member, Node, Value};

/// The principals of a statement.
#[derive(Debug)]
pub struct PrincipalClause<'d> {
    /// The element.
    pub member: &'d Member<'d>,
    /// Whether it is `NotPrincipal`.
    pub negated: bool,
    /// The principals that are plain strings, in order.
    pub entries: Vec<PrincipalEntry<'d>>,
    /// Whether there may be principals that are not seen.
    pub open: bool,
}

/// A principal.
#[derive(Clone, Copy, Debug)]
pub struct PrincipalEntry<'d> {
    /// The key it stands under.
    pub kind: PrincipalKind<'d>,
    /// The principal.
    pub entry: Entry<'d>,
}

/// The kinds of principals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind<'d> {
    /// `"Principal": "*"`: a string where an object could stand.
    Bare,
    /// Accounts, users, roles and sessions.
    Aws,
    /// Services of AWS.
    Service,
    /// Identity providers.
    Federated,
    /// Accounts, by the id that only S3 knows.
    CanonicalUser,
    /// A key that the grammar does not know.
    Unknown(&'d str),
}

impl<'d> PrincipalEntry<'d> {
    /// The decoded text.
    pub fn as_str(&self) -> &'d str {
        self.entry.text.as_str()
    }

    /// The bytes of the string with its quotes.
    pub fn span(&self) -> Span {
        self.entry.span()
    }
}

impl<'d> PrincipalClause<'d> {
    pub(super) fn read(member: &'d Member<'d>) -> Self {
        let mut clause = Self { member, negated: member.name() == "NotPrincipal", entries: Vec::new(), open: false };
        match &member.value.value {
            Value::Object(object) => {
                clause.open = object.open;
                for member in &object.members {
                    let kind = match member.name() {
                        "AWS" => PrincipalKind::Aws,
                        "Service" => PrincipalKind::Service,
                        "Federated" => PrincipalKind::Federated,
                        "CanonicalUser" => PrincipalKind::CanonicalUser,
                        other => PrincipalKind::Unknown(other),
                    };
                    clause.take(kind, &member.value);
                }
            }
            _ => clause.take(PrincipalKind::Bare, &member.value),
        }
        clause
    }

    fn take(&mut self, kind: PrincipalKind<'d>, node: &'d Node<'d>) {
        match &node.value {
            Value::String(text) => self.entries.push(PrincipalEntry { kind, entry: Entry { node, text } }),
            Value::Array(array) => {
                self.open |= array.open;
                array.items.iter().for_each(|item| self.take(kind, item));
            }
            Value::Template(_) | Value::Unknown => self.open = true,
            _ => {}
        }
    }
}
