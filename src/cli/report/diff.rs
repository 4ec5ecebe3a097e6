//! What repairs would change, as a patch.

use std::io::{self, Write};

use similar::TextDiff;

use super::{FileReport, Format};
use crate::source::Source;
use crate::wording::loggable;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// A unified diff that `git apply` and `patch -p1` take.
pub(in crate::cli) fn diff(source: &Source, text: &str) -> String {
    let name = source.name();
    TextDiff::from_lines(source.text(), text)
        .unified_diff()
        .context_radius(CONTEXT)
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

/// The patches of all files. What goes to a file or a program must be whole; a terminal must not
/// be steered.
pub(super) struct Patches {
    pub(super) is_for_terminal: bool,
}

impl Format for Patches {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let patch = file.diff.as_deref().unwrap_or_default();
        if !self.is_for_terminal {
            return out.write_all(patch.as_bytes());
        }
        patch.lines().try_for_each(|line| writeln!(out, "{}", loggable(line)))
    }
}
