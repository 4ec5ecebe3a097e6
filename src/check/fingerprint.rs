//! Names for findings that survive moved lines and reformatting.
//!
//! The fingerprint is the 64-bit FNV-1a hash of: the rule, the file, the text of the statement
//! without white space (outside of a statement: the path), the text under the span without white
//! space, and a number that tells equal ones apart in the order of the file. FNV is fixed by its
//! definition, so baselines keep their meaning from release to release.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Step};
use crate::policy::Document;
use crate::source::{Source, Span};
use crate::tree::{Node, Value};

pub(super) fn assign(source: &Source, document: &Document<'_>, diagnostics: &mut [Diagnostic]) {
    let mut statements: HashMap<usize, u64> = HashMap::new();
    let mut seen: HashMap<u64, u64> = HashMap::new();
    for diagnostic in diagnostics {
        let mut hash = Fnv::default();
        hash.text(diagnostic.rule);
        hash.text(source.name());
        match statement(document, &diagnostic.path) {
            Some((index, span)) => {
                let statement = *statements.entry(index).or_insert_with(|| {
                    let mut hash = Fnv::default();
                    hash.squeezed(source.slice(span));
                    hash.0
                });
                hash.number(statement);
                // A finding about the whole statement adds nothing by its own text.
                if diagnostic.span != span {
                    hash.squeezed(source.slice(diagnostic.span));
                }
            }
            None => diagnostic.path.iter().for_each(|step| match step {
                Step::Key(key) => hash.text(key),
                Step::Index(index) => hash.number(*index as u64),
            }),
        }
        let count = seen.entry(hash.0).or_default();
        *count += 1;
        hash.number(*count);
        diagnostic.fingerprint = hash.0;
    }
}

/// The statement that a path leads into: its index and its place.
fn statement(document: &Document<'_>, path: &[Step]) -> Option<(usize, Span)> {
    let [Step::Key(key), rest @ ..] = path else { return None };
    let node: &Node<'_> = &document.root.as_object()?.get(key).filter(|member| member.name() == "Statement")?.value;
    match (&node.value, rest) {
        (Value::Array(array), [Step::Index(index), ..]) => Some((*index, array.items.get(*index)?.span)),
        (Value::Object(_), _) => Some((0, node.span)),
        _ => None,
    }
}

struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// A text and its end, so that two texts cannot run into each other.
    fn text(&mut self, text: &str) {
        text.bytes().for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    fn squeezed(&mut self, text: &str) {
        text.bytes().filter(|byte| !byte.is_ascii_whitespace()).for_each(|byte| self.byte(byte));
        self.byte(0xff);
    }

    fn number(&mut self, number: u64) {
        number.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }
}
