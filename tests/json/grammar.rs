//! What JSON is and is not: one text for each class that JSONTestSuite knows.

use std::fmt::Write;

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::json::Fault;
use arnlint::source::Source;
use arnlint::tree::{Member, Value};

use crate::oracle::{assert_agrees, faults, parse};

#[test]
fn json_is_accepted() {
    for text in [
        // Lists.
        "[]",
        "[ ]",
        "[[],[[]]]",
        "[1 , 2\n,3]",
        "\r\n[\ttrue]\r\n",
        "[null, false, \"x\", {}]",
        // Objects.
        "{}",
        "{ }",
        r#"{"":0}"#,
        r#"{"k":{"k":[]}}"#,
        "{\"a\"\n:\n1\n,\"b\":2}",
        r#"{"same":1,"same":2}"#,
        r#"{"same":1,"same":1}"#,
        r#"{"a\u0000b":1}"#,
        r#"{"Action:":1}"#,
        r#"{"it’s":1}"#,
        r#"{"“k”":1}"#,
        r#"{"a // b":1}"#,
        "{\"# a\":1}",
        r#"{"...":1}"#,
        // Numbers.
        "0",
        "-0",
        "7",
        "-12",
        "10",
        "0.5",
        "-0.25",
        "1e3",
        "1E3",
        "1e+3",
        "1e-3",
        "0e0",
        "1.5E-07",
        "[123456789012345678901234567890]",
        // Strings and their escapes.
        r#""""#,
        r#""a""#,
        r#"" ""#,
        r#""\"\\\/\b\f\n\r\t""#,
        r#""\u0041\u00e9\u6f22""#,
        r#""\uD83D\ude00""#,
        r#""\uDBFF\uDFFF""#,
        r#""\u0000""#,
        r#""\u005c\u0022""#,
        r#""\\u0041""#,
        r#""\\\\""#,
        r#""/*no comment*/""#,
        r#""{[,:]}""#,
        "\"\u{7f}\"",
        "\"é漢😀\"",
        "\"\u{2028}\u{2029}\"",
        "\"\u{feff}\"",
        "\"\u{fffe}\u{10ffff}\"",
        // Any value may stand alone.
        "true",
        "false",
        "null",
        " null ",
        "\"\"",
    ] {
        assert_agrees(text);
        assert_eq!(faults(text), [], "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        // Lists.
        "[",
        "]",
        "[1",
        "[1,",
        "[,",
        "[,1]",
        "[1,]",
        "[1,,2]",
        "[,]",
        "[1 2]",
        "[\"a\" \"b\"]",
        "[1]]",
        "[1]1",
        "[a",
        "[\"a\",\n4\n,1,",
        "[1:2]",
        "[:]",
        "[;]",
        "[1;2]",
        "[\"\": 1]",
        "[}",
        "[*]",
        "[\u{b}]",
        // Objects.
        "{",
        "}",
        "{1:1}",
        "{:1}",
        "{a:1}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\"::1}",
        "{\"a\",1}",
        "{\"a\":1,}",
        "{\"a\":1,,\"b\":2}",
        "{,}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":\"b\"",
        "{\"a\":1}}",
        "{\"a\":1}#",
        "{\"a\":1}//",
        "{\"a\":/**/1}",
        "{null:null}",
        "{[]:1}",
        "{]",
        "{\"a\":1]",
        "{\"a\"=1}",
        "{\"a\":1;}",
        // Numbers.
        "01",
        "-01",
        "-",
        "+1",
        "--1",
        "1.",
        ".5",
        "-.5",
        "1.e1",
        "1e",
        "1e+",
        "1eE2",
        "0.1.2",
        "1 000",
        "0x1F",
        "1_000",
        "NaN",
        "Infinity",
        "-Infinity",
        "1a",
        "１",
        "0e",
        "9.e+",
        // Strings.
        "\"",
        "\"a",
        "a\"",
        "'a'",
        "“a”",
        "\"\\\"",
        r#""\x41""#,
        r#""\a""#,
        r#""\u""#,
        r#""\u12""#,
        r#""\u12G4""#,
        r#""\U0041""#,
        r#""\é""#,
        "\"\\\u{0}\"",
        "\"\t\"",
        "\"\n\"",
        "\"\u{0}\"",
        "\"\u{1f}\"",
        "\"a\" \"b\"",
        "\"a\"b",
        "&quot;a&quot;",
        // Half surrogate pairs: no text can hold them.
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\ud800""#,
        r#""\ud800a""#,
        r#""\ud800\n""#,
        r#""\udc00\ud800""#,
        r#""\ud83d\u0041""#,
        // Structure.
        "",
        " ",
        "\n",
        "True",
        "nul",
        "nulll",
        "truefalse",
        "undefined",
        "[][]",
        "{}{}",
        "null null",
        "<a>",
        "<!-- -->",
        "// a",
        "/* a */ 1",
        "1 /* a",
        "# a",
        "*",
        "\\",
        "@",
        "…",
        "[] x",
        "\u{a0}1",
        "\u{feff}[]",
        "\u{200b}[]",
        "[\u{c}]",
        "\u{0}",
        "[]\u{0}",
        "${x}",
        "{{x}}",
    ] {
        assert_agrees(text);
        assert_ne!(faults(text), [], "{text:?}");
    }
}

#[test]
fn a_number_may_be_of_any_size() {
    for text in
        ["1e999", "-1e999", "1e-999", "0.4e00669999999999999999999999999999999999999999999969999999006", "[-1E+400]"]
    {
        assert_eq!(faults(text), [], "{text}");
    }
}

#[test]
fn numbers_are_kept_as_they_are_written() {
    for text in ["1.50", "1E3", "-0", "100000000000000000001", "1e999"] {
        assert_eq!(parse(text).root.expect("a number").value, Value::Number(text.into()));
    }
}

#[test]
fn duplicates_and_order_are_kept() {
    let text = r#"{"b": 1, "a": 2, "b": 3}"#;
    let root = parse(text).root.expect("a root");
    let object = root.as_object().expect("an object");
    let names: Vec<&str> = object.members.iter().map(Member::name).collect();
    assert_eq!(names, ["b", "a", "b"]);
    assert_eq!(object.all("b").count(), 2);
}

/// What is reported of bytes that claim to be a policy.
fn found(bytes: &[u8]) -> Vec<(String, u32)> {
    let source = Source::new("policy.json", bytes.to_vec()).expect("a small file");
    check(&source, &Config::default())
        .diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.rule == "invalid-json")
        .map(|diagnostic| (diagnostic.message, diagnostic.span.start))
        .collect()
}

