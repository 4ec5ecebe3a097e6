//! Keys, and the values that are words: literals, numbers, and strings that lack their quotes.

use std::ops::Range;

use super::Fault;
use super::parser::Parser;
use super::quotes::{is_plain, is_typographic};
use crate::source::Spanned;
use crate::tree::{Node, Text, Value};

/// Words of other languages, and what JSON says instead.
const FOREIGN: &[(&str, &str)] = &[
    ("True", "true"),
    ("TRUE", "true"),
    ("False", "false"),
    ("FALSE", "false"),
    ("None", "null"),
    ("nil", "null"),
    ("NULL", "null"),
    ("Null", "null"),
    ("undefined", "null"),
];

/// Words with a capital that are values in other languages and have no counterpart in JSON.
const OTHER_LITERALS: &[&str] = &["NaN", "Infinity", "Yes", "No", "On", "Off"];

impl<'s> Parser<'_, 's> {
    /// Reads a key, in whatever quotes, or nothing where there is none.
    pub(super) fn key(&mut self) -> Option<Spanned<Text<'s>>> {
        match self.peek() {
            Some(b'"') => return Some(self.string(true)),
            Some(b'\'') => return Some(self.quoted()),
            Some(b'{' | b'<' | b'$' | b'%') => {
                if !self.looks_like_placeholder() {
                    self.junk();
                    return None;
                }
                self.placeholder();
                self.skip_blank();
                if self.peek() == Some(b':') {
                    // Its value is read for the faults in it: whose value it is, nobody knows.
                    self.at += 1;
                    self.skip_blank();
                    if !matches!(self.peek(), None | Some(b',' | b'}' | b']')) {
                        self.value(None);
                    }
                }
                return None;
            }
            _ => {}
        }
        if self.text[self.at..].starts_with(is_typographic) {
            return Some(self.quoted());
        }
        let len =
            self.text[self.at..].bytes().take_while(|&byte| is_word(byte) && !matches!(byte, b':' | b'=')).count();
        if len == 0 {
            self.junk();
            return None;
        }
        Some(self.bare(self.at..self.at + len, true))
    }

    /// A word that lacks its quotes, or the first of them.
    fn bare(&mut self, range: Range<usize>, key: bool) -> Spanned<Text<'s>> {
        let value = self.text_at(range.clone());
        let (fault, end) = if self.is_closed_behind(range.end) {
            (Fault::UnopenedString { text: self.excerpt(range.clone()) }, range.end + 1)
        } else {
            (Fault::BareWord { text: self.excerpt(range.clone()) }, range.end)
        };
        let mut edits = vec![self.insert_before(range.start, "\"")];
        if end == range.end {
            edits.push(self.edit(end..end, "\""));
        }
        let word = &self.text[range.clone()];
        let certain = self.opens_cleanly(range.start)
            && self.closes_cleanly(end)
            && (key || !could_be_literal(word))
            && is_plain(word)
            && if end > range.end { self.follows_whole(range.start) } else { self.has_even_quotes(range.start) };
        let range = range.start..end;
        self.fault_with(fault, range.clone(), None, edits, certain);
        self.at = end;
        self.last_end = end;
        self.spanned(value, range)
    }

    /// The end of the words from one that ends at `end`: all of them are one text where they fill
    /// the place of a value (`"Resource": my bucket,`).
    fn end_of_words(&self, end: usize) -> usize {
        let mut last = end;
        loop {
            let rest = &self.text[last..];
            let next = rest.trim_start_matches([' ', '\t']);
            let len = next.bytes().take_while(|&byte| is_word(byte)).count();
            if len == 0 || next.starts_with("//") || next.starts_with("/*") {
                return if self.closes_cleanly(last) { last } else { end };
            }
            last += rest.len() - next.len() + len;
        }
    }

    /// Whether what stands before `start` is an entry, a list that opens, or a key in quotes, and no
    /// word of the same string.
    fn follows_whole(&self, start: usize) -> bool {
        let before = self.text[..start].trim_end_matches([' ', '\t', '\n', '\r']);
        match before.strip_suffix([':', ',']) {
            Some(before) => before.trim_end_matches([' ', '\t', '\n', '\r']).ends_with(['"', ']', '}']),
            None => before.ends_with(['{', '[']),
        }
    }

    /// Whether the `"` at `at` closes a string: behind it stands what cannot be in one.
    fn is_closed_behind(&self, at: usize) -> bool {
        let rest = self.text[at..].strip_prefix('"');
        rest.is_some_and(|rest| {
            let rest = rest.trim_start_matches([' ', '\t']);
            rest.is_empty() || rest.starts_with([':', ',', ']', '}', '\n', '\r'])
        })
    }

    /// Reads a value that is no string, list or object.
    pub(super) fn scalar(&mut self) -> Node<'s> {
        let start = self.at;
        let rest = &self.text[start..];
        if rest.starts_with('\'') || rest.starts_with(is_typographic) {
            let text = self.quoted();
            return Node { span: text.span, value: Value::String(text.value) };
        }
        if self.looks_like_placeholder() {
            return self.placeholder();
        }
        if self.ellipsis() {
            return Node { span: self.span(start..self.at), value: Value::Unknown };
        }
        let word = word(rest);
        let len = word.len();
        if len == 0 {
            return self.junk();
        }
        let range = start..start + len;
        let known = match word {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            _ if is_number(word) => {
                let text = self.text_at(range.clone());
                Some(Value::Number(text.as_str().to_owned().into()))
            }
            _ => None,
        };
        if let Some(value) = known {
            self.at = range.end;
            self.last_end = self.at;
            return Node { span: self.span(range), value };
        }
        if let Some(&(_, json)) = FOREIGN.iter().find(|(foreign, _)| *foreign == word) {
            let edit = self.edit(range.clone(), json);
            let fault = Fault::ForeignLiteral { text: word.to_owned(), json };
            // A member whose value is `undefined` is none; whether that is `null` is a guess.
            self.fault_with(fault, range.clone(), None, vec![edit], word != "undefined");
            self.at = range.end;
            self.last_end = self.at;
            return Node { span: self.span(range), value: Value::Unknown };
        }
        if word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'+' | b'-' | b'e' | b'E'))
            && !word.trim_start_matches('-').contains('-')
        {
            let text = self.excerpt(range.clone());
            self.fault(Fault::BadNumber { text }, range.clone());
            self.at = range.end;
            self.last_end = self.at;
            return Node { span: self.span(range), value: Value::Unknown };
        }
        let text = self.bare(start..self.end_of_words(range.end), false);
        Node { span: text.span, value: Value::String(text.value) }
    }
}

/// The word that `rest` starts with. A comment may touch a literal or a number; in other words
/// its signs belong to a path or a URL.
fn word(rest: &str) -> &str {
    let word = &rest[..rest.bytes().take_while(|&byte| is_word(byte)).count()];
    let literal = word.find("//").into_iter().chain(word.find("/*")).min().map(|at| &word[..at]);
    literal.filter(|word| is_number(word) || matches!(*word, "true" | "false" | "null")).unwrap_or(word)
}

/// Whether a word could have been meant as something else than a string: `ture`, `NaN`, `yes`.
/// Actions and ARNs hold a colon, and words such as `Allow` are written with a capital.
fn could_be_literal(word: &str) -> bool {
    let name =
        word.starts_with(|c: char| c.is_ascii_uppercase()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_no_literal = word.contains(':') || word == "*" || name && !OTHER_LITERALS.contains(&word);
    !is_no_literal
}

/// What a word without quotes may be made of: enough for actions and ARNs.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_-.+:*/@?=".contains(&byte)
}

/// The grammar of numbers in JSON.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) =
        text.split_once(['e', 'E']).map_or((text, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (integer, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(integer, fraction)| (integer, Some(fraction)));
    digits(integer)
        && (integer == "0" || !integer.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
