//! What stands between the tokens: white space, comments, line numbers, dots.

use std::ops::Range;

use super::Fault;
use super::parser::Parser;

impl Parser<'_, '_> {
    /// Skips white space, and reports what stands between tokens and is none.
    pub(super) fn skip_blank(&mut self) {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            self.at += rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            // Nearly always a token follows.
            if self.peek().is_some_and(|byte| matches!(byte, b'"' | b',' | b':' | b'[' | b']' | b'{' | b'}')) {
                return;
            }
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
