//! What the other parser says, and what must hold of every tree.

use std::fmt;

use arnlint::check;
use arnlint::config::Config;
use arnlint::fix::{self, Applicability, Edit, Fix};
use arnlint::json::{self, Fault, MAX_ERRORS, Parsed};
use arnlint::policy::PolicyType;
use arnlint::rules;
use arnlint::source::{Source, Span};
use arnlint::text_map::TextMap;
use arnlint::tree::{Node, Text, Value};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Parses a text that is a whole file.
pub(crate) fn parse(text: &str) -> Parsed<'_> {
    json::parse(text, text, &TextMap::linear(0, text.len().try_into().expect("a small text")))
}

/// The faults of a text and what stands under each, for comparisons.
pub(crate) fn faults(text: &str) -> Vec<(Fault, &str)> {
    parse(text).errors.into_iter().map(|error| (error.fault, &text[error.span.range()])).collect()
}

/// What the safe fixes of `invalid-json` alone make of a text.
pub(crate) fn mend(text: &str) -> String {
    let rules = vec![rules::find("invalid-json").expect("a rule")];
    let config = Config { policy_type: Some(PolicyType::Identity), rules, ..Config::default() };
    let source = Source::new("policy.json", text.as_bytes().to_vec()).expect("a small text");
    check::fix(&source, Applicability::Safe, |source| check::check(source, &config)).text(&source)
}

/// The text with each repair that is certain, once.
pub(crate) fn apply_certain(text: &str) -> String {
    let fixes: Vec<Fix> = parse(text)
        .errors
        .iter()
        .filter(|error| error.certain)
        .map(|error| {
            Fix::safe("", error.repair.iter().map(|repair| Edit::replace(repair.span, repair.text.clone())).collect())
        })
        .collect();
    fix::apply(text, &fixes).0
}

/// How many places of a text are wrong.
pub(crate) fn mistakes(text: &str) -> usize {
    parse(text).errors.iter().map(|error| 1 + error.repeats.len()).sum()
}

/// A tree without places.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Plain>),
    Object(Vec<(String, Plain)>),
    /// Only ours has them.
    Unknown,
}

impl Plain {
    /// Our tree without its places.
    pub(crate) fn of(node: &Node<'_>) -> Self {
        match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            // That it is the number that was written is for the places to show.
            Value::Number(text) => Self::Number(serde_json::from_str(text).unwrap_or(f64::INFINITY)),
            Value::String(text) => Self::String(text.as_str().to_owned()),
            Value::Array(array) => Self::Array(array.items.iter().map(Self::of).collect()),
            Value::Object(object) => Self::Object(
                object.members.iter().map(|member| (member.name().to_owned(), Self::of(&member.value))).collect(),
            ),
            Value::Template(_) | Value::Unknown => Self::Unknown,
        }
    }

    /// The tree with each list of one thing replaced by the thing: to IAM that is the same.
    pub(crate) fn without_single_lists(&self) -> Self {
        match self {
            Self::Array(items) if items.len() == 1 => items[0].without_single_lists(),
            Self::Array(items) => Self::Array(items.iter().map(Self::without_single_lists).collect()),
            Self::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone(), value.without_single_lists())).collect())
            }
            other => other.clone(),
        }
    }

    /// What `serde_json` makes of a text, or nothing where it refuses it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// Whether a text holds a number that is JSON and that `serde_json` refuses for its size.
fn is_out_of_range(text: &str) -> bool {
    serde_json::from_str::<Plain>(text).is_err_and(|error| error.to_string().contains("out of range"))
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

#[allow(clippy::cast_precision_loss, reason = "the same is lost on both sides")]
impl<'de> Visitor<'de> for Reader {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Number(value as f64))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Plain, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Plain::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Plain::Object(members))
    }
}

/// How a host holds a text.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum How {
    /// As it is, and it is JSON.
    Json,
    /// As it is, with other text between its pieces, or broken.
    InPieces,
    /// In escapes.
    Decoded,
}

/// Both parsers say the same of a text: whether it is JSON, and what it holds.
pub(crate) fn assert_agrees(text: &str) {
    let parsed = parse(text);
    let theirs = Plain::read(text);
    if !is_out_of_range(text) {
        assert_eq!(parsed.errors.is_empty(), theirs.is_some(), "{text}\n{:?}", parsed.errors);
    }
    if let Some(theirs) = theirs {
        let ours = Plain::of(parsed.root.as_ref().expect("a root"));
        assert_eq!(ours, theirs, "{text}");
    }
    assert_places(text, &parsed, if parsed.errors.is_empty() { How::Json } else { How::InPieces });
}

