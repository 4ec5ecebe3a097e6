//! Policies in the listing and literal blocks of an `AsciiDoc` page, and in its literal paragraphs.
//!
//! The blocks that hold others (`====`, `--`, `****`) need no reading: what is between their
//! delimiters is found as if they were not there.

use super::lines::{self, Line};
use super::{Extracted, comment};
use crate::source::Source;

pub(super) fn extract(source: &Source) -> Extracted<'_> {
    let mut extracted = Extracted::default();
    let lines = lines::of(source);
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let before = at.checked_sub(1).map(|before| lines[before]);
        if line.text.starts_with("//") {
            let start = line.start;
            comment::push(source, start..start + line.text.trim_end().len(), start + 2, &mut extracted);
        }
        if let Some(delimiter) = delimiter(*line).filter(|_| !is_underline(&lines[..at], *line)) {
            let rest = &lines[at + 1..];
            let len = rest.iter().position(|line| line.text.trim_end() == delimiter).unwrap_or(rest.len());
            if !delimiter.starts_with('/') {
                lines::block(source, &rest[..len], without_callouts).read(source, &mut extracted);
            }
            at += len + 2;
        } else if !line.is_blank() && before.is_none_or(begins_a_paragraph) {
            let rest = &lines[at..];
            let len = if line.indent() > 0 {
                lines::deeper(rest, 0)
            } else if before.is_some_and(is_listing_style) {
                rest.iter().position(|line| line.is_blank()).unwrap_or(rest.len())
            } else {
                0
            };
            if len > 0 {
                lines::block(source, &rest[..len], without_callouts).read(source, &mut extracted);
            }
            at += len.max(1);
        } else {
            at += 1;
        }
    }
    extracted
}

/// What opens a block, and closes it: four or more signs, or a fence with a language behind it.
fn delimiter(line: Line<'_>) -> Option<&str> {
    let text = line.text.trim_end();
    let is_run = |sign: char| text.len() >= 4 && text.chars().all(|c| c == sign);
    if ['-', '.', '/'].into_iter().any(is_run) {
        return Some(text);
    }
    text.strip_prefix("```").filter(|language| !language.contains('`')).map(|_| "```")
}

/// Whether signs under a line of text of the same length make it a heading.
fn is_underline(before: &[Line<'_>], line: Line<'_>) -> bool {
    let [rest @ .., title] = before else { return false };
    let text = title.text.trim_end();
    let is_alone = rest.last().is_none_or(|line| line.is_blank());
    is_alone
        && line.text.starts_with('-')
        && text.starts_with(char::is_alphanumeric)
        && text.chars().count().abs_diff(line.text.trim_end().len()) <= 1
}

/// Whether the line behind this one begins a paragraph: behind a blank line, the style of a block
/// or its title, and the sign that goes on with a list.
fn begins_a_paragraph(before: Line<'_>) -> bool {
    let text = before.text.trim_end();
    text.is_empty() || text == "+" || text.starts_with('[') && text.ends_with(']') || is_title(text)
}

fn is_title(text: &str) -> bool {
    text.strip_prefix('.').is_some_and(|title| title.starts_with(char::is_alphanumeric))
}

/// `[source,json]` and its like: the paragraph behind it is a listing.
fn is_listing_style(before: Line<'_>) -> bool {
    ["[source", "[listing", "[literal"].iter().any(|style| before.text.starts_with(style))
}

/// The length of a line without the numbers of callouts at its end, and without the sign of a
/// comment that hides them from who copies the text: `// <1>`, `<2> <3>`, `<!--4-->`.
fn without_callouts(line: &str) -> usize {
    let mut text = line;
    while let Some(shorter) = without_callout(text.trim_end()) {
        text = shorter;
    }
    if text.len() == line.len() {
        return line.len();
    }
    let text = text.trim_end();
    let code = ["//", "#", "--", ";;"].into_iter().find_map(|comment| text.strip_suffix(comment));
    code.unwrap_or(text).trim_end().len()
}

fn without_callout(text: &str) -> Option<&str> {
    let inside = text.strip_suffix("-->").or_else(|| text.strip_suffix('>'))?;
    let before = inside.trim_end_matches(|c: char| c.is_ascii_digit());
    let before = if before.len() < inside.len() { before } else { before.strip_suffix('.')? };
    before.strip_suffix("<!--").or_else(|| before.strip_suffix('<'))
}
