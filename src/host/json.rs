//! A file that is one JSON document.

use std::borrow::Cow;

use super::Extracted;
use crate::json::{self, Fault, Parsed};
use crate::policy::{Document, Ours, mentions_a_policy, recognize};
use crate::source::{EncodingFault, Source, Span};
use crate::text_map::TextMap;
use crate::tree::{Node, Value};

pub(super) fn extract(source: &Source, all: bool) -> Extracted<'_> {
    if let Some(fault) = source.fault() {
        return unreadable(source, fault, all);
    }
    // Most files of a repository are about something else, and reading them is most of the work.
    if !all && !source.text().contains("tatement") {
        return Extracted::default();
    }
    let start = source.content_start();
    let text = &source.text()[start..];
    let span = Span::from_range(start..source.text().len());
    let parsed = json::parse(source.text(), text, &TextMap::linear(span.start, span.len()));
    let whole = Node { span, value: Value::Unknown };
    let ours = if all { Ours::Yes } else { judge(&parsed, text) };
    match ours {
        Ours::Yes => {
            let Parsed { root, errors, .. } = parsed;
            let root = root.unwrap_or(whole);
            let text = Cow::Borrowed(text);
            let document = Document { root, errors, encoding: None, policy_type: None, verbatim: true, text };
            Extracted { documents: vec![document], ..Extracted::default() }
        }
        Ours::LookAlike(what) => Extracted { look_alike: Some(what), ..Extracted::default() },
        Ours::No => Extracted::default(),
    }
}

/// Whether parsed text is a policy: by its shape, and where that is lost, by its words.
pub(super) fn judge(parsed: &Parsed<'_>, text: &str) -> Ours {
    // What is only too long has kept its shape, and policies are not so long.
    let is_broken = parsed.errors.iter().any(|error| error.fault != Fault::TooManyValues);
    match parsed.root.as_ref().map_or(Ours::No, recognize) {
        Ours::No if is_broken && mentions_a_policy(text) => Ours::Yes,
        ours => ours,
    }
}

fn unreadable(source: &Source, fault: EncodingFault, all: bool) -> Extracted<'_> {
    // In UTF-16 every other byte is NUL; the words are looked for without them.
    let ours = all || mentions_a_policy(&source.text().replace('\0', ""));
    if !ours {
        return Extracted::default();
    }
    let root = Node { span: Span::from_range(0..source.text().len()), value: Value::Unknown };
    let document = Document {
        root,
        errors: Vec::new(),
        encoding: Some(fault),
        policy_type: None,
        verbatim: false,
        text: Cow::Borrowed(source.text()),
    };
    Extracted { documents: vec![document], ..Extracted::default() }
}
