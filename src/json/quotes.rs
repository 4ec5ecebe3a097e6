//! Quotes that are missing, of another kind, or too early.

use super::Fault;
use super::parser::Parser;
use super::words::is_word;
use crate::source::Spanned;
use crate::tree::Text;

/// Double quotes of typographers.
fn is_double(c: char) -> bool {
    matches!(c, '\u{201c}'..='\u{201f}' | '\u{ab}' | '\u{bb}')
}

/// Single quotes of typographers, among them the apostrophe.
fn is_single(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201b}')
}

/// The quotes of typographers.
pub(super) fn is_typographic(c: char) -> bool {
    is_double(c) || is_single(c)
}

impl<'s> Parser<'_, 's> {
    /// A `"` that cannot end the string it seems to end, because what stands behind it fits no
    /// string: it opens the next one. Gives the end of this one and goes back to it.
    pub(super) fn early_end(&mut self, content: usize, key: bool) -> Option<usize> {
        let behind = self.at + 1;
        let fits = if key {
            self.colon_follows(behind)
        } else {
            !self.peek_at(behind).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'_'))
        };
        if fits {
            return None;
        }
        if let Some(end) = self.typographic_end(content, key) {
            return Some(end);
        }
        let text = &self.text[content..self.at];
        let (end, certain) = if key {
            let name = text.trim_end().trim_end_matches(['[', '{', ' ', '\t']).strip_suffix(':')?;
            (content + name.len(), is_plain(name))
        } else {
            let value = text.trim_end().strip_suffix(',')?.trim_end();
            // The next string must be whole, and stand where one belongs.
            let rest = &self.text[behind..];
            let close = rest.find(['"', '\n']).filter(|&at| rest.as_bytes()[at] == b'"')?;
            let next = rest[close + 1..].trim_start_matches([' ', '\t', '\r', '\n']).bytes().next();
            let closed = without_closers(value);
            let value = match (self.open.last(), next) {
                (Some(b'{'), Some(b':')) => closed,
                (Some(b'['), Some(b':')) if closed.len() < value.len() => closed,
                (Some(b'['), Some(b',' | b']')) => value,
                _ => return None,
            };
            (content + value.len(), is_plain(value))
        };
        if end == content {
            return None;
        }
        let certain = certain && self.opens_cleanly(content - 1);
        self.unclosed_string(content, end, certain);
        Some(end)
    }

    /// Ends a string that has no `"` on its line: before what belongs behind it.
    pub(super) fn unterminated(&mut self, content: usize, key: bool) -> usize {
        if let Some(end) = self.typographic_end(content, key) {
            return end;
        }
        let line = &self.text[content..self.at];
        // `"Action: [`: the colon tells where the key ends.
        let name = line.split_once(':').filter(|(name, rest)| {
            key && is_plain(name) && (rest.is_empty() || rest.starts_with([' ', '\t', '[', '{']))
        });
        let (end, certain) = if let Some((name, rest)) = name {
            (content + name.len(), rest.trim_matches([' ', '\t', '[', '{']).is_empty())
        } else {
            let text = line.trim_end();
            let text = without_closers(text.strip_suffix(',').unwrap_or(text));
            // A text that was cut off can have said anything, and a space may be a part of it.
            let is_whole = self.peek().is_some() && !line[text.len()..].starts_with(' ');
            (content + text.len(), !key && is_whole && is_plain(text))
        };
        let certain = certain && self.opens_cleanly(content - 1);
        self.unclosed_string(content, end, certain);
        end
    }

    fn unclosed_string(&mut self, content: usize, end: usize, certain: bool) {
        let edit = self.edit(end..end, "\"");
        self.fault_with(Fault::UnterminatedString, content - 1..end, None, vec![edit], certain);
        self.at = end;
    }

    /// `"Version”: …`: the first typographic quote that has behind it what belongs behind a
    /// string. Goes behind the quote.
    fn typographic_end(&mut self, content: usize, key: bool) -> Option<usize> {
        let text = &self.text[content..self.at];
        let ends = |behind: &str| {
            let behind = behind.trim_start_matches([' ', '\t']);
            if key { behind.starts_with(':') } else { behind.is_empty() || behind.starts_with([',', ']', '}']) }
        };
        let (at, c) = text.char_indices().find(|&(at, c)| is_double(c) && ends(&text[at + c.len_utf8()..]))?;
        let quote = content + at..content + at + c.len_utf8();
        let edit = self.edit(quote.clone(), "\"");
        let certain = self.opens_cleanly(content - 1);
        self.fault_with(Fault::TypographicQuotes, quote.clone(), None, vec![edit], certain);
        self.at = quote.end;
        Some(quote.start)
    }

    /// Whether a string that reaches the end of its line was meant to go on: the next line holds
    /// its closing quote, or nothing that looks like JSON.
    pub(super) fn goes_on_below(&self) -> bool {
        if self.last_quote.is_none_or(|quote| quote < self.at) || self.peek().is_none() {
            return false;
        }
        let rest = self.text[self.at..].trim_start_matches(['\r', '\n']);
        let line = &rest[..rest.find(['\r', '\n']).unwrap_or(rest.len())];
        let quotes = line.bytes().filter(|&byte| byte == b'"').count();
        let text = line.trim();
        let opens = text.starts_with(['"', '{', '}', '[', ']', '#', '/']);
        match text.split_once('"') {
            _ if opens || text.is_empty() => false,
            None => true,
            Some((_, behind)) => quotes % 2 == 1 || behind.trim_start().starts_with([',', ']', '}']),
        }
    }

    /// Takes a line break, and the empty lines behind it, into a string.
    pub(super) fn line_break(&mut self) {
        let rest = &self.text[self.at..];
        let len = if rest.starts_with("\r\n") { 2 } else { 1 };
        let all = rest.bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.fault(Fault::LineBreakInString, self.at..self.at + len);
        self.at += all;
    }

    /// Reads a string in quotes that are not those of JSON, on its line.
    pub(super) fn quoted(&mut self) -> Spanned<Text<'s>> {
        let start = self.at;
        let opener = self.text[start..].chars().next().unwrap_or_default();
        let fault = if opener == '\'' { Fault::SingleQuotes } else { Fault::TypographicQuotes };
        let closes = |c: char| {
            if is_double(opener) { is_double(c) || c == '"' } else { c == '\'' || opener != '\'' && is_single(c) }
        };
        let content = start + opener.len_utf8();
        let rest = &self.text[content..];
        let stop = rest.find(|c: char| c == '\n' || closes(c)).unwrap_or(rest.len());
        let closing = rest[stop..].chars().next().filter(|&c| c != '\n');
        let (end, behind) = if let Some(c) = closing {
            (content + stop, content + stop + c.len_utf8())
        } else {
            let text = rest[..stop].trim_end();
            let end = content + text.strip_suffix(',').unwrap_or(text).len();
            (end, end)
        };
        let certain = closing.is_some()
            && self.text[content..end].bytes().all(|byte| byte >= b' ' && !matches!(byte, b'"' | b'\\'))
            && self.opens_cleanly(start)
            && self.closes_cleanly(behind);
        let edits = if end == content {
            vec![self.edit(start..behind, "\"\"")]
        } else {
            vec![self.edit(start..content, "\""), self.edit(end..behind, "\"")]
        };
        self.fault_with(fault, start..behind, None, edits, certain);
        self.at = behind;
        self.last_end = behind;
        let text = self.text_at(content..end);
        self.spanned(text, start..behind)
    }

    /// Whether what stands before `start` can stand before a string, so that the string really
    /// begins there.
    pub(super) fn opens_cleanly(&self, start: usize) -> bool {
        let before = self.text[..start].bytes().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
        before.is_none_or(|byte| matches!(byte, b'{' | b'[' | b':' | b',' | b'\n' | b'\r'))
    }

    /// Whether what stands behind `end` can stand behind a string.
    pub(super) fn closes_cleanly(&self, end: usize) -> bool {
        let behind = self.text[end..].bytes().find(|byte| !matches!(byte, b' ' | b'\t'));
        behind.is_none_or(|byte| matches!(byte, b'}' | b']' | b':' | b',' | b'\n' | b'\r'))
    }

    /// Whether the line of `at` has an even number of double quotes: with an odd one, more of it
    /// may have been meant as text than it seems.
    pub(super) fn has_even_quotes(&self, at: usize) -> bool {
        let start = self.text[..at].rfind('\n').map_or(0, |line| line + 1);
        let len = self.text[start..].find('\n').unwrap_or(self.text.len() - start);
        self.text[start..start + len].matches('"').count().is_multiple_of(2)
    }

    fn peek_at(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }
}

/// `text` without the brackets at its end that nothing in it has opened.
fn without_closers(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) = text.strip_suffix([']', '}']) {
        let (opener, closer) = if text.ends_with(']') { ('[', ']') } else { ('{', '}') };
        if text.matches(opener).count() >= text.matches(closer).count() {
            break;
        }
        text = rest.trim_end();
    }
    text
}

/// Whether text is one word, as keys, actions and ARNs are, and holds nothing of what stands
/// around it.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(':') && !text.ends_with([':', '=']) && text.bytes().all(is_word)
}
