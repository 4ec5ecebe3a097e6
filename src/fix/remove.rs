//! Taking elements out of a list, or members out of an object.
//!
//! One comma goes with each, and the blanks that belong to it: what stays keeps its line. Nothing
//! is taken out where the text is not what the tree says (a comma too many, a comment): then
//! nobody knows what an edit would make of it.

use super::Edit;
use crate::source::{Source, Span};
use crate::tree::{Member, Node, Value};

/// The edits that take the elements at `removed`, which are in order, out of a list.
pub fn remove_elements(source: &Source, list: &Node<'_>, removed: &[Span]) -> Option<Vec<Edit>> {
    let Value::Array(array) = &list.value else { return None };
    let elements: Vec<Span> = array.items.iter().map(|item| item.span).collect();
    if array.open { None } else { remove(source, list.span, &elements, removed) }
}

/// The edit that takes a member out of its object.
pub fn remove_member(source: &Source, object: &Node<'_>, member: &Member<'_>) -> Option<Edit> {
    let members: Vec<Span> = object.as_object()?.members.iter().map(Member::span).collect();
    remove(source, object.span, &members, &[member.span()])?.pop()
}

/// The edits that take some of the parts out of what is around them.
fn remove(source: &Source, around: Span, parts: &[Span], removed: &[Span]) -> Option<Vec<Edit>> {
    let mut indexes = removed.iter().filter_map(|part| parts.binary_search(part).ok()).peekable();
    let mut edits = Vec::new();
    while let Some(first) = indexes.next() {
        let mut last = first;
        while indexes.next_if_eq(&(last + 1)).is_some() {
            last += 1;
        }
        let run = &parts[first..=last];
        let gap = match (parts.get(last + 1), first.checked_sub(1)) {
            (Some(next), _) => Span::new(run[0].start, next.start),
            (None, Some(before)) => Span::new(parts[before].end, parts[last].end),
            (None, None) => Span::new(around.start + 1, around.end.checked_sub(1)?),
        };
        let commas = if run.len() < parts.len() { run.len() } else { run.len() - 1 };
        if !is_sound(source, gap, run, commas) {
            return None;
        }
        edits.push(Edit::replace(gap, ""));
    }
    Some(edits)
}

/// Whether there is nothing in a gap but its parts, so many commas, and blanks.
fn is_sound(source: &Source, gap: Span, parts: &[Span], commas: usize) -> bool {
    let starts = std::iter::once(gap.start).chain(parts.iter().map(|part| part.end));
    let ends = parts.iter().map(|part| part.start).chain([gap.end]);
    let between: String = starts.zip(ends).map(|(start, end)| source.slice(Span::new(start, end))).collect();
    between.matches(',').count() == commas && between.chars().all(|c| c == ',' || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of `text`, whose parts are the letters.
    fn without(text: &str, letters: &str) -> Option<String> {
        let source = Source::new("list.json", text.as_bytes().to_vec()).expect("a small text");
        let at = text.match_indices(char::is_alphabetic).map(|(at, _)| at);
        let parts: Vec<Span> = at.map(|at| Span::from_range(at..at + 1)).collect();
        let removed: Vec<Span> = parts.iter().copied().filter(|part| letters.contains(&text[part.range()])).collect();
        let mut rest = text.to_owned();
        for edit in remove(&source, Span::from_range(0..text.len()), &parts, &removed)?.iter().rev() {
            rest.replace_range(edit.span.range(), &edit.text);
        }
        Some(rest)
    }

    #[test]
    fn one_comma_goes_with_each() {
        for (text, letters, rest) in [
            ("[a, b, c]", "a", "[b, c]"),
            ("[a, b, c]", "b", "[a, c]"),
            ("[a, b, c]", "c", "[a, b]"),
            ("[a, b, c]", "bc", "[a]"),
            ("[a, b, c]", "ac", "[b]"),
            ("[ a ]", "a", "[]"),
            ("[a, b]", "ab", "[]"),
            ("[\n  a,\n  b,\n  c\n]", "ac", "[\n  b\n]"),
        ] {
            assert_eq!(without(text, letters).as_deref(), Some(rest), "{text} without {letters}");
        }
    }

    #[test]
    fn nothing_goes_where_the_text_is_broken() {
        for text in ["[a,, b]", "[a b]", "[a /* why */, b]", "[a; b]"] {
            assert_eq!(without(text, "a"), None, "{text}");
        }
    }
}
