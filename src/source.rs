//! A source file, the places in it, and the table that turns a place into a line and a column.
//!
//! Everything in the engine speaks of places as [`Span`]s: bytes of the file as it is on disk.
//! Lines and columns exist only where something is printed.

use std::iter;
use std::sync::OnceLock;

use memchr::memchr_iter;

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
    lines: OnceLock<Lines>,
}

/// The table that turns an offset into a line and a column.
#[derive(Debug)]
struct Lines {
    /// Where each line starts.
    starts: Vec<u32>,
    /// Offsets at steps of [`STEP`], and how many columns the text before each one takes. A column
    /// is the difference of two such counts, so a policy of megabytes on one line costs no more
    /// than any other. Nothing where all columns are bytes.
    steps: Option<Vec<(u32, u32)>>,
}

/// How many bytes are counted at most for a column.
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
        Ok(Self { name: name.into(), text, fault, lines: OnceLock::new() })
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
        let line = self.line_index(offset);
        let start = self.lines().starts[line];
        Position { line: small(line + 1), column: self.columns_before(offset) - self.columns_before(start) + 1 }
    }

    /// The index (from 0) of the line that holds `offset`.
    pub fn line_index(&self, offset: u32) -> usize {
        self.lines().starts.partition_point(|&start| start <= offset) - 1
    }

    /// The span of line `index` (from 0) without its line end, or nothing behind the last line.
    pub fn line(&self, index: usize) -> Option<Span> {
        let starts = &self.lines().starts;
        let start = *starts.get(index)?;
        let end = starts.get(index + 1).map_or(self.text.len(), |&next| next as usize);
        let text = &self.text[start as usize..end];
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        Some(Span { start, end: start + small(text.len()) })
    }

    /// How many columns the text before `offset` takes when nothing ends a line.
    fn columns_before(&self, offset: u32) -> u32 {
        let Some(steps) = &self.lines().steps else { return offset.min(small(self.text.len())) };
        let (at, columns) = steps[steps.partition_point(|&(at, _)| at <= offset) - 1];
        let mut end = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        columns + columns_of(&self.text[at as usize..end])
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| {
            let newlines = memchr_iter(b'\n', self.text.as_bytes());
            let starts = iter::once(0).chain(newlines.map(|at| small(at + 1))).collect();
            let mut steps = vec![(0, 0)];
            // Of ASCII, each byte is a column.
            if self.text.is_ascii() {
                return Lines { starts, steps: None };
            }
            let (mut at, mut columns) = (0, 0);
            while self.text.len() - at > STEP {
                let start = at;
                at += STEP;
                while !self.text.is_char_boundary(at) {
                    at -= 1;
                }
                columns += columns_of(&self.text[start..at]);
                steps.push((small(at), columns));
            }
            Lines { starts, steps: Some(steps) }
        })
    }
}

/// How many columns a text takes: a byte order mark takes none.
fn columns_of(text: &str) -> u32 {
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
    let nul = text.find('\0');
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
