//! The way from the root of a document to a place in it.

use crate::diagnostic::Step;
use crate::source::Span;
use crate::tree::{Node, Value};

/// The path of the innermost member or element that holds `span`. A key belongs to its member.
pub(super) fn path(root: &Node<'_>, span: Span) -> Vec<Step> {
    let mut path = Vec::new();
    let mut node = root;
    loop {
        let next = match &node.value {
            Value::Object(object) => {
                let behind = object.members.partition_point(|member| member.span().end < span.end);
                let found = object.members.get(behind).filter(|member| member.span().contains(span));
                found.map(|member| (Step::Key(member.name().to_owned()), &member.value))
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
pub(super) fn sid(root: &Node<'_>, path: &[Step]) -> Option<String> {
    let [Step::Key(key), rest @ ..] = path else { return None };
    let member = root.as_object()?.get(key).filter(|member| member.name() == "Statement")?;
    let statement = match (&member.value.value, rest) {
        (Value::Array(array), [Step::Index(index), ..]) => array.items.get(*index)?,
        (Value::Object(_), _) => &member.value,
        _ => return None,
    };
    Some(statement.as_object()?.get("Sid")?.value.as_str()?.to_owned())
}
