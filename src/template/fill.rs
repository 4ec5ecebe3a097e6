//! A form written out with values in the place of its placeholders.

use super::Form;
use super::slot::Slot;
use crate::catalogue::Catalogue;
use crate::host;
use crate::source::{Source, Span};

/// A form that has been filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The policy, laid out as in the page, without the indent that the page gives it.
    pub text: String,
    /// The slots that no value was given for.
    pub missing: Vec<usize>,
}

impl Form<'_> {
    /// The partition that all ARNs of the form are in; nothing where they name none, or several.
    pub fn partition(&self) -> Option<String> {
        super::place::partition_of(&super::places(&self.root))
    }
}

/// Writes a form with the values that `value` gives for its slots.
///
/// ```
/// use std::sync::Arc;
/// use arnlint::catalogue::Catalogue;
/// use arnlint::host;
/// use arnlint::source::Source;
/// use arnlint::template::{Template, fill};
///
/// let page = "    {\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"sqs:SendMessage\",\n\
///             \x20     \"Resource\": \"arn:aws:sqs:REGION:ACCOUNT-ID:jobs\"}}\n\nReplace REGION with the AWS region.\n";
/// let source = Arc::new(Source::new("page.md", page.into()).unwrap());
/// let extracted = host::extract(&source, false);
/// let template = Template::read(&source, &extracted.documents, Catalogue::embedded());
/// let form = &template.forms[0];
/// assert_eq!(form.slots[0].description(), "the AWS region");
///
/// let filled = fill(form, Catalogue::embedded(), |slot| (slot.name == "REGION").then(|| "eu-west-1".into()));
/// assert!(filled.text.ends_with("arn:aws:sqs:eu-west-1:ACCOUNT-ID:jobs\"}}\n"));
/// assert_eq!(filled.missing, [1]);
/// ```
pub fn fill(form: &Form<'_>, catalogue: Catalogue<'_>, value: impl Fn(&Slot) -> Option<String>) -> Filled {
    let mut missing = Vec::new();
    let values: Vec<Option<String>> = form.slots.iter().map(&value).collect();
    missing.extend((0..values.len()).filter(|&at| values[at].is_none()));
    let text = dedented(&form.document.text);
    // The text by itself, so that every place is one in what is written.
    let Ok(source) = Source::new("policy.json", text.clone().into_bytes()) else { return Filled { text, missing } };
    let extracted = host::extract(&source, true);
    let Some(document) = extracted.documents.first() else { return Filled { text, missing } };
    let candidates: Vec<String> = form.slots.iter().map(|slot| slot.token.clone()).collect();
    let root = super::repair::repaired(&document.root, catalogue);
    let (mut slots, blanks) = super::slot::read(super::places(&root), &candidates, catalogue);
    super::slot::add_bare(&mut slots, document, &source);
    let mut edits: Vec<(Span, String)> = Vec::new();
    let given = |slot: &Slot| super::slot::find(&form.slots, &slot.token).and_then(|at| values[at].clone());
    for blank in &blanks {
        for (range, slot) in &blank.holes {
            if let Some(value) = given(&slots[*slot]) {
                edits.push((blank.place.text.span(range.clone()), escaped(&value)));
            }
        }
    }
    for slot in &slots {
        let bare = document.errors.iter().filter(|error| slot.places.contains(&error.span));
        for error in bare {
            if let Some(value) = given(slot) {
                let is_json = value.starts_with(['{', '[', '"']);
                edits.push((error.span, if is_json { value } else { format!("\"{}\"", escaped(&value)) }));
            }
        }
    }
    edits.sort_by_key(|(span, _)| *span);
    edits.dedup_by(|next, kept| next.0.overlaps(kept.0));
    let mut filled = String::with_capacity(text.len());
    let mut at = 0;
    for (span, value) in edits {
        filled.push_str(&text[at..span.start as usize]);
        filled.push_str(&value);
        at = span.end as usize;
    }
    filled.push_str(&text[at..]);
    if !filled.ends_with('\n') {
        filled.push('\n');
    }
    Filled { text: filled, missing }
}

/// A value as the content of a string of JSON.
fn escaped(value: &str) -> String {
    value.chars().fold(String::with_capacity(value.len()), |mut out, c| {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
        out
    })
}

/// A text without blank lines around it and without the indent that all of its lines have.
fn dedented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let common = lines.iter().filter(|line| !line.is_empty()).map(|line| indent(line)).min().unwrap_or_default();
    let lines: Vec<&str> = lines.iter().map(|line| line.get(common..).unwrap_or_default()).collect();
    let mut text = lines.join("\n").trim_matches('\n').to_owned();
    text.push('\n');
    text
}
