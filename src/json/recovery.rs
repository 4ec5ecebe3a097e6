//! Brackets, commas and colons that are missing or too many, and how sure their repair is.
//!
//! A repair is certain where nothing else can have been meant. A text that was cut off, or whose
//! brackets do not come out even, can have lost anything: nothing about it is certain.

use std::ops::Range;

use super::Fault;
use super::blank::behind_blanks;
use super::parser::{Frame, Parser};
use crate::tree::{Member, Node, Value};

impl Parser<'_, '_> {
    /// Something stands behind the document.
    pub(super) fn trailing(&mut self, root: &Node<'_>) {
        // What JSON takes for no space, Rust may: it is something that stands there.
        let rest = self.at..self.text.trim_end().len().max(self.at + self.char_len());
        match self.bytes[self.at] {
            // Behind a text that is no document at all, one error is enough.
            _ if !matches!(root.value, Value::Object(_) | Value::Array(_)) && !self.errors.is_empty() => {}
            b'{' | b'[' => self.fault(Fault::SecondDocument, self.at..self.at + 1),
            bracket @ (b'}' | b']') => {
                let edit = self.edit(self.at..self.at + 1, "");
                let fault = Fault::WrongBracket { bracket: char::from(bracket) };
                // It may as well be one further up that closes too early.
                self.fault_with(fault, self.at..self.at + 1, None, vec![edit], false);
            }
            _ => {
                let text = self.excerpt(rest.clone());
                self.fault(Fault::Unexpected { text }, rest);
            }
        }
    }

    /// Where the brackets do not come out even, each guess at a missing one may be the wrong one.
    pub(super) fn weigh_brackets(&mut self) {
        let uneven = |fault: &Fault| {
            matches!(
                fault,
                Fault::WrongBracket { .. }
                    | Fault::UnclosedAtEnd { .. }
                    | Fault::SecondDocument
                    | Fault::StrayString { .. }
                    | Fault::MissingValue { .. }
                    | Fault::Unexpected { .. }
                    | Fault::TooManyErrors
                    | Fault::TooManyValues
            )
        };
        if self.errors.iter().any(|error| uneven(&error.fault)) {
            for error in self.errors.iter_mut().filter(|error| matches!(error.fault, Fault::Unclosed { .. })) {
                error.certain = false;
            }
        }
    }

    pub(super) fn trailing_comma(&mut self, frame: &Frame<'_>, comma: Option<usize>) {
        if let Some(comma) = comma {
            let edit = self.edit(comma..comma + 1, "");
            let fault = Fault::TrailingComma { key: frame.key.map(str::to_owned) };
            self.fault_with(fault, comma..comma + 1, None, vec![edit], true);
        }
    }

    /// Between the entry that ends at `end` and the one that starts at `start`.
    pub(super) fn missing_comma(&mut self, end: usize, start: usize) {
        let next = self.text[start..].bytes().next();
        let certain = self.is_gap(end, start) && (next == Some(b'"') || !self.text[..end].ends_with('"'));
        let edit = self.edit(end..end, ",");
        let place = self.before(end);
        self.fault_with(Fault::MissingComma, place, Some(self.first(start)), vec![edit], certain);
    }

    /// Between a key and the value that starts here.
    pub(super) fn missing_colon(&mut self) {
        let (end, start) = (self.last_end, self.at);
        let certain = self.is_gap(end, start);
        let edit = self.edit(end..end, ":");
        let place = self.before(end);
        self.fault_with(Fault::MissingColon, place, Some(self.first(start)), vec![edit], certain);
    }

    /// The character at `start`.
    fn first(&self, start: usize) -> Range<usize> {
        start..start + self.text[start..].chars().next().map_or(0, char::len_utf8)
    }

    /// The last character before `end`.
    fn before(&self, end: usize) -> Range<usize> {
        end - self.text[..end].chars().next_back().map_or(0, char::len_utf8)..end
    }

    /// Whether only a comma or colon can be missing between the last token and the next: both are
    /// whole, and no quote touches the other, as it does where a quote is missing or too many.
    fn is_gap(&self, end: usize, start: usize) -> bool {
        let before = self.text[..end].bytes().last().unwrap_or_default();
        let next = self.text[start..].bytes().next().unwrap_or_default();
        let whole = match next {
            b'{' => matches!(before, b'}' | b'"'),
            b'[' => matches!(before, b']' | b'"'),
            _ => matches!(before, b'"' | b'}' | b']') || before.is_ascii_alphanumeric(),
        };
        let touches = end == start && (before == b'"' || next == b'"' || before.is_ascii_alphanumeric());
        whole && matches!(next, b'"' | b'{' | b'[') && !touches
    }

