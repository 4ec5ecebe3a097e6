//! Strings that need no closer look. Nearly all are plain: they stand in the host file as they are,
//! on one line, and behind them stands what belongs there. What is not plain is left to the readers
//! that know about mistakes; these here never meet one.

use super::blank::behind_blanks;
use super::parser::Parser;
use super::report::small;
use crate::source::{Span, Spanned};
use crate::tree::{Node, Text, Value};

/// The bytes at which reading a string must stop and look.
const STOPS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// The length of what needs no closer look. Eight bytes at a time: in each, what is below a blank,
/// or equal to `"` or `\`, leaves the highest bit set, and nothing before the first of them does.
#[inline]
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let (words, rest) = bytes.as_chunks();
    for (at, &chunk) in words.iter().enumerate() {
        let word = u64::from_le_bytes(chunk);
        let quote = is_zero(word ^ (ONES * u64::from(b'"')));
        let backslash = is_zero(word ^ (ONES * u64::from(b'\\')));
        let control = word.wrapping_sub(ONES * u64::from(b' ')) & !word;
        let stops = (quote | backslash | control) & HIGH;
        if stops != 0 {
            return 8 * at + stops.trailing_zeros() as usize / 8;
        }
    }
    8 * words.len() + rest.iter().take_while(|&&byte| !STOPS[usize::from(byte)]).count()
}

impl<'s> Parser<'_, 's> {
    /// Reads the string at the place of reading, if it is plain. `key` says that it stands where a
    /// key belongs.
    #[inline]
    pub(super) fn plain_string(&mut self, key: bool) -> Option<Spanned<Text<'s>>> {
        let (string, end) = self.plain_at(self.at)?;
        let behind = *self.bytes.get(end)?;
        let fits = if key { behind == b':' } else { matches!(behind, b',' | b'\n' | b'\r' | b']' | b'}') };
        if !fits || self.ahead.is_some() {
            return None;
        }
        self.at = end;
        self.last_end = end;
        Some(string)
    }

    /// Reads the entries of a list from the place of reading on, as long as they are plain strings
    /// with one comma between them. Says whether there was one, and stops behind the last.
    pub(super) fn plain_entries(&mut self) -> bool {
        let mut start = self.at;
        let mut found = false;
        while self.ahead.is_none()
            && let Some(left) = self.values_left.checked_sub(1)
            && let Some((string, end)) = self.plain_at(start)
        {
            let behind = behind_blanks(self.bytes, end);
            let closes = match self.bytes.get(behind) {
                Some(b',') => false,
                Some(b']') => true,
                _ => break,
            };
            self.values_left = left;
            self.items.push(Node { span: string.span, value: Value::String(string.value) });
            found = true;
            self.last_end = end;
            self.at = end;
            if closes {
                break;
            }
            start = behind_blanks(self.bytes, behind + 1);
        }
        found
    }

    /// The string that opens at `start`, and the place behind it, unless something in it must be
    /// decoded or reported.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it runs for every string, and is too long to be inlined unasked")]
    fn plain_at(&self, start: usize) -> Option<(Spanned<Text<'s>>, usize)> {
        let host_start = self.host_start?;
        let content = start + 1;
        // Of what is no string, no end is looked for: it could be as far away as that of the text.
        if self.bytes.get(start) != Some(&b'"') {
            return None;
        }
        let end = content + plain_len(&self.bytes[content..]);
        if self.bytes.get(end) != Some(&b'"') {
            return None;
        }
        let (from, to) = (host_start + content, host_start + end);
        let value = Text::verbatim(&self.host[from..to], small(from));
        Some((Spanned { span: Span::from_range(from - 1..to + 1), value }, end + 1))
    }
}
