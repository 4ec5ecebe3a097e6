//! The XML of Checkstyle, which many servers read.

use std::io::{self, Write};

use super::location::relative;
use super::xml::Document;
use super::{Run, sentences};
use crate::diagnostic::Severity;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut document = Document::new(out)?;
    // The version of Checkstyle whose form this is.
    document.open("checkstyle", &[("version", "4.3")])?;
    for file in run.files {
        let name = relative(file.source.name());
        if file.checked.diagnostics.is_empty() {
            document.empty("file", &[("name", &name)])?;
            continue;
        }
        document.open("file", &[("name", &name)])?;
        for diagnostic in &file.checked.diagnostics {
            let at = file.source.position(diagnostic.span.start);
            let severity = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "info",
            };
            document.empty(
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
        document.close("file")?;
    }
    document.close("checkstyle")?;
    document.finish()
}
