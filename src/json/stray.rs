//! Text that is no JSON at all: placeholders, and what belongs nowhere.

use super::Fault;
use super::parser::{Frame, Last, Parser};
use super::quotes::is_typographic;
use super::words::is_word;
use crate::source::Spanned;
use crate::tree::{Node, Text, Value};

/// A placeholder is shorter than this many bytes.
const LONGEST: usize = 120;

/// Whether a placeholder that opens with `open` can have this name.
fn may_stand(open: &str, name: &str) -> bool {
    let begins = |signs: &str| name.starts_with(|c: char| c.is_alphabetic() || c == '_' || signs.contains(c));
    let is_made_of = |signs: &[u8]| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || signs.contains(&byte))
    };
    match open {
        // `<null>` and `<true>` are values in the wrong brackets. Nothing else begins with `<`, so
        // what stands behind it may be a sentence.
        "<" | "<<" => begins("") && !matches!(name, "null" | "true" | "false") && is_made_of(b"_-. /'():,;&+*#@|!?$"),
        // The templates of Helm and Jinja call functions.
        "{{" => begins(".$") && is_made_of(b"_-. /|()'$[]"),
        // `{X}` alone could be an object that lacks its quotes: capitals tell it apart.
        "{" => {
            begins("")
                && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_- ".contains(&byte))
        }
        _ => begins("") && is_made_of(b"_-. /"),
    }
}

impl<'s> Parser<'_, 's> {
    /// `${x}`, `$X`, `{{x}}`, `<x>`, `<<x>>`, `%x%`, or `{X}` in place of a value: not JSON until it is replaced.
    pub(super) fn looks_like_placeholder(&self) -> bool {
        self.placeholder_len().is_some()
    }

    fn placeholder_len(&self) -> Option<usize> {
        let rest = &self.text[self.at..];
        let (open, close) = match rest.as_bytes() {
            [b'$', b'{', ..] => ("${", "}"),
            [b'$', b'A'..=b'Z' | b'_', ..] => {
                let is_name = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
                return Some(1 + rest[1..].bytes().take_while(is_name).count());
            }
            [b'{', b'{', b' ', ..] => return self.expression_len(),
            [b'{', b'{', ..] => ("{{", "}}"),
            [b'<', b'<', ..] => ("<<", ">>"),
            [b'<', ..] => ("<", ">"),
            [b'%', ..] => ("%", "%"),
            // An object: no name begins like that.
            [b'{', b'\n' | b'"', ..] => return None,
            [b'{', ..] => ("{", "}"),
            _ => return None,
        };
        let body = &rest[open.len()..];
        // Names are short: a bracket that closes on another line is no placeholder's.
        let end = body.bytes().take(LONGEST).position(|byte| byte == b'\n' || close.as_bytes()[0] == byte)?;
        let name = body.get(..end)?.trim();
        let fits = body[end..].starts_with(close) && may_stand(open, name);
        fits.then_some(open.len() + end + close.len())
    }

    /// The length of `{{ … }}`, which templates fill with expressions of any kind.
    fn expression_len(&self) -> Option<usize> {
        let inside = self.text[self.at..].strip_prefix("{{ ")?;
        let end = inside.bytes().take(200).position(|byte| matches!(byte, b'\n' | b'{' | b'}'))?;
        let begins_with_a_name =
            inside.trim_start().starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '.' | '$'));
        (begins_with_a_name && inside[end..].starts_with("}}")).then_some(3 + end + 2)
    }

    /// Reads a placeholder; what it will be is unknown.
    pub(super) fn placeholder(&mut self) -> Node<'s> {
        let start = self.at;
        let tail = self.placeholder_len().unwrap_or(1);
        let rest = &self.text[start + tail..];
        let word = &rest[..rest.bytes().take_while(|&byte| is_word(byte)).count()];
        // Behind a key stands a colon that is none of it.
        self.at = start + tail + word.trim_end_matches([':', '=']).len();
        self.last_end = self.at;
        let text = self.excerpt(start..self.at);
        self.fault(Fault::Placeholder { text }, start..self.at);
        Node { span: self.span(start..self.at), value: Value::Unknown }
    }

    /// The length of `{% … %}`, the tag of a template, on one line.
    pub(super) fn tag_len(&self) -> Option<usize> {
        let inside = self.text[self.at..].strip_prefix("{%")?;
        let inside = &inside.as_bytes()[..inside.len().min(400)];
        let end = inside.windows(2).take_while(|two| two[0] != b'\n').position(|two| two == b"%}")?;
        Some(end + 4)
    }

    /// Reports and skips the tag of a template.
    pub(super) fn tag(&mut self) -> bool {
        let Some(len) = self.tag_len() else { return false };
        let range = self.at..self.at + len;
        self.at = range.end;
        self.last_end = self.at;
        self.fault(Fault::TemplateTag, range);
        true
    }

    /// Reads a value that tags of a template choose, to the last of them on the line: which of
    /// what stands between them it will be is unknown.
    pub(super) fn tagged(&mut self) -> Node<'s> {
        let start = self.at;
        self.tag();
        let rest = &self.text[self.at..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        self.at += line.rfind("%}").map_or(0, |last| last + 2);
        self.last_end = self.at;
        Node { span: self.span(start..self.at), value: Value::Unknown }
    }

    /// A string where a key and its value belong.
    pub(super) fn stray(&mut self, key: &Spanned<Text<'s>>, frame: &mut Frame<'_>) {
        let text = key.value.as_str().to_owned();
        self.fault_at(Fault::StrayString { text }, key.span);
        frame.last = Last::Stray;
        frame.cut = true;
    }

    /// Skips what belongs nowhere, to the next thing that could belong somewhere.
    pub(super) fn junk(&mut self) -> Node<'s> {
        let start = self.at;
        let rest = &self.text[start..];
        // An image of Markdown holds brackets of its own.
        let is_image = rest.starts_with("![");
        let stops = |c| !is_image && matches!(c, '"' | ',' | '{' | '}' | '[' | ']');
        let len = rest.find(|c| matches!(c, '\n' | '\r') || stops(c)).unwrap_or(rest.len());
        let len = rest[..len].trim_end().len().max(rest.chars().next().map_or(0, char::len_utf8));
        self.at = start + len;
        self.last_end = self.at;
        let text = self.excerpt(start..self.at);
        self.fault(Fault::Unexpected { text }, start..self.at);
        Node { span: self.span(start..self.at), value: Value::Unknown }
    }

    /// Whether a value, or a key, starts here.
    pub(super) fn starts_value(&self) -> bool {
        let rest = &self.text[self.at..];
        rest.starts_with(['"', '\'', '{', '[', '<', '$'])
            || rest.starts_with(is_typographic)
            || rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
    }
}
