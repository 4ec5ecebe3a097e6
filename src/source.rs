//! A source file, the places in it, and the marks from which a line and a column are counted.
//!
//! Everything in the engine speaks of places as [`Span`]s: bytes of the file as it is on disk.
//! Lines and columns exist only where something is printed.

use std::sync::OnceLock;

use memchr::{memchr, memchr_iter, memrchr};

/// A range of bytes of the host file: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty span at `at`.
    pub const fn at(at: u32) -> Self {
        Self { start: at, end: at }
    }

    /// The span of `range`, which the caller knows to lie inside a source.
    ///
    /// Sources are refused above `u32::MAX` bytes (see [`Source::new`]), so nothing is cut off.
    #[allow(clippy::cast_possible_truncation)]
    pub const fn from_range(range: std::ops::Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }

    /// The number of bytes.
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this span; a span contains itself.
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that contains both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span as a range of indexes into the text of its source.
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value with the place it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: T,
}

/// A position for people: both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, counted from 1.
    pub line: u32,
    /// Column, counted from 1, in Unicode scalar values.
    pub column: u32,
}

/// Why the bytes of a file are not text that a policy could be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingFault {
    /// The file starts with a UTF-16 byte order mark, or every other byte of its start is NUL.
    Utf16,
    /// The file holds a NUL byte at this offset.
    Nul(u32),
    /// The bytes of this span are not UTF-8.
    InvalidUtf8(Span),
}

/// A file (or standard input) as the engine sees it.
///
/// The text has exactly as many bytes as the file: a byte order mark stays in it, and a byte that
/// is not UTF-8 is replaced by `?`. So an offset into the text is an offset into the file.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    fault: Option<EncodingFault>,
    marks: OnceLock<Vec<Mark>>,
}

/// A place whose position is known: others are counted from the last one before them.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: u32,
    position: Position,
}

/// There is a mark at each so many bytes, or up to three before it, where a character begins. So a
/// position is found in a few steps, in a policy of megabytes on one line as in any other.
const STEP: usize = 1024;

/// A file too large for 32-bit offsets.
#[derive(Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Source {
    /// Takes the bytes of a file; `name` is what reports call it.
    ///
    /// Fails only for 4 GiB and more. Text that cannot be read is kept, with its
    /// [`fault`](Self::fault).
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, TooLarge> {
        if u32::try_from(bytes.len()).is_err() {
            return Err(TooLarge);
        }
        let (text, fault) = decode(bytes);
        Ok(Self { name: name.into(), text, fault, marks: OnceLock::new() })
    }

    /// The name that reports give the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, byte for byte as long as the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with the encoding, if anything.
    pub fn fault(&self) -> Option<EncodingFault> {
        self.fault
    }

    /// Where the text starts: behind the byte order mark, if there is one.
    pub fn content_start(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The text under `span`; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The line and column of a byte offset. An offset behind the end is taken as the end.
    pub fn position(&self, offset: u32) -> Position {
        let end = self.char_start(offset as usize);
        let mark = self.marks()[end / STEP];
        mark.position.behind(&self.text[mark.at as usize..end])
    }

    /// The index (from 0) of the line that holds `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.position(offset).line as usize - 1
    }

    /// The line that holds `offset`, without its line end.
    pub fn line_at(&self, offset: u32) -> Span {
        let at = self.char_start(offset as usize);
        let bytes = self.text.as_bytes();
        // Few lines begin or end farther away than this.
        let from = at.saturating_sub(STEP);
        let to = bytes.len().min(at + STEP);
        let start = match memrchr(b'\n', &bytes[from..at]) {
            Some(before) => from + before + 1,
            None if from == 0 => 0,
            None => self.line_start(self.line_index(offset)).unwrap_or_default(),
        };
        let end = match memchr(b'\n', &bytes[at..to]) {
            Some(behind) => at + behind,
            None if to == bytes.len() => to,
            None => self.line_start(self.line_index(offset) + 1).map_or(bytes.len(), |next| next - 1),
        };
        let text = &self.text[start..end];
        Span::from_range(start..start + text.strip_suffix('\r').unwrap_or(text).len())
    }

    /// The line before another one.
    pub fn line_before(&self, line: Span) -> Option<Span> {
        line.start.checked_sub(1).map(|end| self.line_at(end))
    }

    /// The line behind another one.
    pub fn line_behind(&self, line: Span) -> Option<Span> {
        let end = memchr(b'\n', &self.text.as_bytes()[line.end as usize..])?;
        Some(self.line_at(line.end + small(end) + 1))
    }

    /// Where line `index` (from 0) starts: behind the line end that is the `index`th of the text.
    fn line_start(&self, index: usize) -> Option<usize> {
        if index == 0 {
            return Some(0);
        }
        let marks = self.marks();
        let next = marks.partition_point(|mark| mark.position.line as usize <= index);
        let mark = marks[next - 1];
        let start = mark.at as usize;
        let end = marks.get(next).map_or(self.text.len(), |mark| mark.at as usize);
        let mut ends = memchr_iter(b'\n', &self.text.as_bytes()[start..end]);
        ends.nth(index - mark.position.line as usize).map(|at| start + at + 1)
    }

    /// The first byte of the character that `offset` lies in; the end for what lies behind it.
    fn char_start(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn marks(&self) -> &[Mark] {
        self.marks.get_or_init(|| {
            let mut mark = Mark { at: 0, position: Position { line: 1, column: 1 } };
            let mut marks = Vec::with_capacity(self.text.len() / STEP + 1);
            marks.push(mark);
            for step in 1..=self.text.len() / STEP {
                let end = self.char_start(step * STEP);
                mark.position = mark.position.behind(&self.text[mark.at as usize..end]);
                mark.at = small(end);
                marks.push(mark);
            }
            marks
        })
    }
}

