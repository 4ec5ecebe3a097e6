//! The lines of a page whose structure is one of lines and indents, and the blocks among them.

use std::ops::Range;

use super::block::Block;
use crate::source::Source;

/// A line.
#[derive(Clone, Copy)]
pub(super) struct Line<'s> {
    /// Where it begins in the file.
    pub(super) start: usize,
    /// Its text with the end of the line.
    pub(super) text: &'s str,
}

impl<'s> Line<'s> {
    /// The blanks before the text, in bytes.
    pub(super) fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    pub(super) fn is_blank(self) -> bool {
        self.content().is_empty()
    }

    /// The text without blanks around it.
    pub(super) fn content(self) -> &'s str {
        self.text.trim()
    }
}

/// The lines of a source.
pub(super) fn of(source: &Source) -> Vec<Line<'_>> {
    let mut start = source.content_start();
    let lines = source.text()[start..].split_inclusive('\n');
    lines
        .map(|text| {
            let line = Line { start, text };
            start += text.len();
            line
        })
        .collect()
}

/// How many of `lines` are blank or indented by more than `indent`, without the blank ones at the
/// end.
pub(super) fn deeper(lines: &[Line<'_>], indent: usize) -> usize {
    let len = lines.iter().position(|line| !line.is_blank() && line.indent() <= indent).unwrap_or(lines.len());
    lines[..len].iter().rposition(|line| !line.is_blank()).map_or(0, |last| last + 1)
}

/// The block that `lines` make, without the blanks that indent the first of them. `kept` says
/// which part of the text of a line belongs to it.
pub(super) fn block(source: &Source, lines: &[Line<'_>], kept: impl Fn(&str) -> usize) -> Block {
    let mut block = Block::default();
    let indent = lines.iter().find(|line| !line.is_blank()).map_or(0, |line| line.indent());
    for line in lines {
        let end_of_line = line.text.trim_end_matches(['\r', '\n']).len();
        let from = indent.min(line.indent());
        push(&mut block, source, line, from..kept(&line.text[..end_of_line]).max(from));
        push(&mut block, source, line, end_of_line..line.text.len());
    }
    block
}

fn push(block: &mut Block, source: &Source, line: &Line<'_>, range: Range<usize>) {
    block.push(source, line.start + range.start..line.start + range.end);
}
