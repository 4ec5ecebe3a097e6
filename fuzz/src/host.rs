//! Any bytes, read as a file of any kind: no panic, all places lie in the file, and it can be
//! read as a template.

use std::sync::Arc;

use arnlint::source::Source;

use super::laws;

/// Names that each promise another kind of file; the first byte of an input, a digit, chooses.
const NAMES: [&str; 8] = [
    "policy.json",
    "page.md",
    "page.adoc",
    "page.rst",
    "page.html",
    "no-extension",
    "scps/guard.json",
    "deploy-trust-policy.json",
];

/// Checks the bytes behind the first one as a file of the kind that the first one chooses.
pub fn run(bytes: &[u8]) {
    if let Some((first, rest)) = bytes.split_first() {
        hold(NAMES[usize::from(*first) % NAMES.len()], rest);
    }
}

/// Checks a file.
pub fn hold(name: &str, bytes: &[u8]) {
    let source = Arc::new(Source::new(name, bytes.to_vec()).expect("a small file"));
    laws::documents(&source);
    laws::sound(&source, &laws::check(&source));
    laws::template(&source);
}
