//! Names for findings that survive moved lines and reformatting, and that no other finding takes.
//!
//! A fingerprint is the 64-bit FNV-1a hash of: the rule; the meaning of the statement (outside of
//! statements: of the policy); the keys that lead to the place, the meaning of the value there and
//! the text under the span; and a number that tells equal ones of a file apart. The meaning of a
//! value has no layout, no escapes and no order: all lists of a policy are sets. So a finding keeps
//! its name until its statement says something else, and whatever is found then is new. FNV is
//! fixed by its definition, so baselines keep their meaning from release to release.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Step};
use crate::policy::Document;
use crate::source::{Source, Span};
use crate::tree::{Node, Value};

/// Gives out the fingerprints of a file.
#[derive(Default)]
pub(super) struct Fingerprints {
    /// How often each name was wanted.
    seen: HashMap<u64, u64>,
}

impl Fingerprints {
    /// Names the findings of a document.
    pub(super) fn assign(&mut self, source: &Source, document: &Document<'_>, diagnostics: &mut [Diagnostic]) {
        let mut known = Known { source, meanings: HashMap::new(), keys: HashMap::new(), hashes: Vec::new() };
        // Findings come in order, and of those in one statement each needs its meaning.
        let mut last: Option<(&Node<'_>, u64)> = None;
        let root: &Node<'_> = &document.root;
        let list = root.as_object().and_then(|object| object.get("Statement")).map(|member| &member.value);
        for diagnostic in diagnostics {
            let (subject, rest) = subject(root, list, &diagnostic.path);
            let mut hash = Fnv::default();
            hash.text(diagnostic.rule);
            let known_meaning = last.filter(|(node, _)| std::ptr::eq(*node, subject)).map(|(_, meaning)| meaning);
            let meaning = known_meaning.unwrap_or_else(|| known.meaning(subject));
            last = Some((subject, meaning));
            hash.number(meaning);
            let mut node = subject;
            for step in rest {
                if let Step::Key(key) = step {
                    hash.number(known.key(key));
                }
                let Some(next) = child(node, step, diagnostic.span) else { break };
                node = next;
            }
            if !std::ptr::eq(node, subject) {
                hash.number(known.meaning(node));
            }
            if diagnostic.span != node.span {
                hash.squeezed(source.slice(diagnostic.span));
            }
            let count = self.seen.entry(hash.0).or_default();
            *count += 1;
            hash.number(*count);
            diagnostic.fingerprint = hash.0;
        }
    }
}

/// The hashes of a document that are known. Many findings can be about one value or below one key,
/// and these long.
struct Known<'s> {
    source: &'s Source,
    /// By the place of the value.
    meanings: HashMap<usize, u64>,
    /// By the place of the key.
    keys: HashMap<*const u8, u64>,
    /// Room for the hashes of a set.
    hashes: Vec<u64>,
}

/// The bytes of a text that are hashed sooner than found.
const SHORT: usize = 64;

impl Known<'_> {
    fn meaning(&mut self, node: &Node<'_>) -> u64 {
        if node.span.len() as usize <= SHORT {
            return meaning(node, self.source, &mut self.hashes);
        }
        let place = std::ptr::from_ref(node).addr();
        *self.meanings.entry(place).or_insert_with(|| meaning(node, self.source, &mut self.hashes))
    }

    fn key(&mut self, key: &str) -> u64 {
        if key.len() <= SHORT { text(key) } else { *self.keys.entry(key.as_ptr()).or_insert_with(|| text(key)) }
    }
}

/// The fingerprint of a text that is no part of a policy, below a name.
pub(crate) fn of_text(name: &str, text: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.text(name);
    hash.squeezed(text);
    hash.0
}

/// What a finding is about: the statement of `list` that its path leads into, else the whole
/// document; and the rest of the path.
fn subject<'d, 'p>(root: &'d Node<'d>, list: Option<&'d Node<'d>>, path: &'p [Step]) -> (&'d Node<'d>, &'p [Step]) {
    match (list, path) {
        (Some(list), [Step::Key(key), Step::Index(index), rest @ ..]) if &**key == "Statement" => {
            match list.as_array().and_then(|list| list.items.get(*index)) {
                Some(statement) => (statement, rest),
                None => (root, path),
            }
        }
        (Some(node @ Node { value: Value::Object(_), .. }), [Step::Key(key), rest @ ..]) if &**key == "Statement" => {
            (node, rest)
        }
        _ => (root, path),
    }
}

/// The value that a step leads to, on the way to a place.
fn child<'d>(node: &'d Node<'d>, step: &Step, place: Span) -> Option<&'d Node<'d>> {
    match (&node.value, step) {
        (Value::Object(object), Step::Key(_)) => {
            let behind = object.members.partition_point(|member| member.span().end < place.end);
            object.members.get(behind).map(|member| &member.value)
        }
        (Value::Array(array), Step::Index(index)) => array.items.get(*index),
        _ => None,
    }
}

/// The hash of a key.
fn text(text: &str) -> u64 {
    let mut hash = Fnv::default();
    hash.text(text);
    hash.0
}

/// The hash of what a value says. What `hashes` held it holds afterwards.
fn meaning(node: &Node<'_>, source: &Source, hashes: &mut Vec<u64>) -> u64 {
    let mut hash = Fnv::default();
    match &node.value {
        Value::String(text) => {
            hash.byte(b's');
            hash.text(text.as_str());
        }
        Value::Array(array) => {
            hash.byte(b'a');
            let first = hashes.len();
            for item in &array.items {
                let item = meaning(item, source, hashes);
                hashes.push(item);
            }
            hash.set(hashes, first);
        }
        Value::Object(object) => {
            hash.byte(b'o');
            let first = hashes.len();
            for member in &object.members {
                let mut hash = Fnv::default();
                hash.text(member.name());
                hash.number(meaning(&member.value, source, hashes));
                hashes.push(hash.0);
            }
            hash.set(hashes, first);
        }
        _ => {
            hash.byte(b'v');
            hash.squeezed(source.slice(node.span));
        }
    }
    hash.0
}

struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    #[inline]
    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    /// A text and its end, so that two texts cannot run into each other.
    fn text(&mut self, text: &str) {
        // Eight at a time: there is little to a byte.
        let (words, rest) = text.as_bytes().as_chunks::<8>();
        for word in words {
            for &byte in word {
                self.byte(byte);
            }
        }
        for &byte in rest {
            self.byte(byte);
        }
        self.byte(0xff);
    }

    /// A text of the file without its layout: blanks count inside of strings alone.
    fn squeezed(&mut self, text: &str) {
        let mut is_string = false;
        let mut is_escaped = false;
        for byte in text.bytes() {
            if byte == b'"' && !is_escaped {
                is_string = !is_string;
            }
            is_escaped = byte == b'\\' && !is_escaped;
            if is_string || !byte.is_ascii_whitespace() {
                self.byte(byte);
            }
        }
        self.byte(0xff);
    }

    fn number(&mut self, number: u64) {
        number.to_le_bytes().into_iter().for_each(|byte| self.byte(byte));
    }

    /// Takes the hashes from `first` on, whose order says nothing.
    fn set(&mut self, hashes: &mut Vec<u64>, first: usize) {
        hashes[first..].sort_unstable();
        for &hash in &hashes[first..] {
            self.number(hash);
        }
        hashes.truncate(first);
    }
}