/// Everything that knows its place knows it right.
pub(crate) fn assert_places(host: &str, parsed: &Parsed<'_>, how: How) {
    assert!(parsed.errors.len() <= MAX_ERRORS + 1, "{host}");
    assert!(parsed.errors.is_sorted_by_key(|error| error.span.start), "{host}\n{:?}", parsed.errors);
    for error in &parsed.errors {
        let repairs = error.repair.iter().map(|repair| repair.span);
        for span in repairs.chain(error.related).chain(error.repeats.iter().copied()).chain([error.span]) {
            slice(host, span);
        }
        assert!(!error.span.is_empty() || error.fault == Fault::Empty, "{host}\n{error:?} points at nothing");
        let mut edits: Vec<Span> = error.repair.iter().map(|repair| repair.span).collect();
        edits.sort_unstable();
        assert!(edits.windows(2).all(|pair| pair[0].end <= pair[1].start), "{host}\n{error:?} edits a byte twice");
        assert!(!error.certain || !error.repair.is_empty(), "{host}\n{error:?} is sure of nothing");
    }
    if let Some(root) = &parsed.root {
        node(host, root, Span::new(0, host.len().try_into().expect("a small text")), how);
    }
}

fn slice(host: &str, span: Span) -> &str {
    assert!(span.start <= span.end, "{span:?} of\n{host}");
    host.get(span.range()).unwrap_or_else(|| panic!("{span:?} is no text of\n{host}"))
}

fn node(host: &str, it: &Node<'_>, within: Span, how: How) {
    let written = slice(host, it.span);
    assert!(within.contains(it.span), "{:?} is not within {within:?} in\n{host}", it.span);
    match &it.value {
        Value::String(text) => string(host, text, it.span, how),
        Value::Number(number) => assert_eq!(number, written),
        Value::Bool(value) => assert_eq!(value.to_string(), written),
        Value::Null => assert_eq!("null", written),
        Value::Array(array) => {
            assert!(how != How::Json || written.starts_with('[') && written.ends_with(']'), "{written}");
            let mut behind = it.span.start;
            for item in &array.items {
                node(host, item, Span::new(behind, it.span.end), how);
                behind = item.span.end;
            }
        }
        Value::Object(object) => {
            assert!(how != How::Json || written.starts_with('{') && written.ends_with('}'), "{written}");
            let mut behind = it.span.start;
            for member in &object.members {
                let key = member.key.span;
                assert!(Span::new(behind, it.span.end).contains(key), "{key:?} is out of order in\n{host}");
                string(host, &member.key.value, key, how);
                node(host, &member.value, Span::new(key.end, it.span.end), how);
                behind = member.value.span.end;
            }
        }
        Value::Template(_) | Value::Unknown => {}
    }
}

/// The bytes under a string, and under each character of it, are what it was read from.
fn string(host: &str, text: &Text<'_>, span: Span, how: How) {
    let content = text.content_span();
    assert!(span.contains(content), "{content:?} is not within {span:?} in\n{host}");
    if how == How::Json {
        assert_eq!((span.start + 1, span.end - 1), (content.start, content.end), "{host}");
        let read: Option<String> = serde_json::from_str(slice(host, span)).ok();
        assert_eq!(read.as_deref(), Some(text.as_str()), "{host}");
    }
    if text.is_verbatim() {
        assert_eq!(slice(host, content), text.as_str(), "{host}");
    }
    if how == How::Decoded {
        return;
    }
    for (at, c) in text.as_str().char_indices() {
        let written = slice(host, text.span(at..at + c.len_utf8()));
        let same = written.chars().eq([c])
            || written.starts_with('\\') && (decodes_to(written, c) || c == '\u{fffd}' && written.starts_with("\\u"));
        assert!(same, "{c:?} stands as {written:?} in\n{host}");
    }
}

fn decodes_to(escape: &str, c: char) -> bool {
    serde_json::from_str::<char>(&format!("\"{escape}\"")).is_ok_and(|read| read == c)
}
