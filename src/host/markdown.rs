//! Policies in the code blocks of a Markdown page: fenced with any language or none, indented,
//! inside lists and quotes.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::block::Block;
use super::{Extracted, comment};
use crate::source::{Source, Span};

pub(super) fn extract(source: &Source) -> Extracted<'_> {
    let mut extracted = Extracted::default();
    let start = source.content_start();
    let is_mdx = source.name().to_ascii_lowercase().ends_with(".mdx");
    let mut block: Option<Lines> = None;
    for (event, range) in Parser::new_ext(&source.text()[start..], Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(Lines::default()),
            Event::Text(text) => {
                if let Some(block) = &mut block {
                    block.push(&text, start + range.start..start + range.end, source);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(block) = block.take() {
                    block.finish(source, &mut extracted);
                }
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                comment::take(source, start + range.start..start + range.end, ("<!--", "-->"), &mut extracted);
            }
            // MDX has expressions in place of HTML comments.
            Event::Start(Tag::Paragraph) if is_mdx => {
                comment::take(source, start + range.start..start + range.end, ("{/*", "*/}"), &mut extracted);
            }
            _ => {}
        }
    }
    extracted
}

/// The lines of a code block.
#[derive(Default)]
struct Lines {
    block: Block,
    /// A piece that does not stand in the file as it is: places in it would be guesses.
    altered: bool,
}

impl Lines {
    fn push(&mut self, text: &str, range: Range<usize>, source: &Source) {
        // The columns of a tab that the indent of a list or quote does not use up: blanks that no
        // byte of the file stands for.
        let is_rest_of_a_tab = range.is_empty() && text.bytes().all(|byte| byte == b' ');
        if is_rest_of_a_tab {
            self.block.push_decoded(text, Span::from_range(range));
        } else {
            self.altered |= &source.text()[range.clone()] != text;
            self.block.push(source, range);
        }
    }

    fn finish<'s>(self, source: &'s Source, extracted: &mut Extracted<'s>) {
        if !self.altered {
            self.block.read(source, extracted);
        }
    }
}
