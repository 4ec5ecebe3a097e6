//! Any bytes, read as JSON: no panic, the verdict and the values of `serde_json`, and places that
//! are right.

use arnlint::source::Source;

use super::oracle::assert_agrees;

/// Reads the bytes as a file.
pub fn run(bytes: &[u8]) {
    // A file that is no UTF-8 is read with a `?` for each byte that is none.
    let source = Source::new("policy.json", bytes.to_vec()).expect("a small file");
    assert_agrees(source.text());
}
