//! Policies in an HTML page: in its listings, and as plain text where the page is a template
//! (Liquid, Jekyll) that puts a listing together.
//!
//! The reader is our own. What tokenizers of HTML give out is what a browser sees:
//! `<YOUR_BUCKET>` has become a tag, and the places of single entities are gone. We need both as
//! they are written, and not much else.

use std::collections::HashSet;
use std::ops::Range;

use super::block::Block;
use super::html_text::{Tag, decode_entity, is_void};
use super::{Extracted, comment, embedded};
use crate::source::{Source, Span};

pub(super) fn extract(source: &Source) -> Extracted<'_> {
    let mut reader = Reader::new(source);
    reader.run();
    reader.close_listing();
    // What stands in no listing is prose, but for what a template keeps for one.
    let mut extracted = reader.extracted;
    embedded::read(&reader.page, source, &mut extracted);
    extracted.documents.sort_by_key(|document| document.span().start);
    extracted
}

/// An element whose text is shown as it is.
struct Listing {
    name: String,
    /// How many elements of this name are open.
    depth: usize,
    block: Block,
}

struct Reader<'s> {
    source: &'s Source,
    text: &'s str,
    extracted: Extracted<'s>,
    /// The text outside of listings.
    page: Block,
    listing: Option<Listing>,
    /// The names of elements that are closed somewhere.
    closed: HashSet<String>,
    /// The last `>`: behind it no tag ends.
    last_angle: usize,
    /// A quote of an attribute was never closed; from there on quotes mean nothing.
    is_unquoted: bool,
}

impl<'s> Reader<'s> {
    fn new(source: &'s Source) -> Self {
        let text = source.text();
        let closed = text.split("</").skip(1).filter_map(|rest| Tag::name(rest).map(str::to_ascii_lowercase)).collect();
        let (extracted, page) = (Extracted::default(), Block::default());
        let last_angle = text.rfind('>').unwrap_or(0);
        Self { source, text, extracted, page, listing: None, closed, last_angle, is_unquoted: false }
    }

    fn run(&mut self) {
        let mut at = self.source.content_start();
        while let Some(len) = self.text[at..].find(['<', '&']) {
            self.push(at..at + len);
            at += len;
            at = if self.text[at..].starts_with('&') { self.entity(at) } else { self.markup(at) };
        }
        self.push(at..self.text.len());
    }

    fn push(&mut self, range: Range<usize>) {
        let source = self.source;
        self.block().push(source, range);
    }

    fn block(&mut self) -> &mut Block {
        self.listing.as_mut().map_or(&mut self.page, |listing| &mut listing.block)
    }

    /// Each of these takes what begins at `at` and gives the place behind it.
    fn entity(&mut self, at: usize) -> usize {
        let Some((len, text)) = decode_entity(&self.text[at..]) else {
            self.push(at..at + 1);
            return at + 1;
        };
        self.block().push_decoded(text.encode_utf8(&mut [0; 4]), Span::from_range(at..at + len));
        at + len
    }

    fn markup(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("<!--") {
            let end = rest.find("-->").map_or(self.text.len(), |len| at + len + 3);
            comment::push(self.source, at..end, at + "<!--".len(), &mut self.extracted);
            return end;
        }
        match self.tag(at) {
            Some(tag) if tag.is_closing => self.closing_tag(at, &tag),
            Some(tag) => self.opening_tag(at, &tag),
            None => {
                self.push(at..at + 1);
                at + 1
            }
        }
    }

    /// The tag at `at`, where what stands in angles is one and no placeholder.
    fn tag(&mut self, at: usize) -> Option<Tag<'s>> {
        if at > self.last_angle {
            return None;
        }
        let tag = match Tag::read(&self.text[at..], !self.is_unquoted) {
            None if !self.is_unquoted && Tag::read(&self.text[at..], false).is_some() => {
                self.is_unquoted = true;
                Tag::read(&self.text[at..], false)?
            }
            tag => tag?,
        };
        let name = tag.name.to_ascii_lowercase();
        let has_attributes = tag.attributes.contains('=');
        let is_bare = tag.attributes.trim_end_matches('/').trim().is_empty();
        let is_closed = tag.is_closing || self.closed.contains(&name);
        let is_tag = if tag.is_custom() {
            has_attributes || is_closed
        } else {
            tag.is_element() && (has_attributes || is_bare && (is_closed || is_void(&name) || self.listing.is_none()))
        };
        is_tag.then_some(tag)
    }

    fn opening_tag(&mut self, at: usize, tag: &Tag<'_>) -> usize {
        let end = at + tag.len;
        let name = tag.name.to_ascii_lowercase();
        match name.as_str() {
            "script" | "style" | "textarea" => return self.raw_element(&name, tag, end),
            "br" => self.block().push_decoded("\n", Span::from_range(at..end)),
            "pre" | "code" => match &mut self.listing {
                Some(listing) if listing.name == name => listing.depth += 1,
                Some(_) => {}
                None => self.listing = Some(Listing { name, depth: 1, block: Block::default() }),
            },
            _ => {}
        }
        end
    }

    fn closing_tag(&mut self, at: usize, tag: &Tag<'_>) -> usize {
        let end = at + tag.len;
        let name = tag.name.to_ascii_lowercase();
        match &mut self.listing {
            Some(listing) if listing.name == name => {
                listing.depth -= 1;
                if listing.depth == 0 {
                    self.close_listing();
                }
            }
            _ if ["div", "li", "p", "tr"].contains(&name.as_str()) => {
                self.block().push_decoded("\n", Span::from_range(at..end));
            }
            _ => {}
        }
        end
    }

    fn close_listing(&mut self) {
        if let Some(listing) = self.listing.take() {
            listing.block.read(self.source, &mut self.extracted);
        }
    }

    /// An element in which tags are text: of the scripts, only data is looked at.
    fn raw_element(&mut self, name: &str, tag: &Tag<'_>, start: usize) -> usize {
        let content = &self.text[start..];
        let mut closers = content.match_indices("</").map(|(at, _)| at);
        let len = closers
            .find(|at| Tag::name(&content[at + 2..]).is_some_and(|found| found.eq_ignore_ascii_case(name)))
            .unwrap_or(content.len());
        let end = start + len;
        let mut block = Block::default();
        let mut at = start;
        while let Some(len) = self.text[at..end].find('&').filter(|_| name == "textarea") {
            block.push(self.source, at..at + len);
            at += len;
            if let Some((len, text)) = decode_entity(&self.text[at..end]) {
                block.push_decoded(text.encode_utf8(&mut [0; 4]), Span::from_range(at..at + len));
                at += len;
            } else {
                block.push(self.source, at..at + 1);
                at += 1;
            }
        }
        block.push(self.source, at..end);
        if name == "textarea" || name == "script" && tag.attributes.contains("json") {
            block.read(self.source, &mut self.extracted);
        }
        end
    }
}
