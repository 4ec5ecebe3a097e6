//! One line a finding, below the name of its file.

use std::io::{self, Write};

use super::Run;
use super::concise::said;
use crate::cli::style::Style;
use crate::wording::loggable;

pub(super) fn write(run: &Run<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (bold, plain) = if style.color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    for file in run.files.iter().filter(|file| !file.checked.diagnostics.is_empty()) {
        writeln!(out, "{bold}{}{plain}", loggable(file.source.name()))?;
        let place = |at: u32| {
            let at = file.source.position(at);
            format!("{}:{}", at.line, at.column)
        };
        let found = &file.checked.diagnostics;
        let width = found.iter().map(|found| place(found.span.start).len()).max().unwrap_or(0);
        for diagnostic in found {
            writeln!(out, "  {:width$}  {}", place(diagnostic.span.start), said(diagnostic))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
