//! Where policies live: each host finds the policy documents of a source and parses them.

mod asciidoc;
mod block;
mod braces;
mod comment;
mod embedded;
mod html;
mod html_text;
mod json;
mod lines;
mod markdown;
mod restructured;
mod shell;

use memchr::memrchr;

use crate::policy::Document;
use crate::source::{Source, Span};

/// What a source held.
#[derive(Debug, Default)]
pub struct Extracted<'s> {
    /// The policy documents, in the order of the file.
    pub documents: Vec<Document<'s>>,
    /// What was seen and left alone, when it looked like a policy of another system.
    pub look_alike: Option<&'static str>,
    /// The comments that speak to arnlint, in the order of the file.
    pub comments: Vec<Span>,
}

/// The formats that hold policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A file that is one JSON document.
    Json,
    /// A page with policies in code blocks.
    Markdown,
    /// A page of `AsciiDoc`.
    AsciiDoc,
    /// A page of reStructuredText.
    ReStructuredText,
    /// A page of HTML, or a template of one.
    Html,
}

/// What the names of files end with, behind a dot.
const FORMATS: &[(&str, Format)] = &[
    ("json", Format::Json),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("mdx", Format::Markdown),
    ("adoc", Format::AsciiDoc),
    ("asciidoc", Format::AsciiDoc),
    ("asc", Format::AsciiDoc),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("rst", Format::ReStructuredText),
];

impl Format {
    /// The format that a file name promises.
    pub fn of_name(name: &str) -> Option<Self> {
        // No extension has a slash, so that one of a folder is none.
        let extension = &name[memrchr(b'.', name.as_bytes())? + 1..];
        let promised = FORMATS.iter().find(|(promise, _)| extension.eq_ignore_ascii_case(promise));
        promised.map(|&(_, format)| format)
    }

    /// The format of a text whose name says nothing: JSON where it begins like a document.
    fn of_text(text: &str) -> Self {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with(['{', '[']) { Self::Json } else { Self::Markdown }
    }
}

/// Finds the policy documents of a source. With `all` every document is taken for a policy,
/// whatever it looks like.
pub fn extract(source: &Source, all: bool) -> Extracted<'_> {
    let format = Format::of_name(source.name());
    match format.unwrap_or_else(|| if all { Format::Json } else { Format::of_text(source.text()) }) {
        Format::Json => json::extract(source, all),
        // Most pages are about something else.
        _ if !source.text().contains("tatement") && !source.text().contains(comment::MARK) => Extracted::default(),
        Format::Markdown => markdown::extract(source),
        Format::AsciiDoc => asciidoc::extract(source),
        Format::Html => html::extract(source),
        Format::ReStructuredText => restructured::extract(source),
    }
}
