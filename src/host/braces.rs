//! Which brace closes which, in a text that may hold anything: read once, so that no number of
//! braces that nothing closes costs more.

use std::collections::HashMap;

/// The pairs of `{` and `}` outside of strings in double quotes.
pub(super) struct Braces {
    closing: HashMap<usize, usize>,
}

impl Braces {
    /// Reads a text. No string goes over the end of a line, so that the quotes of a sentence
    /// reach no further than it does.
    pub(super) fn of(text: &str) -> Self {
        let mut closing = HashMap::new();
        let mut open = Vec::new();
        let mut in_string = false;
        let mut is_escaped = false;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'\n' => in_string = false,
                b'"' if !is_escaped => in_string = !in_string,
                b'{' if !in_string => open.push(at),
                b'}' if !in_string => {
                    closing.extend(open.pop().map(|start| (start, at)));
                }
                _ => {}
            }
            is_escaped = in_string && byte == b'\\' && !is_escaped;
        }
        Self { closing }
    }

    /// The `}` that closes the `{` at `open`.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        self.closing.get(&open).copied()
    }
}
