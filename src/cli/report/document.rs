//! JSON as text. What would disturb a terminal or a log is written as an escape, which readers of
//! JSON take for the same character.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::wording::loggable;

/// What stands between two elements of a list.
pub(super) const SEPARATOR: &str = ",";

/// A list of an indented document, whose elements are written one by one between what stands
/// before and behind it.
pub(super) struct List {
    /// The name that it has in the document; nothing where it is all of the document.
    pub(super) name: Option<&'static str>,
    /// How many objects and lists its elements stand in.
    pub(super) depth: usize,
}

impl List {
    /// Writes what stands before the elements. `document` is the whole with the list empty.
    pub(super) fn open(&self, document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.around(document)?.0.as_bytes())
    }

    /// Writes some elements, with separators between them.
    pub(super) fn elements<T: Serialize>(
        &self,
        elements: impl Iterator<Item = T>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // One at a time: all of a file may be many.
        let mut text = Vec::new();
        for (index, element) in elements.enumerate() {
            text.clear();
            text.extend_from_slice(if index == 0 { b"" } else { SEPARATOR.as_bytes() });
            line(self.depth, &mut text)?;
            let formatter = Indented { depth: self.depth, has_value: false };
            element.serialize(&mut Serializer::with_formatter(&mut text, formatter))?;
            out.write_all(&text)?;
        }
        Ok(())
    }

    /// Writes what stands behind the elements.
    pub(super) fn close(&self, document: &impl Serialize, is_empty: bool, out: &mut dyn Write) -> io::Result<()> {
        if !is_empty {
            line(self.depth - 1, out)?;
        }
        writeln!(out, "{}", self.around(document)?.1)
    }

    /// The document, cut where the elements belong.
    fn around(&self, document: &impl Serialize) -> io::Result<(String, String)> {
        let mut text = Vec::new();
        document.serialize(&mut Serializer::with_formatter(&mut text, Indented::default()))?;
        let mut head = String::from_utf8(text).map_err(io::Error::other)?;
        // No text of the document holds bare quotes, so this is the member.
        let opening = self.name.map_or_else(|| "[".to_owned(), |name| format!("\"{name}\": ["));
        let at = head.find(&opening).map_or(head.len(), |at| at + opening.len());
        let tail = head.split_off(at);
        Ok((head, tail))
    }
}

/// Begins a line as deep as this.
fn line(depth: usize, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut blanks = depth * INDENT;
    out.write_all(&LINE[..=blanks.min(BLANKS)])?;
    while blanks > BLANKS {
        blanks -= BLANKS;
        out.write_all(&LINE[1..=blanks.min(BLANKS)])?;
    }
    Ok(())
}

/// Blanks of a step.
const INDENT: usize = 2;

/// The end of a line and as many blanks as nearly all lines begin with.
const LINE: &[u8] = b"\n                                ";
const BLANKS: usize = LINE.len() - 1;

/// Writes one value on a line.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut text, OnOneLine))?;
    text.push(b'\n');
    out.write_all(&text)
}

/// The escapes of `loggable` are those of JSON, and quotes and line ends never come in a fragment.
fn fragment(out: &mut (impl Write + ?Sized), text: &str) -> io::Result<()> {
    out.write_all(loggable(text).as_bytes())
}

struct OnOneLine;

impl Formatter for OnOneLine {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        fragment(out, text)
    }
}

/// Every value on a line of its own.
#[derive(Default)]
struct Indented {
    depth: usize,
    /// Whether there is something in the list or object that is written.
    has_value: bool,
}

impl Indented {
    fn open<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        out.write_all(bracket)
    }

    fn close<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            line(self.depth, out)?;
        }
        out.write_all(bracket)
    }

    fn next<W: Write + ?Sized>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        if !is_first {
            out.write_all(SEPARATOR.as_bytes())?;
        }
        line(self.depth, out)
    }
}

impl Formatter for Indented {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        fragment(out, text)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.next(out, is_first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _out: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, is_first: bool) -> io::Result<()> {
        self.next(out, is_first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _out: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}
