//! One line a finding: `path:line:column: severity rule [*] message`, with `[*]` for what `--fix`
//! repairs.

use std::fmt::Write;

use super::{FileReport, is_fixable};
use crate::wording::printable;

pub(super) fn findings(files: &[FileReport]) -> String {
    let mut text = String::new();
    for file in files {
        let name = printable(file.source.name());
        for diagnostic in &file.checked.diagnostics {
            let at = file.source.position(diagnostic.span.start);
            let mark = if is_fixable(diagnostic) { "[*] " } else { "" };
            let message = printable(&diagnostic.message);
            let _ = writeln!(
                text,
                "{name}:{}:{}: {} {} {mark}{message}",
                at.line, at.column, diagnostic.severity, diagnostic.rule
            );
        }
    }
    text
}
