//! One line a finding: `path:line:column: severity rule [*] message`, with `[*]` for what `--fix`
//! repairs.

use std::io::{self, Write};

use super::{Run, is_fixable};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::wording::loggable;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    run.findings().try_for_each(|(source, diagnostic)| out.write_all(line(source, diagnostic).as_bytes()))
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
