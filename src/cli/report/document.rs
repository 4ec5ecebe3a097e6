//! JSON as text. What would disturb a terminal or a log is written as an escape, which readers of
//! JSON take for the same character.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

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
        for (index, element) in elements.enumerate() {
            out.write_all(if index == 0 { b"" } else { SEPARATOR.as_bytes() })?;
            line(self.depth, out)?;
            let mut formatter = Indented(PrettyFormatter::new());
            for _ in 0..self.depth {
                // So it knows how deep it is.
                formatter.begin_array(&mut io::sink())?;
            }
            element.serialize(&mut Serializer::with_formatter(&mut *out, formatter))?;
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
        document.serialize(&mut Serializer::with_formatter(&mut text, Indented(PrettyFormatter::new())))?;
        let mut head = String::from_utf8(text).map_err(io::Error::other)?;
        // No text of the document holds bare quotes, so this is the member.
        let opening = self.name.map_or_else(|| "[".to_owned(), |name| format!("\"{name}\": ["));
        let at = head.find(&opening).map_or(head.len(), |at| at + opening.len());
        let tail = head.split_off(at);
        Ok((head, tail))
    }
}

/// Begins a line as deep as this.
fn line(depth: usize, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\n{:1$}", "", depth * INDENT)
}

/// Blanks of a step.
const INDENT: usize = 2;

/// Writes one value on a line.
pub(super) fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, OnOneLine))?;
    writeln!(out)
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

struct Indented(PrettyFormatter<'static>);

impl Formatter for Indented {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        fragment(out, text)
    }

    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}
