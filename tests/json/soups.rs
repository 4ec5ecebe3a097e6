//! Texts of any kind: no panic, no wrong place, and the same verdict as the other parser.

use arnlint::json;
use arnlint::source::Span;
use arnlint::text_map::{Segment, TextMap};
use proptest::prelude::*;

use crate::oracle::{How, Plain, assert_agrees, assert_places, mend, parse};

/// What JSON and its near misses are made of.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"a\"",
    "\"Action\"",
    "\"s3:Get*\"",
    "\"é😀\"",
    "\"\\u00e9\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\\q\"",
    "\"open",
    "\"open,\n",
    "'single'",
    "“smart”",
    "‘it’s’",
    "true",
    "false",
    "null",
    "True",
    "None",
    "0",
    "-1",
    "12.5e-3",
    "01",
    "1.",
    "+1",
    "// c\n",
    "/* c */",
    "/*",
    "# c\n",
    "...",
    "…",
    "${x.y}",
    "{{x}}",
    "<x>",
    "%x%",
    "$ARN",
    "word",
    "arn:aws:s3:::b/*",
    "1. ",
    "\n2. ",
    " ",
    "\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "\u{0}",
    "\"",
    "\\",
    "=",
    "=>",
    ";",
    "![x](y)",
    "\"Action: \"",
    "\"Version”:",
    "line\nbreak\"",
];

/// Sequences that are JSON more often than not.
fn value() -> impl Strategy<Value = String> {
    let space = prop_oneof![4 => Just(""), 1 => Just(" "), 1 => Just("\r\n\t")];
    let string = prop_oneof!["\"[a-zé😀/*: ’]{0,6}\"", Just("\"\\u0000\\ud83d\\ude00\\/\\\"\"".to_owned())];
    let leaf = prop_oneof![
        string.clone(),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,3})?([eE][+-]?[0-9]{1,2})?",
        prop_oneof![Just("true"), Just("false"), Just("null"), Just("[]"), Just("{ }")].prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        let members = prop::collection::vec((string.clone(), inner), 0..4);
        prop_oneof![
            (list, space.clone()).prop_map(|(items, s)| format!("[{s}{}{s}]", items.join(&format!("{s},{s}")))),
            (members, space.clone()).prop_map(|(members, s)| {
                let members: Vec<String> = members.iter().map(|(key, value)| format!("{key}{s}:{s}{value}")).collect();
                format!("{{{s}{}{s}}}", members.join(&format!("{s},{s}")))
            }),
        ]
    })
}

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(TOKENS), 0..24).prop_map(|tokens| tokens.concat())
}

/// A value with a few tokens thrown in.
fn broken() -> impl Strategy<Value = String> {
    let wound = (any::<prop::sample::Index>(), prop::sample::select(TOKENS));
    (value(), prop::collection::vec(wound, 0..4)).prop_map(|(mut text, wounds)| {
        for (at, token) in wounds {
            let mut at = at.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.insert_str(at, token);
        }
        text
    })
}

/// `text` as a host holds it that puts `mark` before each of its pieces, and the way back.
fn in_pieces(text: &str, mark: &str) -> (String, TextMap) {
    let (mut host, mut segments, mut decoded) = (String::new(), Vec::new(), 0);
    for piece in text.split_inclusive([' ', ',', '\n']) {
        host.push_str(mark);
        let span = Span::from_range(host.len()..host.len() + piece.len());
        segments.push(Segment::linear(decoded, span));
        decoded += span.len();
        host.push_str(piece);
    }
    host.push_str(mark);
    (host, TextMap::new(segments))
}

/// `text` as a string of JSON, and the way back.
fn in_a_string(text: &str) -> (String, TextMap) {
    let (mut host, mut segments, mut decoded) = (String::from("\""), Vec::new(), 0);
    for c in text.chars() {
        let quoted = serde_json::to_string(&c).expect("a character is JSON");
        let start = host.len();
        host.push_str(&quoted[1..quoted.len() - 1]);
        let len = u32::try_from(c.len_utf8()).expect("at most 4");
        segments.push(Segment { decoded, decoded_len: len, host: Span::from_range(start..host.len()) });
        decoded += len;
    }
    host.push('"');
    (host, TextMap::new(segments))
}

/// A text reads the same in whatever way its host holds it.
fn assert_reads_the_same(text: &str, (host, map): &(String, TextMap), how: How) {
    let (plain, hosted) = (parse(text), json::parse(host, text, map));
    let faults = |errors: &[json::SyntaxError]| -> Vec<(json::Fault, bool, usize)> {
        errors.iter().map(|error| (error.fault.clone(), error.certain, error.repeats.len())).collect()
    };
    assert_eq!(faults(&plain.errors), faults(&hosted.errors), "{text}");
    assert_eq!(plain.root.as_ref().map(Plain::of), hosted.root.as_ref().map(Plain::of), "{text}");
    assert_places(host, &hosted, how);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn values_are_read(text in value()) {
        prop_assert!(Plain::read(&text).is_some(), "{text} is meant to be JSON");
        assert_agrees(&text);
    }

    #[test]
    fn soups_are_judged(text in prop_oneof![soup(), broken()]) {
        assert_agrees(&text);
    }

    #[test]
    fn hosts_change_nothing(text in prop_oneof![soup(), broken()]) {
        assert_reads_the_same(&text, &in_pieces(&text, "> "), How::InPieces);
        assert_reads_the_same(&text, &in_a_string(&text), How::Decoded);
    }

    // In a text that is wrong all over, what is sure in one place can turn the rest upside down;
    // the engine takes no round of fixes that leaves more errors.
    #[test]
    fn mended_texts_are_no_worse(text in prop_oneof![soup(), broken()]) {
        let mended = mend(&text);
        let count = |text: &str| parse(text).errors.len();
        prop_assert!(count(&mended) <= count(&text), "becomes\n{mended}\n{:?}", parse(&mended).errors);
    }

    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        assert_agrees(&text);
        assert_reads_the_same(&text, &in_pieces(&text, "\t"), How::InPieces);
    }
}
