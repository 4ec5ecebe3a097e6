//! A form filled in: the tree that a reader would have got, with every part at its place in the
//! page.

use super::Form;
use super::place::{Changes, rewritten, spliced, statements};
use super::row::{Row, Solution};
use crate::tree::{Array, Member, Node, Object, Text, Value};

/// Copies of one statement are no more than this.
const COPIES: usize = 64;

/// Fills a form with the rows of a solution: a statement once for each way to fill it in.
pub(super) fn instance<'d>(form: &Form<'d>, solution: &Solution) -> Node<'d> {
    let Value::Object(object) = &form.root.value else { return form.root.clone() };
    let first: Row = solution.groups.iter().filter_map(|(_, rows)| rows.first()).flatten().map(owned).collect();
    let labels = changes(form, None, std::slice::from_ref(&first));
    let items = statements(&form.root).iter().enumerate().flat_map(|(index, node)| copies(form, index, node, solution));
    let items: Box<[Node<'d>]> = items.collect();
    let members = object.members.iter().map(|member| {
        let value = if member.name() == "Statement" {
            Node {
                span: member.value.span,
                value: Value::Array(Array { items: items.clone(), open: is_open(&member.value) }),
            }
        } else {
            rewritten(&member.value, &labels)
        };
        Member { key: member.key.clone(), value }
    });
    let members = members.collect();
    Node { span: form.root.span, value: Value::Object(Object { members, open: object.open }) }
}

fn owned(entry: (&usize, &String)) -> (usize, String) {
    (*entry.0, entry.1.clone())
}

fn is_open(node: &Node<'_>) -> bool {
    node.as_array().is_some_and(|array| array.open)
}

/// One statement, filled in.
fn copies<'d>(form: &Form<'d>, index: usize, node: &Node<'d>, solution: &Solution) -> Vec<Node<'d>> {
    let blanks = || form.blanks.iter().filter(move |blank| blank.place.statement == Some(index));
    let slots: Vec<usize> = blanks().flat_map(|blank| blank.holes.iter().map(|hole| hole.1)).collect();
    // A Deny of several rows is one statement about all of them, and so is whatever is excluded.
    let is_deny = node.as_object().and_then(|object| object.get("Effect")).and_then(|member| member.value.as_str())
        == Some("Deny");
    let is_joint = is_deny || blanks().any(|blank| blank.place.element.is_negative());
    let mut ways: Vec<Row> = vec![Row::new()];
    for (group, rows) in &solution.groups {
        if rows.is_empty() || !slots.iter().any(|slot| group.contains(slot)) {
            continue;
        }
        let next =
            ways.iter().flat_map(|way| rows.iter().map(move |row| way.iter().chain(row).map(owned).collect::<Row>()));
        ways = next.take(COPIES).collect();
    }
    if is_joint {
        return vec![rewritten(node, &changes(form, Some(index), &ways))];
    }
    let copy = |way: &Row| rewritten(node, &changes(form, Some(index), std::slice::from_ref(way)));
    let mut copies: Vec<Node<'d>> = Vec::new();
    for way in &ways {
        let copy = copy(way);
        if !copies.contains(&copy) {
            copies.push(copy);
        }
    }
    copies
}

/// What the strings of a statement (or those outside of statements) become, once for each row.
fn changes<'d>(form: &Form<'d>, statement: Option<usize>, rows: &[Row]) -> Changes<'d> {
    let mut changes = Changes::new();
    for blank in form.blanks.iter().filter(|blank| blank.place.statement == statement) {
        let mut texts: Vec<Text<'d>> = Vec::new();
        for row in rows {
            let pieces: Vec<(std::ops::Range<usize>, &str)> =
                blank.holes.iter().filter_map(|(range, slot)| Some((range.clone(), row.get(slot)?.as_str()))).collect();
            let text = spliced(&blank.place.text, &pieces);
            if texts.iter().all(|known| known.as_str() != text.as_str()) {
                texts.push(text);
            }
        }
        changes.insert(blank.place.span, texts);
    }
    changes
}
