//! XML as text. What XML cannot hold is replaced, and what would disturb a terminal is written as
//! a reference, which readers take for the same character.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use crate::wording::printable;

/// A part of a document: as much as stands before its elements, some of these, or what stands
/// behind them.
pub(super) struct Part {
    writer: Writer<Vec<u8>>,
}

impl Part {
    /// The start of a document, with its root opened.
    pub(super) fn begin(root: &str, attributes: &[(&str, &str)]) -> io::Result<Self> {
        let mut part = Self { writer: Writer::new_with_indent(Vec::new(), b' ', INDENT) };
        part.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        part.open(root, attributes)?;
        Ok(part)
    }

    /// Elements below the root.
    pub(super) fn below(root: &str) -> io::Result<Self> {
        let mut part = Self::begin(root, &[])?;
        // What was written tells the writer how deep it is, and is there already.
        part.writer.get_mut().clear();
        Ok(part)
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element that holds lines of text.
    pub(super) fn lines(&mut self, name: &str, attributes: &[(&str, &str)], lines: &[String]) -> io::Result<()> {
        self.open(name, attributes)?;
        let escaped: Vec<String> = lines.iter().map(|line| escape(line)).collect();
        self.writer.write_event(Event::Text(BytesText::from_escaped(escaped.join("\n"))))?;
        self.close(name)
    }

    /// Writes the part down.
    pub(super) fn write(self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&self.writer.into_inner())
    }
}

/// Blanks of a step.
const INDENT: usize = 2;

fn start<'e>(name: &'e str, attributes: &[(&str, &str)]) -> BytesStart<'e> {
    let mut element = BytesStart::new(name);
    for &(key, value) in attributes {
        element.push_attribute(Attribute { key: QName(key), value: Cow::Owned(escape(value)) });
    }
    element
}

/// Text for a value of an attribute and for the content of an element. Line ends and tabs become
/// references, because readers turn bare ones in attributes into blanks.
fn escape(text: &str) -> String {
    let allowed: String = text.chars().map(|c| if is_allowed(c) { c } else { char::REPLACEMENT_CHARACTER }).collect();
    let mut escaped = String::with_capacity(allowed.len());
    for c in quick_xml::escape::escape(allowed.as_str()).chars() {
        if !c.is_ascii() || c.is_ascii_control() {
            let mut bytes = [0; 4];
            if let Cow::Owned(_) = printable(c.encode_utf8(&mut bytes)) {
                escaped.push_str(&format!("&#{};", u32::from(c)));
                continue;
            }
        }
        escaped.push(c);
    }
    escaped
}

/// Whether XML 1.0 has this character, be it as a reference.
fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}