    /// A closing bracket of the other kind, and nothing around that it could close.
    pub(super) fn wrong_bracket(&mut self, frame: &Frame<'_>, closer: u8) {
        let here = self.at..self.at + 1;
        let edit = self.edit(here.clone(), if closer == b'}' { "}" } else { "]" });
        let fault = Fault::WrongBracket { bracket: if closer == b'}' { ']' } else { '}' } };
        self.fault_with(fault, here, Some(frame.start..frame.start + 1), vec![edit], false);
    }

    /// A list or object is not closed before what stands at `before`.
    pub(super) fn unclosed(&mut self, frame: &Frame<'_>, before: usize, certain: bool) {
        self.unclosed_with(frame, before, if frame.bracket == b'{' { "}" } else { "]" }, certain);
    }

    pub(super) fn unclosed_with(&mut self, frame: &Frame<'_>, before: usize, closing: &str, certain: bool) {
        let edit = self.edit(self.last_end..self.last_end, closing);
        let fault = Fault::Unclosed { bracket: char::from(frame.bracket), key: frame.key.map(str::to_owned) };
        self.fault_with(fault, frame.start..frame.start + 1, Some(self.first(before)), vec![edit], certain);
    }

    /// The text ends inside brackets: one error for all of them, at the innermost.
    pub(super) fn end_of_text(&mut self, frame: &mut Frame<'_>) {
        frame.cut = true;
        if self.end_reported {
            return;
        }
        self.end_reported = true;
        let closers: String = self.open.iter().rev().map(|&bracket| if bracket == b'{' { '}' } else { ']' }).collect();
        let edit = self.edit(self.last_end..self.last_end, &closers);
        let fault = Fault::UnclosedAtEnd {
            bracket: char::from(frame.bracket),
            key: frame.key.map(str::to_owned),
            count: self.open.len(),
        };
        let end = self.before(self.last_end);
        self.fault_with(fault, frame.start..frame.start + 1, Some(end), vec![edit], false);
    }

    /// Reads no more, in place of a value.
    pub(super) fn stop(&mut self) -> Node<'static> {
        let here = self.span(self.at..self.at);
        self.fault(Fault::TooManyValues, self.at..self.at + self.char_len());
        self.bytes = &[];
        self.end_reported = true;
        Node { span: here, value: Value::Unknown }
    }

    /// Skips a value that is nested too deep, with a counter for a stack.
    pub(super) fn skip_deep(&mut self) -> Node<'static> {
        let start = self.at;
        self.fault(Fault::TooDeep, start..start + 1);
        let mut depth = 0_usize;
        let mut in_string = false;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' if in_string => self.at = (self.at + 1).min(self.bytes.len()),
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        self.last_end = self.at;
        // What follows from the depth is not worth another error.
        self.end_reported |= depth > 0;
        Node { span: self.span(start..self.at), value: Value::Unknown }
    }

    /// A step that reads nothing would never end.
    pub(super) fn progress(&mut self, before: usize) {
        if self.at == before && self.peek().is_some() {
            self.at += self.char_len();
        }
    }

    /// Whether a bracket around the one that is being read is of this kind.
    pub(super) fn inside(&self, bracket: u8) -> bool {
        self.open.split_last().is_some_and(|(_, around)| around.contains(&bracket))
    }

    /// The bracket around the one that is being read.
    pub(super) fn parent(&self) -> Option<u8> {
        self.open.iter().rev().nth(1).copied()
    }

    pub(super) fn colon_follows(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        bytes.get(behind_blanks(bytes, at)) == Some(&b':')
    }

    /// Whether the string that starts at `at` has a colon behind it.
    pub(super) fn string_is_key(&self, at: usize) -> bool {
        let mut bytes = self.text.as_bytes()[at + 1..].iter().enumerate();
        while let Some((index, byte)) = bytes.next() {
            match byte {
                b'\\' => _ = bytes.next(),
                b'"' => return self.colon_follows(at + 1 + index + 1),
                b'\n' | b'\r' => return false,
                _ => {}
            }
        }
        false
    }
}

/// Whether members can only be those of one entry of a list: none holds an object, whose closing
/// bracket could be the missing one, and none comes twice, as where two entries ran together.
pub(super) fn reads_as_one_entry(members: &[Member<'_>]) -> bool {
    let holds_object = |node: &Node<'_>| match &node.value {
        Value::Object(_) | Value::Unknown => true,
        Value::Array(array) => array.open || array.items.iter().any(|item| item.as_object().is_some()),
        _ => false,
    };
    let mut names: Vec<&str> = members.iter().map(Member::name).collect();
    names.sort_unstable();
    !members.is_empty()
        && names.windows(2).all(|pair| pair[0] != pair[1])
        && !members.iter().any(|member| holds_object(&member.value))
}
