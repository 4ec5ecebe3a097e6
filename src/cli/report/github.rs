//! Commands for the log of GitHub Actions, which shows them as annotations. One line a finding.

use std::io::{self, Write};

use super::location::relative;
use super::{FileReport, Format, sentences};
use crate::diagnostic::Severity;
use crate::wording::printable;

pub(super) struct Github;

impl Format for Github {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let source = &file.source;
        let name = property(&relative(source.name()));
        for diagnostic in &file.checked.diagnostics {
            let level = match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "notice",
            };
            let (start, end) = (source.position(diagnostic.span.start), source.position(diagnostic.span.end));
            let place = if start.line == end.line {
                format!("line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column)
            } else {
                // Columns of two lines are refused.
                format!("line={},endLine={}", start.line, end.line)
            };
            let title = property(diagnostic.rule);
            writeln!(out, "::{level} title={title},file={name},{place}::{}", data(&sentences(diagnostic)))?;
        }
        Ok(())
    }
}

/// Text behind the `::` of a command. A line end would begin another command.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text for a property of a command. The name of a file has to stay that of the file, so its line
/// ends are encoded before it is made printable.
fn property(text: &str) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let text = text.replace(':', "%3A").replace(',', "%2C");
    printable(&text).into_owned()
}
