//! What stands between the tokens: white space, comments, line numbers, dots.

use std::ops::Range;

use super::Fault;
use super::parser::Parser;

/// The bytes of which most tokens are made, or begin with.
const TOKENS: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < b"\",:[]{}".len() {
        table[b"\",:[]{}"[at] as usize] = true;
        at += 1;
    }
    table
};

/// The first place from `at` on that is not white space of JSON.
#[inline]
pub(super) fn behind_blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            // Behind a line end stands an indent.
            b' ' | b'\n' => at = behind_spaces(bytes, at + 1),
            b'\r' | b'\t' => at += 1,
            _ => break,
        }
    }
    at
}

/// The first place from `at` on that is no space: an indent is read eight bytes at a time.
#[inline]
fn behind_spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&chunk) = bytes[at..].first_chunk() {
        let others = u64::from_le_bytes(chunk) ^ u64::from_le_bytes([b' '; 8]);
        if others != 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    at + bytes[at..].iter().take_while(|&&byte| byte == b' ').count()
}

impl Parser<'_, '_> {
    /// Skips white space, and reports what stands between tokens and is none.
    #[inline]
    pub(super) fn skip_blank(&mut self) {
        if !self.is_at_token() {
            self.skip_some();
        }
    }

    #[inline(never)]
    fn skip_some(&mut self) {
        self.at = behind_blanks(self.bytes, self.at);
        // Nearly always a token follows.
        if !self.is_at_token() {
            self.skip_odd();
        }
    }

    #[inline]
    fn is_at_token(&self) -> bool {
        self.peek().is_some_and(|byte| TOKENS[usize::from(byte)])
    }

    /// Skips and reports what stands between tokens and is no white space, and white space behind it.
    #[cold]
    fn skip_odd(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            match self.peek() {
                Some(b'/') if rest.starts_with("//") => self.comment(line_len(rest)),
                Some(b'#') => self.comment(line_len(rest)),
                Some(b'/') if rest.starts_with("/*") => {
                    self.comment(rest[2..].find("*/").map_or(rest.len(), |end| end + 4));
                }
                Some(b'0'..=b'9') => match self.line_number() {
                    Some((range, number)) => {
                        let edit = self.edit(range.clone(), "");
                        self.at = range.end;
                        // Numbers that count up from 1 are those of lines, and no values.
                        let certain = number == self.line + 1;
                        self.line = number;
                        self.fault_with(Fault::LineNumber, range, None, vec![edit], certain);
                    }
                    None => return,
                },
                Some(byte) if byte >= 0x80 => {
                    let blank = rest.chars().next().is_some_and(is_odd_space);
                    if !blank {
                        return;
                    }
                    let here = self.at..self.at + self.char_len();
                    let edit = self.edit(here.clone(), " ");
                    self.at = here.end;
                    self.fault_with(Fault::OddSpace, here, None, vec![edit], true);
                }
                _ => return,
            }
            self.at = behind_blanks(self.bytes, self.at);
        }
    }

    fn comment(&mut self, len: usize) {
        let range = self.at..self.at + len;
        self.comments.push(self.span(range.clone()));
        let edit = self.edit(range.clone(), "");
        self.at = range.end;
        self.fault_with(Fault::Comment, range, None, vec![edit], false);
    }

    /// `12. ` at the start of a line.
    fn line_number(&self) -> Option<(Range<usize>, u32)> {
        let before = self.text[..self.at].trim_end_matches(|c| c != '\n' && is_odd_space(c));
        if !(before.is_empty() || before.ends_with('\n')) {
            return None;
        }
        let rest = &self.text[self.at..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let tail = rest[digits..].strip_prefix('.')?;
        let fits = digits <= 4 && (tail.is_empty() || tail.starts_with(is_odd_space));
        let number = rest[..digits].parse().ok().filter(|_| fits)?;
        Some((self.at..self.at + digits + 1, number))
    }

    /// `...` or `…` for what was left out; reports and skips it.
    pub(super) fn ellipsis(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let dots = rest.bytes().take_while(|&byte| byte == b'.').count();
        let len = if rest.starts_with('…') {
            '…'.len_utf8()
        } else if dots >= 2 {
            dots
        } else {
            return false;
        };
        let range = self.at..self.at + len;
        self.at = range.end;
        self.last_end = self.at;
        self.fault(Fault::Ellipsis, range);
        true
    }
}

fn is_odd_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

fn line_len(rest: &str) -> usize {
    let line = rest.find('\n').unwrap_or(rest.len());
    rest[..line].trim_end_matches('\r').len()
}
