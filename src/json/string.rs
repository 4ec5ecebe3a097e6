//! Strings in double quotes, and what does not belong into them.

use std::ops::Range;

use super::Fault;
use super::parser::Parser;
use super::plain::plain_len;
use super::report::small;
use crate::source::Spanned;
use crate::text_map::Segment;
use crate::tree::Text;

impl<'s> Parser<'_, 's> {
    /// Reads a string from its opening `"`. `key` says that it stands where a key belongs.
    #[inline]
    pub(super) fn string(&mut self, key: bool) -> Spanned<Text<'s>> {
        match self.plain_string(key) {
            Some(string) => string,
            None => self.any_string(key),
        }
    }

    /// Reads any string, and says what is wrong with it.
    #[inline(never)]
    fn any_string(&mut self, key: bool) -> Spanned<Text<'s>> {
        let start = self.at;
        if let Some(ahead) = self.ahead.take_if(|ahead| ahead.start == start) {
            (self.at, self.last_end) = (ahead.end, ahead.end);
            return ahead.string;
        }
        let content = start + 1;
        let mut decoded: Option<Decoded> = None;
        // Where the text that is not decoded yet begins.
        let mut run = content;
        let mut first_escape = content;
        self.at = content;
        let end = loop {
            self.at += plain_len(self.bytes.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    if let Some(end) = self.early_end(content, key) {
                        break end;
                    }
                    self.at += 1;
                    break self.at - 1;
                }
                Some(b'\\') => {
                    if decoded.is_none() {
                        first_escape = self.at;
                    }
                    let decoded = decoded.get_or_insert_with(Decoded::default);
                    decoded.run(self, run..self.at);
                    self.escape(decoded);
                    run = self.at;
                }
                Some(b'\n' | b'\r') | None => {
                    if self.goes_on_below() {
                        self.line_break();
                        continue;
                    }
                    break self.unterminated(content, key);
                }
                Some(byte) => {
                    let here = self.at..self.at + 1;
                    let escape = if byte == b'\t' { "\\t".to_owned() } else { format!("\\u{byte:04x}") };
                    let edit = self.edit(here.clone(), &escape);
                    // It is hardly ever meant, but what else is?
                    self.fault_with(Fault::ControlCharacter, here, None, vec![edit], false);
                    self.at += 1;
                }
            }
        };
        self.last_end = self.at;
        let text = match decoded {
            None => self.text_at(content..end),
            // It was given back before its first escape.
            Some(_) if end <= first_escape => self.text_at(content..end),
            Some(mut decoded) => {
                decoded.run(self, run..end.max(run));
                decoded.cut(self.span(end..end).start);
                // Nothing is left of it, and so no segment that would know its place.
                if decoded.value.is_empty() {
                    self.text_at(end..end)
                } else {
                    Text::mapped(decoded.value, decoded.segments)
                }
            }
        };
        self.spanned(text, start..self.at)
    }

    /// Reads an escape from its backslash.
    fn escape(&mut self, decoded: &mut Decoded) {
        let start = self.at;
        let plain = match self.bytes.get(start + 1) {
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            Some(b'/') => Some('/'),
            Some(b'b') => Some('\u{8}'),
            Some(b'f') => Some('\u{c}'),
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            _ => None,
        };
        if let Some(c) = plain {
            self.at += 2;
            return decoded.escape(self, start..self.at, c);
        }
        if self.bytes.get(start + 1) == Some(&b'u')
            && let Some(unit) = self.hex(start + 2)
        {
            self.at += 6;
            let low = || self.text[self.at..].strip_prefix("\\u").and_then(|_| self.hex(self.at + 2));
            let c = match unit {
                0xd800..=0xdbff => match low() {
                    Some(low @ 0xdc00..=0xdfff) => {
                        self.at += 6;
                        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))
                    }
                    _ => None,
                },
                unit => char::from_u32(unit),
            };
            if c.is_none() {
                self.fault(Fault::LoneSurrogate, start..self.at);
            }
            return decoded.escape(self, start..self.at, c.unwrap_or('\u{fffd}'));
        }
        // What Markdown escapes is meant without the backslash; anything else may be a path.
        self.at += 1;
        let next = self.peek();
        let is_markup = next.is_some_and(|byte| b"_*[]()<>-.#!{}`".contains(&byte));
        let edit = if is_markup { self.edit(start..start + 1, "") } else { self.edit(start..start + 1, "\\\\") };
        let end = self.at + if next.is_some_and(|byte| byte >= 0x20) { self.char_len() } else { 0 };
        self.fault_with(Fault::BadEscape, start..end, None, vec![edit], false);
        if !is_markup {
            decoded.escape(self, start..start + 1, '\\');
        }
    }

    fn hex(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4)?;
        let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }

    /// A piece of the text that does not stand in the host file in one piece.
    pub(super) fn mapped(&self, range: Range<usize>) -> Text<'s> {
        let mut decoded = Decoded::default();
        decoded.run(self, range);
        Text::mapped(decoded.value, decoded.segments)
    }
}

/// The text of a string whose bytes are not those of the file.
#[derive(Default)]
struct Decoded {
    value: String,
    segments: Vec<Segment>,
}

impl Decoded {
    /// Takes a piece of the text as it is.
    fn run(&mut self, parser: &Parser<'_, '_>, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        for piece in parser.map.slice(small(range.start), small(range.end)) {
            let decoded = small(self.value.len()) + (piece.decoded - small(range.start));
            self.segments.push(Segment { decoded, ..piece });
        }
        self.value.push_str(&parser.text[range]);
    }

    /// Gives back what stands in the host file at `end` and behind it.
    fn cut(&mut self, end: u32) {
        while let Some(last) = self.segments.last_mut().filter(|last| last.host.end > end) {
            let keep = end.saturating_sub(last.host.start);
            last.decoded_len = keep;
            last.host.end = last.host.start + keep;
            self.value.truncate((last.decoded + keep) as usize);
            if keep > 0 {
                break;
            }
            self.segments.pop();
        }
    }

    /// Takes an escape, which maps as a whole.
    fn escape(&mut self, parser: &Parser<'_, '_>, range: Range<usize>, c: char) {
        let decoded = small(self.value.len());
        self.value.push(c);
        self.segments.push(Segment { decoded, decoded_len: small(c.len_utf8()), host: parser.span(range) });
    }
}
