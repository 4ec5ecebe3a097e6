//! An element of a statement together with its negation: `Action` and `NotAction` are one thing.

use crate::source::Span;
use crate::tree::{Member, Node, Text, Value};

/// One element (`Resource`, say) or its negation (`NotResource`), with its entries.
#[derive(Debug)]
pub struct Clause<'d, E = Entry<'d>> {
    /// The element.
    pub member: &'d Member<'d>,
    /// Whether it is the element that begins with `Not`.
    pub negated: bool,
    /// The entries that are plain strings, in order.
    pub entries: Vec<E>,
    /// Whether there may be entries that are not seen.
    pub open: bool,
}

/// An entry of a clause.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'d> {
    /// The string with its quotes.
    pub node: &'d Node<'d>,
    /// Its text.
    pub text: &'d Text<'d>,
}

impl Entry<'_> {
    /// The decoded text.
    pub fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// The bytes of the string with its quotes.
    pub fn span(&self) -> Span {
        self.node.span
    }
}

impl<'d, E> Clause<'d, E> {
    /// Reads an element whose value is a string or a list of strings.
    pub(super) fn read(member: &'d Member<'d>, mut entry: impl FnMut(Entry<'d>) -> E) -> Self {
        let mut entries = Vec::with_capacity(member.value.as_array().map_or(1, |array| array.items.len()));
        let mut open = false;
        let mut take = |node: &'d Node<'d>| match &node.value {
            Value::String(text) => entries.push(entry(Entry { node, text })),
            Value::Template(_) | Value::Unknown => open = true,
            _ => {}
        };
        match &member.value.value {
            Value::Array(array) => {
                array.items.iter().for_each(&mut take);
                open |= array.open;
            }
            _ => take(&member.value),
        }
        Self { member, negated: member.name().starts_with("Not"), entries, open }
    }

    /// The values of the element: those of the list, or the one where there is no list.
    pub fn items(&self) -> &'d [Node<'d>] {
        match &self.member.value.value {
            Value::Array(array) => &array.items,
            _ => std::slice::from_ref(&self.member.value),
        }
    }

    /// The name of the element, as the user wrote it.
    pub fn name(&self) -> &str {
        self.member.name()
    }
}
