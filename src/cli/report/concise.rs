//! One line a finding: `path:line:column: severity rule [*] message`, with `[*]` for what `--fix`
//! repairs.

use std::io::{self, Write};

use super::{FileReport, Format, is_fixable};
use crate::diagnostic::Diagnostic;
use crate::wording::{loggable, push_number};

pub(super) struct Concise;

impl Format for Concise {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(lines(file).as_bytes())
    }
}

/// The findings of a file, a line each.
pub(in crate::cli) fn lines(file: &FileReport) -> String {
    let mut out = String::new();
    let name = loggable(file.source.name());
    for diagnostic in &file.checked.diagnostics {
        let at = file.source.position(diagnostic.span.start);
        out.push_str(&name);
        out.push(':');
        push_number(&mut out, at.line as usize);
        out.push(':');
        push_number(&mut out, at.column as usize);
        out.push_str(": ");
        push_said(&mut out, diagnostic);
        out.push('\n');
    }
    out
}

/// Adds what is said, without where.
pub(super) fn push_said(out: &mut String, diagnostic: &Diagnostic) {
    out.push_str(diagnostic.severity.name());
    out.push(' ');
    out.push_str(diagnostic.rule);
    out.push(' ');
    if is_fixable(diagnostic) {
        out.push_str("[*] ");
    }
    out.push_str(&loggable(&diagnostic.message));
}
