//! A block of a page: its text, where that stands in the file, and the policies in it.
//!
//! What a page host takes for a block is its own business; what is done with one is the same for
//! all of them.

use std::borrow::Cow;
use std::ops::Range;

use super::braces::Braces;
use super::json::judge;
use super::{Extracted, embedded};
use crate::json::{self, Fault, Parsed};
use crate::policy::{Document, Ours, mentions_a_policy, recognize};
use crate::source::{EncodingFault, Source, Span};
use crate::text_map::TextMap;
use crate::tree::{Node, Value};

/// Decoded text, and the way back to the bytes of the file.
#[derive(Default)]
pub(super) struct Block {
    pub(super) text: String,
    map: TextMap,
}

impl Block {
    /// Adds bytes of the file that stand for themselves.
    pub(super) fn push(&mut self, source: &Source, range: Range<usize>) {
        let host = Span::from_range(range.clone());
        self.text.push_str(&source.text()[range]);
        self.map.push(host.len(), host);
    }

    /// Adds text that the bytes under `host` stand for as a whole.
    pub(super) fn push_decoded(&mut self, text: &str, host: Span) {
        self.text.push_str(text);
        self.map.push(Span::from_range(0..text.len()).len(), host);
    }

    /// Adds a piece of another block.
    pub(super) fn push_piece(&mut self, block: &Self, range: Range<usize>) {
        let piece = Span::from_range(range.clone());
        self.text.push_str(&block.text[range]);
        for segment in block.map.slice(piece.start, piece.end) {
            self.map.push(segment.decoded_len, segment.host);
        }
    }

