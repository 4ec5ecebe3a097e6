//! Comments that speak to arnlint. What they say is read elsewhere.

use std::ops::Range;

use super::Extracted;
use crate::source::{Source, Span};

/// What such a comment begins with.
pub(super) const MARK: &str = "arnlint-ignore";

/// Takes the comments between these delimiters that lie in a piece of the file.
pub(super) fn take(source: &Source, range: Range<usize>, (open, close): (&str, &str), extracted: &mut Extracted<'_>) {
    let mut at = range.start;
    while let Some(start) = source.text()[at..range.end].find(open).map(|found| at + found) {
        let inner = start + open.len();
        let end = source.text()[inner..range.end].find(close).map_or(range.end, |found| inner + found + close.len());
        push(source, start..end, inner, extracted);
        at = end;
    }
}

/// Takes one comment whose text begins at `inner`, if it speaks to us.
pub(super) fn push(source: &Source, range: Range<usize>, inner: usize, extracted: &mut Extracted<'_>) {
    if source.text()[inner..range.end].trim_start().starts_with(MARK) {
        extracted.comments.push(Span::from_range(range));
    }
}
