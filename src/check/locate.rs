//! The way from the root of a document to a place in it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::Step;
use crate::source::Span;
use crate::tree::{Node, Value};

/// Places in one document. Findings that lie in one statement share its name and the keys around
/// them, which can be long.
pub(super) struct Places<'d> {
    root: &'d Node<'d>,
    /// The texts that were shared already, by where they lie.
    shared: HashMap<(usize, usize), Arc<str>>,
}

impl<'d> Places<'d> {
    pub(super) fn of(root: &'d Node<'d>) -> Self {
        Self { root, shared: HashMap::new() }
    }

    /// The path of the innermost member or element that holds `span`. A key belongs to its member.
    pub(super) fn path(&mut self, span: Span) -> Vec<Step> {
        let mut path = Vec::new();
        let mut node = self.root;
        loop {
            let next = match &node.value {
                Value::Object(object) => {
                    let behind = object.members.partition_point(|member| member.span().end < span.end);
                    let found = object.members.get(behind).filter(|member| member.span().contains(span));
                    found.map(|member| (Step::Key(self.share(member.name())), &member.value))
                }
                Value::Array(array) => {
                    let behind = array.items.partition_point(|item| item.span.end < span.end);
                    let found = array.items.get(behind).filter(|item| item.span.contains(span));
                    found.map(|item| (Step::Index(behind), item))
                }
                _ => None,
            };
            let Some((step, child)) = next else { return path };
            path.push(step);
            node = child;
        }
    }

    /// The `Sid` of the statement that a path leads into.
    pub(super) fn sid(&mut self, path: &[Step]) -> Option<Arc<str>> {
        let [Step::Key(key), rest @ ..] = path else { return None };
        let member = self.root.as_object()?.get(key).filter(|member| member.name() == "Statement")?;
        let statement = match (&member.value.value, rest) {
            (Value::Array(array), [Step::Index(index), ..]) => array.items.get(*index)?,
            (Value::Object(_), _) => &member.value,
            _ => return None,
        };
        Some(self.share(statement.as_object()?.get("Sid")?.value.as_str()?))
    }

    fn share(&mut self, text: &str) -> Arc<str> {
        let place = (text.as_ptr().addr(), text.len());
        Arc::clone(self.shared.entry(place).or_insert_with(|| text.into()))
    }
}