const POLICY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;

#[test]
fn a_byte_order_mark_is_none_of_the_text() {
    assert_eq!(found(format!("\u{feff}{POLICY}").as_bytes()), []);
    let broken = format!("\u{feff}{}", POLICY.replace("\"Deny\",", "\"Deny\",,"));
    assert_eq!(found(broken.as_bytes()), [("a comma with nothing before it".to_owned(), 56)]);
    // A second one is text, and no JSON.
    assert_eq!(found(format!("\u{feff}\u{feff}{POLICY}").as_bytes()).len(), 1);
}

#[test]
fn other_encodings_are_named_and_no_reason_to_panic() {
    let wide = |little: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(POLICY.encode_utf16());
        units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    };
    for bytes in [wide(true), wide(false), wide(true)[2..].to_vec(), wide(false)[2..].to_vec()] {
        assert_eq!(found(&bytes), [("the file is UTF-16, and JSON is UTF-8".to_owned(), 0)]);
    }
    let nul = POLICY.replace("Deny", "De\0y");
    assert_eq!(found(nul.as_bytes()), [("the file holds a NUL byte".to_owned(), 49)]);
    // Latin 1, a sequence cut off, one too long, a surrogate.
    for wrong in [&b"\xe9"[..], b"\xe2\x82", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff"] {
        let at = POLICY.find("Deny").expect("an effect") + 2;
        let bytes = [&POLICY.as_bytes()[..at], wrong, &POLICY.as_bytes()[at..]].concat();
        assert_eq!(found(&bytes), [("these bytes are not UTF-8".to_owned(), 49)], "{wrong:?}");
    }
}

#[test]
fn a_lone_surrogate_is_one_fault_at_its_escape() {
    let text = r#"["a\ud83dz", "\ud83d\ude00"]"#;
    assert_eq!(faults(text), [(Fault::LoneSurrogate, "\\ud83d")]);
    let root = parse(text).root.expect("a root");
    let items = &root.as_array().expect("a list").items;
    assert_eq!((items[0].as_str(), items[1].as_str()), (Some("a\u{fffd}z"), Some("😀")));
}

#[test]
fn nothing_but_comments_is_no_document() {
    let text = "// one\n# two\n";
    let mut said = String::new();
    for error in parse(text).errors {
        let _ = write!(said, "{:?} {}; ", error.fault, error.repeats.len());
    }
    assert_eq!(said, "Comment 1; Empty 0; ");
    assert!(parse(text).root.is_none());
}
