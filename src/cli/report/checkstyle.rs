//! The XML of Checkstyle, which many servers read.

use std::io::{self, Write};

use super::location::relative;
use super::xml::Part;
use super::{FileReport, Format, Summary, sentences};
use crate::diagnostic::Severity;

const ROOT: &str = "checkstyle";

pub(super) struct Checkstyle;

impl Format for Checkstyle {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        // The version of Checkstyle whose form this is.
        Part::begin(ROOT, &[("version", "4.3")])?.write(out)
    }

    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let mut part = Part::below(ROOT)?;
        let name = relative(file.source.name());
        if file.checked.diagnostics.is_empty() {
            part.empty("file", &[("name", &name)])?;
            return part.write(out);
        }
        part.open("file", &[("name", &name)])?;
        for diagnostic in &file.checked.diagnostics {
            let at = file.source.position(diagnostic.span.start);
            let severity = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "info",
            };
            part.empty(
                "error",
                &[
                    ("line", &at.line.to_string()),
                    ("column", &at.column.to_string()),
                    ("severity", severity),
                    ("message", &sentences(diagnostic)),
                    ("source", &format!("arnlint.{}", diagnostic.rule)),
                ],
            )?;
        }
        part.close("file")?;
        part.write(out)
    }

    fn end(&self, _summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut part = Part::below(ROOT)?;
        part.close(ROOT)?;
        part.write(out)?;
        writeln!(out)
    }
}
