//! Policies in the code blocks of a Markdown page: fenced with any language or none, indented,
//! inside lists and quotes.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::Extracted;
use super::json::judge;
use crate::json::{self, Parsed};
use crate::policy::{Document, Ours, mentions_a_policy};
use crate::source::{EncodingFault, Source, Span};
use crate::text_map::{Segment, TextMap};
use crate::tree::{Node, Value};

pub(super) fn extract(source: &Source) -> Extracted<'_> {
    let mut extracted = Extracted::default();
    if !source.text().contains("tatement") {
        return extracted;
    }
    let start = source.content_start();
    let mut block: Option<Block> = None;
    for (event, range) in Parser::new_ext(&source.text()[start..], Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(Block::default()),
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.push(&text, start + range.start..start + range.end, source.text());
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(block) = block.take() {
                    block.unfenced().finish(source, &mut extracted);
                }
            }
            _ => {}
        }
    }
    extracted
}

/// The text of a code block and where its lines stand.
#[derive(Default)]
struct Block {
    text: String,
    segments: Vec<Segment>,
    /// A piece that does not stand in the file as it is: places in it would be guesses.
    altered: bool,
}

impl Block {
    fn push(&mut self, text: &str, range: std::ops::Range<usize>, host: &str) {
        // The columns of a tab that the indent of a list or quote does not use up: blanks that no
        // byte of the file stands for.
        let is_rest_of_a_tab = range.is_empty() && text.bytes().all(|byte| byte == b' ');
        self.altered |= !is_rest_of_a_tab && &host[range.clone()] != text;
        let host = Span::from_range(range);
        let decoded = Span::from_range(self.text.len()..self.text.len() + text.len());
        self.text.push_str(text);
        match self.segments.last_mut() {
            // Outside of lists and quotes the lines of a block touch: one segment holds them all.
            Some(last) if last.host.end == host.start && !is_rest_of_a_tab && last.decoded_len == last.host.len() => {
                last.decoded_len += decoded.len();
                last.host.end = host.end;
            }
            _ => self.segments.push(Segment { decoded: decoded.start, decoded_len: decoded.len(), host }),
        }
    }

    /// A fence that is indented so far that it is text of an indented block: the page was meant
    /// for a reader that allows it.
    fn unfenced(self) -> Self {
        let Some(inner) = inside_fence(&self.text) else { return self };
        let (start, end) = (Span::from_range(inner.clone()).start, Span::from_range(inner.clone()).end);
        let pieces = TextMap::new(self.segments);
        let segments = pieces.slice(start, end).map(|piece| Segment { decoded: piece.decoded - start, ..piece });
        Self { text: self.text[inner].to_owned(), segments: segments.collect(), altered: self.altered }
    }

    fn finish<'s>(self, source: &'s Source, extracted: &mut Extracted<'s>) {
        if self.altered || !begins_like_a_document(&self.text) || !self.text.contains("tatement") {
            return;
        }
        let map = TextMap::new(self.segments);
        let parsed = json::parse(source.text(), &self.text, &map);
        match judge(&parsed, &self.text) {
            Ours::Yes => extracted.documents.push(document(source, self.text, &map, parsed)),
            Ours::LookAlike(what) => extracted.look_alike = Some(what),
            Ours::No => {}
        }
    }
}

fn document<'s>(source: &Source, text: String, map: &TextMap, parsed: Parsed<'s>) -> Document<'s> {
    let end = Span::from_range(0..text.trim_end().len());
    let whole = Node { span: map.span(end.start, end.end), value: Value::Unknown };
    let Parsed { root, errors, .. } = parsed;
    let root = root.unwrap_or(whole);
    let encoding =
        source.fault().filter(|fault| matches!(fault, EncodingFault::InvalidUtf8(span) if root.span.contains(*span)));
    Document { root, errors, encoding, policy_type: None, verbatim: true, text: Cow::Owned(text) }
}

/// Whether a block is a document and not a program: the first line that is no comment opens an
/// object or a list. Listings with printed line numbers count.
fn begins_like_a_document(text: &str) -> bool {
    let first = text.lines().map(str::trim_start).find(|line| !(line.is_empty() || is_comment(line)));
    let first = first.unwrap_or("").trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    first.starts_with('{') || first.starts_with('[') && mentions_a_policy(text)
}

/// The lines between the first line, where it is a fence, and the next of its kind.
fn inside_fence(text: &str) -> Option<std::ops::Range<usize>> {
    let fence = ["```", "~~~"].into_iter().find(|fence| text.trim_start().starts_with(fence))?;
    let mut lines = text.split_inclusive('\n');
    let start = lines.next()?.len();
    let inner: usize = lines.take_while(|line| !line.trim_start().starts_with(fence)).map(str::len).sum();
    Some(start..start + inner)
}

fn is_comment(line: &str) -> bool {
    ["#", "//", "/*"].iter().any(|start| line.starts_with(start))
}