impl Position {
    /// The position behind a text that stands here.
    fn behind(self, text: &str) -> Self {
        match memrchr(b'\n', text.as_bytes()) {
            None => Self { column: self.column + columns_of(text), ..self },
            Some(last) => Self { line: self.line + small(line_ends(text)), column: 1 + columns_of(&text[last + 1..]) },
        }
    }
}

/// How many line ends a text holds. So many bytes are counted in one, which is done many at a time.
fn line_ends(text: &str) -> usize {
    let is_end = |&byte: &u8| u8::from(byte == b'\n');
    text.as_bytes().chunks(192).map(|chunk| usize::from(chunk.iter().map(is_end).sum::<u8>())).sum()
}

/// How many columns a text takes: a byte order mark takes none.
fn columns_of(text: &str) -> u32 {
    if text.is_ascii() {
        return small(text.len());
    }
    small(text.chars().count() - text.matches('\u{feff}').count())
}

/// Offsets, lines and columns of a source fit 32 bits, because its length does.
#[allow(clippy::cast_possible_truncation)]
fn small(n: usize) -> u32 {
    n as u32
}

fn decode(bytes: Vec<u8>) -> (String, Option<EncodingFault>) {
    let utf16 = bytes.starts_with(&[0xff, 0xfe])
        || bytes.starts_with(&[0xfe, 0xff])
        || matches!(bytes.as_slice(), [0, b, 0, c, ..] | [b, 0, c, 0, ..] if *b != 0 && *c != 0);
    let (text, invalid) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let len = error.utf8_error().error_len();
            let bytes = error.into_bytes();
            let end = len.map_or(bytes.len(), |len| at + len);
            (same_length(&bytes), Some(EncodingFault::InvalidUtf8(Span::from_range(at..end))))
        }
    };
    let nul = memchr(0, text.as_bytes());
    let fault =
        if utf16 { Some(EncodingFault::Utf16) } else { nul.map(|at| EncodingFault::Nul(small(at))).or(invalid) };
    (text, fault)
}

/// The text of `bytes` with each byte that is not UTF-8 replaced by `?`.
fn same_length(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of several lengths, some longer than the way between two marks, with characters of
    /// several bytes on either side of each.
    #[test]
    fn positions_are_those_of_a_plain_count() {
        let lines =
            [0, 1, 700, STEP - 1, 3, STEP + 1, 0, 2 * STEP, 90].map(|len| "a\u{e9}\u{feff}\u{1f600}".repeat(len / 10));
        for end in ["\n", "\r\n"] {
            let text = lines.join(end);
            let source = Source::new("", text.clone().into_bytes()).expect("a small file");
            let mut at = Position { line: 1, column: 1 };
            for (offset, c) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(source.position(small(offset)), at, "at {offset}");
                match c {
                    '\n' => at = Position { line: at.line + 1, column: 1 },
                    '\u{feff}' => {}
                    _ => at.column += 1,
                }
            }
            let mut found = vec![source.line_at(0)];
            found.extend(std::iter::successors(source.line_behind(found[0]), |line| source.line_behind(*line)));
            assert!(found.iter().map(|&line| source.slice(line)).eq(&lines));
            for (pair, line) in found.windows(2).zip(&lines) {
                assert_eq!(source.line_before(pair[1]), Some(pair[0]));
                let inside = (0..=line.len()).step_by(97).filter(|&at| line.is_char_boundary(at));
                assert!(inside.map(|at| source.line_at(pair[0].start + small(at))).all(|line| line == pair[0]));
            }
            assert_eq!(source.line_before(found[0]), None);
        }
    }
}
