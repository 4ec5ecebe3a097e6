//! How long a policy is, as the quotas of AWS count it.

use super::Document;
use crate::source::{Source, Span};
use crate::tree::{Member, Node, Value};

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Characters, without the white space outside of strings.
    Bare,
    /// Characters, white space and all.
    Characters,
    /// Bytes, white space and all.
    Bytes,
}

impl Document<'_> {
    /// The length of the document. One that does not stand in its file as JSON is counted as it
    /// would be without white space, and what is not seen counts nothing.
    pub fn length(&self, counted: Counted, source: &Source) -> usize {
        match counted {
            Counted::Characters if self.verbatim => {
                own_lines(self.span(), source).map(|line| line.chars().count()).sum()
            }
            Counted::Bytes if self.verbatim => own_lines(self.span(), source).map(str::len).sum(),
            _ if !self.verbatim => bare_length(&self.root, &|_, decoded| decoded.chars().count() + 2),
            _ if source.slice(self.span()).is_ascii() => bare_length(&self.root, &|span, _| span.len() as usize),
            _ => bare_length(&self.root, &|span, _| source.slice(span).chars().count()),
        }
    }
}

/// The length of a value; `string` says how long a string is, by its bytes in the file and its text.
fn bare_length(node: &Node<'_>, string: &impl Fn(Span, &str) -> usize) -> usize {
    let below = |node: &Node<'_>| bare_length(node, string);
    let member = |member: &Member<'_>| string(member.key.span, member.name()) + 1 + below(&member.value);
    match &node.value {
        Value::Null | Value::Bool(true) => 4,
        Value::Bool(false) => 5,
        Value::Number(number) => number.len(),
        Value::String(text) => string(node.span, text.as_str()),
        Value::Template(_) | Value::Unknown => 0,
        Value::Array(array) => brackets(array.items.len()) + array.items.iter().map(below).sum::<usize>(),
        Value::Object(object) => brackets(object.members.len()) + object.members.iter().map(member).sum::<usize>(),
    }
}

/// Two brackets and the commas between so many elements.
const fn brackets(elements: usize) -> usize {
    2 + elements.saturating_sub(1)
}

/// The lines of a document without what a page puts before each of them: the indent of a list, the
/// mark of a quotation. It is what stands before the document on its first line.
fn own_lines(span: Span, source: &Source) -> impl Iterator<Item = &str> {
    let before = source.slice(Span::new(0, span.start));
    let margin = before.rsplit(['\n', '\r']).next().unwrap_or("").trim_start_matches('\u{feff}');
    let lines = source.slice(span).split_inclusive('\n').enumerate();
    lines.map(move |(number, line)| if number == 0 { line } else { line.strip_prefix(margin).unwrap_or(line) })
}
