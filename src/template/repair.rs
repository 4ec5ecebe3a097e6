//! Mistakes in a policy that leave no doubt about what was meant, mended in its tree: so that a
//! template and a policy made from it are compared by what they mean. What was mended is reported
//! by the rules about it.

use super::place::{Changes, replaced, rewritten, statements};
use crate::catalogue::{Catalogue, Status};
use crate::policy::{DOCUMENT_ELEMENTS, Meaning, STATEMENT_ELEMENTS, absent_elements, meant_element};
use crate::tree::{Node, Object, Text, Value};

/// The tree as it was meant.
pub(super) fn repaired<'d>(root: &Node<'d>, catalogue: Catalogue<'_>) -> Node<'d> {
    let mut names = Changes::new();
    if let Some(object) = root.as_object() {
        rename(object, DOCUMENT_ELEMENTS, &mut names);
    }
    let root = if names.is_empty() { root.clone() } else { rewritten(root, &names) };
    let mut names = Changes::new();
    for statement in statements(&root).iter().filter_map(Node::as_object) {
        rename(statement, STATEMENT_ELEMENTS, &mut names);
    }
    let root = if names.is_empty() { root } else { rewritten(&root, &names) };
    let mut values = Changes::new();
    for member in statements(&root).iter().filter_map(Node::as_object).flat_map(|object| &object.members) {
        match member.name() {
            "Effect" => {
                if let Some(text) = member.text()
                    && let Some(effect) = effect(text.as_str())
                {
                    values.insert(member.value.span, vec![replaced(text, effect)]);
                }
            }
            "Resource" | "NotResource" => member.value.walk(&mut |node| {
                if let Value::String(text) = &node.value
                    && text.as_str().trim() != text.as_str()
                {
                    values.insert(node.span, vec![replaced(text, text.as_str().trim())]);
                }
            }),
            "Action" | "NotAction" => member.value.walk(&mut |node| {
                if let Value::String(text) = &node.value
                    && let Some(actions) = actions(text.as_str(), catalogue)
                {
                    let texts: Vec<Text<'d>> = actions.iter().map(|action| replaced(text, action)).collect();
                    values.insert(node.span, texts);
                }
            }),
            _ => {}
        }
    }
    if values.is_empty() { root } else { rewritten(&root, &values) }
}

/// Gives elements that are near misses the name that was meant.
fn rename<'d>(object: &Object<'d>, elements: &[&'static str], changes: &mut Changes<'d>) {
    let mut absent = absent_elements(object, elements);
    for member in object.members.iter().filter(|member| !elements.contains(&member.name())) {
        if let Some(meant) = meant_element(member.name(), &absent) {
            absent.retain(|element| *element != meant);
            changes.insert(member.key.span, vec![replaced(&member.key.value, meant)]);
        }
    }
}

fn effect(text: &str) -> Option<&'static str> {
    let trimmed = text.trim();
    ["Allow", "Deny"].into_iter().find(|effect| trimmed.eq_ignore_ascii_case(effect) && *effect != text)
}

/// The actions that an entry means which is not well formed, or names an operation of the API.
fn actions(text: &str, catalogue: Catalogue<'_>) -> Option<Vec<String>> {
    match Meaning::of(text, catalogue) {
        Meaning::Malformed(malformed) => match malformed {
            crate::policy::Malformed::Glued { parts } => Some(parts),
            other => other.repaired().map(|repaired| vec![repaired.to_owned()]),
        },
        Meaning::Action(action) if action.status() == Status::ApiOperation => {
            let grants: Vec<String> = action.authorised_by().map(str::to_owned).collect();
            (!grants.is_empty()).then_some(grants)
        }
        _ => None,
    }
}
