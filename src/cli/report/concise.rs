//! One line a finding: `path:line:column: severity rule [*] message`, with `[*]` for what `--fix`
//! repairs.

use std::io::{self, Write};

use super::{FileReport, Format, is_fixable};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::wording::loggable;

pub(super) struct Concise;

impl Format for Concise {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let mut findings = file.checked.diagnostics.iter();
        findings.try_for_each(|diagnostic| out.write_all(line(&file.source, diagnostic).as_bytes()))
    }
}

/// A finding with its line end.
pub(super) fn line(source: &Source, diagnostic: &Diagnostic) -> String {
    let at = source.position(diagnostic.span.start);
    let name = loggable(source.name());
    format!("{name}:{}:{}: {}\n", at.line, at.column, said(diagnostic))
}

/// What is said, without where.
pub(super) fn said(diagnostic: &Diagnostic) -> String {
    let mark = if is_fixable(diagnostic) { "[*] " } else { "" };
    format!("{} {} {mark}{}", diagnostic.severity, diagnostic.rule, loggable(&diagnostic.message))
}
