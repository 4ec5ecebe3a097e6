//! The way from the root of a document to a place in it.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Step};
use crate::source::Span;
use crate::tree::{Node, Value};

/// Places in one document. Findings that lie in one statement share its name and the keys around
/// them, which can be long.
pub(super) struct Places<'d> {
    root: &'d Node<'d>,
    /// The value of `Statement`.
    statements: Option<&'d Node<'d>>,
    /// The statement that the last finding lay in, by its number, and its name: findings come in
    /// order.
    last: Option<(usize, Option<Arc<str>>)>,
    /// The long texts that were shared already, by where they lie.
    shared: HashMap<(usize, usize), Arc<str>>,
}

/// The bytes of a text of which a copy takes no more than finding one that is there.
const SHORT: usize = 64;

impl<'d> Places<'d> {
    pub(super) fn of(root: &'d Node<'d>) -> Self {
        let statements = root.as_object().and_then(|object| object.get("Statement")).map(|member| &member.value);
        Self { root, statements, last: None, shared: HashMap::new() }
    }

    /// Says of findings of the document where they are.
    pub(super) fn assign(&mut self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics {
            diagnostic.path = self.path(diagnostic.span);
            diagnostic.sid = self.sid(&diagnostic.path);
        }
    }

    /// The path of the innermost member or element that holds `span`. A key belongs to its member.
    fn path(&mut self, span: Span) -> Vec<Step> {
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
    fn sid(&mut self, path: &[Step]) -> Option<Arc<str>> {
        let [Step::Key(key), rest @ ..] = path else { return None };
        let list = self.statements.filter(|_| &**key == "Statement")?;
        let (number, statement) = match (&list.value, rest) {
            (Value::Array(array), [Step::Index(index), ..]) => (*index, array.items.get(*index)?),
            (Value::Object(_), _) => (0, list),
            _ => return None,
        };
        if let Some((_, sid)) = self.last.as_ref().filter(|(last, _)| *last == number) {
            return sid.clone();
        }
        let sid = statement.as_object().and_then(|object| object.get("Sid")).and_then(|member| member.value.as_str());
        let sid = sid.map(|sid| self.share(sid));
        self.last = Some((number, sid.clone()));
        sid
    }

    fn share(&mut self, text: &str) -> Arc<str> {
        if text.len() <= SHORT {
            return text.into();
        }
        let place = (text.as_ptr().addr(), text.len());
        Arc::clone(self.shared.entry(place).or_insert_with(|| text.into()))
    }
}