    /// The bytes of the file behind a piece of the text.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let piece = Span::from_range(range);
        self.map.span(piece.start, piece.end)
    }

    pub(super) fn cut(&self, range: Range<usize>) -> Self {
        let piece = Span::from_range(range.clone());
        Self { text: self.text[range].to_owned(), map: self.map.cut(piece.start, piece.end) }
    }

    /// Takes the policies of a block whose text may be anything: a document, or a listing of
    /// something else that holds some.
    pub(super) fn read<'s>(self, source: &'s Source, extracted: &mut Extracted<'s>) {
        if !self.text.contains("tatement") {
            return;
        }
        let block = self.unfenced();
        if !(begins_like_a_document(&block.text) && block.read_documents(source, extracted)) {
            embedded::read(&block, source, extracted);
        }
    }

    /// A fence that is indented so far that it is text of an indented block: the page was meant
    /// for a reader that allows it.
    fn unfenced(self) -> Self {
        inside_fence(&self.text).map(|inner| self.cut(inner)).unwrap_or(self)
    }

    /// Takes a text that is one document, or several behind one another. Says whether it was one.
    pub(super) fn read_documents<'s>(&self, source: &'s Source, extracted: &mut Extracted<'s>) -> bool {
        let parsed = self.parse(source);
        let goes_on = |fault: &Fault| matches!(fault, Fault::SecondDocument | Fault::Unexpected { .. });
        if parsed.errors.iter().any(|error| goes_on(&error.fault)) && self.read_several(source, extracted) {
            return true;
        }
        let ours = judge(&parsed, &self.text);
        self.take(source, parsed, ours, extracted)
    }

    /// Takes the documents of a text that shows more than one, or other things behind one.
    fn read_several<'s>(&self, source: &'s Source, extracted: &mut Extracted<'s>) -> bool {
        let braces = Braces::of(&self.text);
        let mut pieces = Vec::new();
        let mut end = 0;
        let behind = loop {
            let rest = &self.text[end..];
            let start = end + (rest.len() - rest.trim_start().len());
            let begins_a_line = end == 0 || self.text[end..start].contains('\n');
            let Some(close) = braces.closing(start).filter(|_| begins_a_line) else { break start };
            pieces.push(start..close + 1);
            end = close + 1;
        };
        let rest = &self.text[behind..];
        // What goes on in the words of JSON belongs to the document, and is a fault of it.
        let is_listing = rest.is_empty()
            || self.text[end..behind].contains('\n') && !rest.starts_with(['{', '}', '[', ']', ',', ':', '"', '\'']);
        if !is_listing || pieces.is_empty() {
            return false;
        }
        let parts: Vec<(Self, bool)> = pieces
            .into_iter()
            .map(|piece| {
                let part = self.cut(piece);
                let is_policy = part.text.contains("tatement")
                    && part.parse(source).root.is_some_and(|root| recognize(&root) != Ours::No);
                (part, is_policy)
            })
            .collect();
        // A statement behind its policy is a mistake, and no other document.
        if !parts.iter().any(|part| part.1) || parts.iter().any(|part| !part.1 && part.0.text.contains("\"Effect\"")) {
            return false;
        }
        for (part, _) in parts.iter().filter(|part| part.1) {
            part.read_policy(source, extracted, |_| true);
        }
        embedded::read(&self.cut(behind..self.text.len()), source, extracted);
        true
    }

    /// Takes the document where its shape is that of a policy and `accept` agrees.
    pub(super) fn read_policy<'s>(
        &self,
        source: &'s Source,
        extracted: &mut Extracted<'s>,
        accept: impl Fn(&Fault) -> bool,
    ) -> bool {
        if !self.text.contains("tatement") {
            return false;
        }
        let parsed = self.parse(source);
        let ours = match &parsed.root {
            Some(root) if parsed.errors.iter().all(|error| accept(&error.fault)) => recognize(root),
            _ => Ours::No,
        };
        self.take(source, parsed, ours, extracted)
    }

    fn parse<'s>(&self, source: &'s Source) -> Parsed<'s> {
        json::parse(source.text(), &self.text, &self.map)
    }

    fn take<'s>(&self, source: &Source, parsed: Parsed<'s>, ours: Ours, extracted: &mut Extracted<'s>) -> bool {
        match ours {
            Ours::Yes => extracted.documents.push(self.document(source, parsed)),
            Ours::LookAlike(what) => extracted.look_alike = Some(what),
            Ours::No => {}
        }
        ours != Ours::No
    }

    fn document<'s>(&self, source: &Source, parsed: Parsed<'s>) -> Document<'s> {
        let Parsed { root, errors, .. } = parsed;
        let whole = Node { span: self.span(0..self.text.trim_end().len()), value: Value::Unknown };
        let root = root.unwrap_or(whole);
        let here = root.span;
        let encoding =
            source.fault().filter(|fault| matches!(fault, EncodingFault::InvalidUtf8(span) if here.contains(*span)));
        let verbatim = self.is_verbatim(source, here);
        let text = Cow::Owned(self.text.clone());
        Document { root, errors, encoding, policy_type: None, verbatim, text }
    }

    /// Whether the bytes under `document` are those of the text, but for what the page puts
    /// before each line: indents, and the marks of a quote.
    fn is_verbatim(&self, source: &Source, document: Span) -> bool {
        let segments = self.map.segments();
        let first = segments.partition_point(|segment| segment.host.end <= document.start);
        let len = segments[first..].partition_point(|segment| segment.host.start < document.end);
        let mut before: Option<Span> = None;
        segments[first..first + len].iter().all(|segment| {
            let gap = before.map_or("", |before| source.slice(Span::new(before.end, segment.host.start)));
            let at = segment.decoded as usize;
            // Readers of pages leave out the first half of a line end.
            let begins_a_line = matches!(gap, "" | "\r") || self.text[..at].ends_with(['\n', ' ']);
            before = Some(segment.host);
            // Nothing but blanks comes from no byte of the file: the rest of a tab.
            (segment.is_linear() || segment.host.is_empty())
                && begins_a_line
                && gap.bytes().all(|byte| byte == b'>' || byte.is_ascii_whitespace())
        })
    }
}

/// Whether a block is a document and not a program: the first line that is no comment opens an
/// object or a list. Listings with printed line numbers count.
pub(super) fn begins_like_a_document(text: &str) -> bool {
    let first = text.lines().map(str::trim_start).find(|line| !(line.is_empty() || is_comment(line)));
    let first = first.unwrap_or("").trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim_start();
    first.starts_with('{') && !first.starts_with("{%") || first.starts_with('[') && mentions_a_policy(text)
}

/// The lines between the first line, where it is a fence, and the next of its kind.
fn inside_fence(text: &str) -> Option<Range<usize>> {
    let fence = ["```", "~~~"].into_iter().find(|fence| text.trim_start().starts_with(fence))?;
    let mut lines = text.split_inclusive('\n');
    let start = lines.next()?.len();
    let inner: usize = lines.take_while(|line| !line.trim_start().starts_with(fence)).map(str::len).sum();
    Some(start..start + inner)
}

fn is_comment(line: &str) -> bool {
    ["#", "//", "/*"].iter().any(|start| line.starts_with(start))
}
