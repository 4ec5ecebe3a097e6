//! Moving a condition key from one operator to another, laid out as the file is. As in removing,
//! nothing is done where the text is not what the tree says.

use super::{Edit, remove_member};
use crate::source::{Source, Span};
use crate::tree::{Member, Node, Object};

/// A condition key among what surrounds it.
#[derive(Clone, Copy, Debug)]
pub struct KeyPlace<'t> {
    /// The statement.
    pub statement: &'t Node<'t>,
    /// Its element `Condition`.
    pub condition: &'t Member<'t>,
    /// The operator with its block.
    pub operator: &'t Member<'t>,
    /// The key with its value.
    pub key: &'t Member<'t>,
}

impl KeyPlace<'_> {
    /// Takes the key out, and what is empty without it: its operator, the whole `Condition`.
    pub fn remove(&self, source: &Source) -> Option<Edit> {
        if count(&self.operator.value)? > 1 {
            remove_member(source, &self.operator.value, self.key)
        } else if count(&self.condition.value)? > 1 {
            remove_member(source, &self.condition.value, self.operator)
        } else {
            remove_member(source, self.statement, self.condition)
        }
    }

    /// Puts the key under the operator `to`, with `value` in place of its own: into the block of
    /// that operator where there is one, else into one behind all others. Gives nothing where the
    /// other block holds the key already.
    ///
    /// An insertion of nothing before the closing brace keeps two such fixes of one `Condition`
    /// from being applied at once: each counts on the operators that it sees.
    pub fn move_to(&self, source: &Source, to: &str, value: &str) -> Option<Vec<Edit>> {
        let mut edits = self.moved(source, to, value)?;
        edits.push(Edit::insert(self.condition.value.span.end.checked_sub(1)?, ""));
        Some(edits)
    }

    fn moved(&self, source: &Source, to: &str, value: &str) -> Option<Vec<Edit>> {
        let replace_value = Edit::replace(self.key.value.span, value);
        if self.operator.name().eq_ignore_ascii_case(to) {
            return Some(vec![replace_value]);
        }
        let operators = &self.condition.value.as_object()?.members;
        if let Some(other) = operators.iter().find(|member| member.name().eq_ignore_ascii_case(to)) {
            let block = other.value.as_object()?;
            let held = block.members.iter().any(|member| member.name().eq_ignore_ascii_case(self.key.name()));
            let insertion = append(source, &other.value, block, &self.entry(source, value)?)?;
            return if held { None } else { Some(vec![insertion, self.remove(source)?]) };
        }
        if count(&self.operator.value)? == 1 {
            return Some(vec![Edit::replace(self.operator.key.span, format!("\"{to}\"")), replace_value]);
        }
        // A block of its own, with the blanks that its neighbour has.
        let block = &self.operator.value;
        let (first, last) = (block.as_object()?.members.first()?, block.as_object()?.members.last()?);
        let gap = blank_before(source, self.operator.key.span.start);
        let open = blank(source, Span::new(block.span.start + 1, first.key.span.start))?;
        let close = blank(source, Span::new(last.value.span.end, block.span.end.checked_sub(1)?))?;
        let colon = self.colon(source)?;
        let text = format!(",{gap}\"{to}\"{colon}{{{open}{}{close}}}", self.entry(source, value)?);
        Some(vec![self.remove(source)?, Edit::insert(operators.last()?.value.span.end, text)])
    }

    /// The key with another value, as it is written here.
    fn entry(&self, source: &Source, value: &str) -> Option<String> {
        Some(format!("{}{}{value}", source.slice(self.key.key.span), self.colon(source)?))
    }

    fn colon<'s>(&self, source: &'s Source) -> Option<&'s str> {
        let colon = source.slice(Span::new(self.key.key.span.end, self.key.value.span.start));
        (colon.trim() == ":").then_some(colon)
    }
}

fn count(node: &Node<'_>) -> Option<usize> {
    node.as_object().map(|object| object.members.len())
}

/// Puts a member behind those that an object has, with the blanks that stand before the last one.
fn append(source: &Source, node: &Node<'_>, object: &Object<'_>, member: &str) -> Option<Edit> {
    let Some(last) = object.members.last() else {
        blank(source, Span::new(node.span.start + 1, node.span.end.checked_sub(1)?))?;
        return Some(Edit::insert(node.span.start + 1, member));
    };
    blank(source, Span::new(last.value.span.end, node.span.end.checked_sub(1)?))?;
    let gap = blank_before(source, last.key.span.start);
    let gap = if object.members.len() == 1 && !gap.contains('\n') { " " } else { gap };
    Some(Edit::insert(last.value.span.end, format!(",{gap}{member}")))
}

/// The text under a span, where it is nothing but blanks.
fn blank(source: &Source, span: Span) -> Option<&str> {
    Some(source.slice(span)).filter(|text| text.chars().all(char::is_whitespace))
}

/// The blanks before a place.
fn blank_before(source: &Source, at: u32) -> &str {
    let before = source.slice(Span::new(0, at));
    &before[before.trim_end().len()..]
}
