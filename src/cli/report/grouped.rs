//! One line a finding, below the name of its file.

use std::io::{self, Write};

use super::concise::push_said;
use super::{FileReport, Format, Summary};
use crate::cli::style::Style;
use crate::wording::loggable;

pub(super) struct Grouped {
    pub(super) style: Style,
    /// Whether the figures of the run come last.
    pub(super) has_figures: bool,
}

impl Format for Grouped {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let found = &file.checked.diagnostics;
        if found.is_empty() {
            return Ok(());
        }
        let (bold, plain) = if self.style.color { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
        writeln!(out, "{bold}{}{plain}", loggable(file.source.name()))?;
        let place = |at: u32| {
            let at = file.source.position(at);
            format!("{}:{}", at.line, at.column)
        };
        let width = found.iter().map(|found| place(found.span.start).len()).max().unwrap_or(0);
        let mut said = String::new();
        for diagnostic in found {
            said.clear();
            push_said(&mut said, diagnostic);
            writeln!(out, "  {:width$}  {said}", place(diagnostic.span.start))?;
        }
        writeln!(out)
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        summary.line().filter(|_| self.has_figures).map_or(Ok(()), |line| writeln!(out, "{line}"))
    }
}
