//! Places, pieces of text and faults: what the reading functions give out.

use std::ops::Range;

use super::parser::Parser;
use super::{Fault, MAX_ERRORS, Repair, SyntaxError};
use crate::source::{Span, Spanned};
use crate::tree::Text;

impl<'s> Parser<'_, 's> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        if let Some(start) = self.host_start {
            return Span::from_range(start + range.start..start + range.end);
        }
        if range.is_empty() && range.start > 0 {
            // What is empty belongs to what stands before it, also where a line of the host ends.
            return Span::at(self.map.span(small(range.start - 1), small(range.start)).end);
        }
        self.map.span(small(range.start), small(range.end))
    }

    pub(super) fn edit(&self, range: Range<usize>, text: &str) -> Repair {
        Repair { span: self.span(range), text: text.to_owned() }
    }

    /// Inserts `text` before what stands at `at`.
    pub(super) fn insert_before(&self, at: usize, text: &str) -> Repair {
        Repair { span: Span::at(self.map.offset(small(at))), text: text.to_owned() }
    }

    /// A piece of the text for a message.
    pub(super) fn excerpt(&self, range: Range<usize>) -> String {
        crate::wording::shorten(&self.text[range], 40)
    }

    pub(super) fn fault(&mut self, fault: Fault, range: Range<usize>) {
        self.fault_with(fault, range, None, Vec::new(), false);
    }

    pub(super) fn fault_at(&mut self, fault: Fault, span: Span) {
        self.push(fault, span, None, Vec::new(), false);
    }

    pub(super) fn fault_with(
        &mut self,
        fault: Fault,
        range: Range<usize>,
        related: Option<Range<usize>>,
        repair: Vec<Repair>,
        certain: bool,
    ) {
        let span = self.span(range);
        let related = related.map(|range| self.span(range));
        self.push(fault, span, related, repair, certain);
    }

    pub(super) fn push(&mut self, fault: Fault, span: Span, related: Option<Span>, repair: Vec<Repair>, certain: bool) {
        if self.errors.len() > MAX_ERRORS {
            return;
        }
        if fault.folds() {
            let kind = std::mem::discriminant(&fault);
            if let Some(first) = self.errors.iter_mut().find(|error| std::mem::discriminant(&error.fault) == kind) {
                // A string that was given back is read, and found at fault, a second time.
                if span.start <= first.repeats.last().unwrap_or(&first.span).start {
                    return;
                }
                first.repeats.push(span);
                first.repair.extend(repair);
                first.certain &= certain;
                return;
            }
        }
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(SyntaxError { fault, span, related, repair, certain, repeats: Vec::new() });
            return;
        }
        self.errors.push(SyntaxError {
            fault: Fault::TooManyErrors,
            span,
            related: None,
            repair: Vec::new(),
            certain: false,
            repeats: Vec::new(),
        });
        self.bytes = &[];
        self.end_reported = true;
    }

    pub(super) fn text_at(&self, range: Range<usize>) -> Text<'s> {
        if range.is_empty() {
            return Text::verbatim("", self.span(range).start);
        }
        let (start, end) = (small(range.start), small(range.end));
        match self.map.verbatim(start, end) {
            Some(host) => {
                let slice = Span::new(host, host + (end - start)).range();
                Text::verbatim(&self.host[slice], host)
            }
            None => self.mapped(range),
        }
    }

    pub(super) fn spanned(&self, value: Text<'s>, range: Range<usize>) -> Spanned<Text<'s>> {
        Spanned { span: self.span(range), value }
    }
}

/// Offsets of a text fit 32 bits, because its host does.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn small(n: usize) -> u32 {
    n as u32
}
