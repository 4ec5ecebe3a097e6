//! Commands for the log of Azure Pipelines, which shows them as issues. One line a finding.

use std::io::{self, Write};

use super::location::relative;
use super::{FileReport, Format, sentences};
use crate::diagnostic::Severity;
use crate::wording::printable;

pub(super) struct Azure;

impl Format for Azure {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let name = property(&relative(file.source.name()));
        for diagnostic in &file.checked.diagnostics {
            // There is no third type.
            let kind = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
            let at = file.source.position(diagnostic.span.start);
            writeln!(
                out,
                "##vso[task.logissue type={kind};sourcepath={name};linenumber={};columnnumber={};code={};]{}",
                at.line,
                at.column,
                property(diagnostic.rule),
                data(&sentences(diagnostic))
            )?;
        }
        Ok(())
    }
}

/// Text behind the `]` of a command.
fn data(text: &str) -> String {
    encode(&printable(text))
}

/// Text for a property, which ends at a semicolon, as the properties end at a bracket. The name of
/// a file has to stay that of the file, so its line ends are encoded before it is made printable.
fn property(text: &str) -> String {
    printable(&encode(text).replace(';', "%3B").replace(']', "%5D")).into_owned()
}

/// The percent sign has a code of its own, because agents once left it alone.
fn encode(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}
