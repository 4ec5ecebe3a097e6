//! Resources as ARNs.

use std::borrow::Cow;
use std::ops::Range;

use super::{Entry, Reader, has_variable, unreplaced, variables};
use crate::arn::{Arn, Field};
use crate::catalogue::ArnFormat;
use crate::pattern;

/// An entry of `Resource` or `NotResource` that is an ARN with all its fields.
#[derive(Debug)]
pub struct ResourceArn<'d> {
    /// The string.
    pub entry: Entry<'d>,
    /// Its fields.
    pub arn: Arn<'d>,
    /// The bytes of its text that are still to be filled in.
    placeholders: Vec<Range<usize>>,
    /// The first format it can be of.
    format: Option<ArnFormat<'d>>,
    /// The other formats it can be of: mostly there is none.
    other_formats: Vec<ArnFormat<'d>>,
    /// Whether its service has formats at all.
    has_known_service: bool,
    /// Whether a part of it is filled in later: a variable or a placeholder stands anywhere in it.
    is_open: bool,
}

impl<'d> ResourceArn<'d> {
    #[inline]
    pub(super) fn read(entry: Entry<'d>, reader: &Reader<'_, 'd>) -> Option<Self> {
        let arn = Arn::parse(entry.text.as_str())?.ok()?;
        let placeholders = unreplaced(reader.placeholders, entry.span());
        let placeholders: Vec<Range<usize>> = placeholders.map(|found| found.value.range.clone()).collect();
        let name = arn.resource.text;
        let has_variables = has_variable(entry.text.as_str());
        let name = if has_variables {
            Cow::Owned(opened(name, variables(name).map(|variable| variable.range).collect()))
        } else {
            Cow::Borrowed(name)
        };
        let (mut format, mut other_formats, mut has_known_service) = (None, Vec::new(), false);
        for candidate in reader.catalogue.arn_formats(arn.service.text) {
            has_known_service = true;
            if !candidate.fits(&name) {
                continue;
            }
            if format.is_none() {
                format = Some(candidate);
            } else {
                other_formats.push(candidate);
            }
        }
        let is_open = has_variables || !placeholders.is_empty();
        Some(Self { entry, arn, placeholders, format, other_formats, has_known_service, is_open })
    }

    /// Whether a field says exactly what it means: no wildcard, no variable, no placeholder.
    #[inline]
    pub fn is_literal(&self, field: &Field<'_>) -> bool {
        !pattern::is_pattern(field.text) && !self.is_open(field)
    }

    /// Whether a part of a field is filled in later: it holds a variable or a placeholder.
    pub fn is_open(&self, field: &Field<'_>) -> bool {
        self.is_open
            && (has_variable(field.text)
                || self.placeholders.iter().any(|token| token.start < field.range.end && field.range.start < token.end))
    }

    /// The field as a pattern of all that it can turn out to be: what is filled in is `*`.
    pub fn pattern(&self, field: &Field<'d>) -> Cow<'d, str> {
        let text = field.text;
        if !self.is_open(field) {
            return Cow::Borrowed(text);
        }
        let variables = variables(text).map(|variable| variable.range);
        let start = field.range.start;
        let tokens = self.placeholders.iter().filter(|token| token.start < field.range.end && start < token.end);
        let tokens = tokens.map(|token| token.start.saturating_sub(start)..token.end.min(field.range.end) - start);
        Cow::Owned(opened(text, variables.chain(tokens).collect()))
    }

    /// The formats that the ARN can be of, by its service and the part behind the fifth colon. A
    /// placeholder there is taken for the name that it stands for, not for any text.
    pub fn formats(&self) -> impl Iterator<Item = ArnFormat<'d>> {
        self.format.into_iter().chain(self.other_formats.iter().copied())
    }

    /// The first of the formats.
    pub const fn format(&self) -> Option<ArnFormat<'d>> {
        self.format
    }

    /// Whether the catalogue knows formats of ARNs for the service of this one.
    pub const fn has_known_service(&self) -> bool {
        self.has_known_service
    }
}

/// `text` with each of the ranges as `*`.
fn opened(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut pattern = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        // Ranges may overlap: a placeholder inside of a variable.
        if range.start >= at {
            pattern.push_str(&text[at..range.start]);
            pattern.push('*');
        }
        at = at.max(range.end);
    }
    pattern.push_str(&text[at..]);
    pattern
}
