//! What repairs would change, as a patch.

use similar::TextDiff;

use crate::source::Source;

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
