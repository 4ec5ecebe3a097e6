//! Texts that are hostile: deep, long, or wrong all over.

use arnlint::json::{Fault, MAX_DEPTH, MAX_ERRORS};

use crate::oracle::{How, assert_agrees, assert_places, faults, parse};

#[test]
fn depth_has_a_limit_and_it_is_that_of_others() {
    for (open, close) in [("[", "]"), ("{\"\":", "}")] {
        let inner = if close == "}" { "0" } else { "" };
        let nested = |depth: usize| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        assert_agrees(&nested(MAX_DEPTH));
        assert_eq!(faults(&nested(MAX_DEPTH)), []);
        for depth in [MAX_DEPTH + 1, MAX_DEPTH + 2, 500] {
            assert_agrees(&nested(depth));
            assert_eq!(faults(&nested(depth)), [(Fault::TooDeep, &open[..1])]);
        }
    }
    // What follows is read: the mistake behind the depth is found.
    let text = format!("[{}{},\n1 2]", "[".repeat(300), "]".repeat(300));
    assert_eq!(faults(&text), [(Fault::TooDeep, "["), (Fault::MissingComma, "1")]);
    // A bracket in a string is none, also where the text is skipped.
    let text = format!("{}[\"]\\\"]\"]{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert_eq!(faults(&text), [(Fault::TooDeep, "[")]);
    // Skipped many times, said once.
    let text = format!("{}[],[[]],[]{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    let parsed = parse(&text);
    assert_eq!((parsed.errors.len(), parsed.errors[0].repeats.len()), (1, 2));
}

#[test]
fn open_brackets_do_not_pile_up() {
    for text in [
        "[".repeat(100_000),
        "{\"\":".repeat(50_000),
        "[{\"\":".repeat(50_000),
        "{".repeat(100_000),
        "[\"é\\".repeat(50_000),
    ] {
        let parsed = parse(&text);
        assert!((1..=MAX_ERRORS + 1).contains(&parsed.errors.len()));
        assert_places(&text, &parsed, How::InPieces);
    }
}

#[test]
fn after_fifty_mistakes_it_is_enough() {
    let text = format!("[{}]", "1 ".repeat(MAX_ERRORS + 1));
    assert_eq!(parse(&text).errors.len(), MAX_ERRORS);
    let text = format!("[{}]", "1 ".repeat(200));
    let parsed = parse(&text);
    assert_eq!(parsed.errors.len(), MAX_ERRORS + 1);
    let last = parsed.errors.last().expect("errors");
    assert_eq!(last.fault, Fault::TooManyErrors);
    assert!(parsed.errors[..MAX_ERRORS].iter().all(|error| error.fault == Fault::MissingComma));
    assert_places(&text, &parsed, How::InPieces);
}

#[test]
fn repeats_are_folded_and_counted() {
    for (fault, text) in [
        (Fault::Comment, "[ # a\n // b\n /* c */ ]"),
        (Fault::SingleQuotes, "['a', 'b', 'c']"),
        (Fault::TypographicQuotes, "[“a”, ‘b’, „c“]"),
        (Fault::OddSpace, "[\u{a0}\u{2009}\u{200b}]"),
        (Fault::ControlCharacter, "[\"\t\u{1}\", \"\t\"]"),
        (Fault::BadEscape, r#"["\a\d", "\_"]"#),
        (Fault::Ellipsis, "[..., \"a\", …, .....]"),
        (Fault::TemplateTag, "[{% a %}\"b\"{% if c %},{% endif %}]"),
        (Fault::LineNumber, "1. [\n2. \"a\"\n3. ]"),
        (Fault::LineBreakInString, "[\"a\nb\r\nc\", \"d\ne\"]"),
    ] {
        let parsed = parse(text);
        let found: Vec<(Fault, usize)> =
            parsed.errors.iter().map(|error| (error.fault.clone(), error.repeats.len() + 1)).collect();
        assert_eq!(found, [(fault, 3)], "{text}");
        assert_places(text, &parsed, How::InPieces);
    }
}

/// Patterns that made, or could make, a parser read the same text over and over. Each is long
/// enough that reading it anew for every repeat would not end while anybody waits.
#[test]
fn long_texts_are_read_once() {
    let long = |piece: &str| piece.repeat(200_000 / piece.len());
    for text in [
        // Many quoted strings on one line.
        format!("[{}]", long("'a',")),
        format!("[{}]", long("“a”,")),
        format!("[{}]", long("'")),
        // A string over many lines, with its end far away or nowhere.
        format!("[\"{}\"]", long("a\n")),
        format!("[\"{}\"]", long("\n")),
        format!("[\"{}\"]", long("a\r")),
        format!("[\"{}", long("a\n")),
        format!("[\"{}\n\"]", long("a\rb\r")),
        // Keys that turn up in lists.
        format!("{{\"a\":{}\"{}\":1}}", "[".repeat(MAX_DEPTH - 1), long("k\\n")),
        format!("{{\"a\":[{}1]}}", long("\"k\"   \n,")),
        // Blanks, comments, digits and dots.
        format!("[{}1]", long(" ")),
        format!("[{}]", long("//\n")),
        format!("[{}]", long("/*/")),
        format!("[{}]", long("#\n1. \u{a0}")),
        format!("[{}]", long(".")),
        format!("[{}]", long("... ")),
        format!("[{}]", long("9")),
        // Text that is none.
        long("<"),
        long("{{"),
        long("$X"),
        long("![x"),
        long("%"),
        long("\""),
        long("\\"),
        long(":"),
        long(","),
        long("}"),
        long("”"),
        format!("{{{}}}", long("\"a”,")),
        format!("{{\"{}\"x", long("a”,")),
        format!("[\"{}", long("\\q")),
        format!("[\"{}\"]", long("\t")),
    ] {
        let parsed = parse(&text);
        assert!(parsed.errors.len() <= MAX_ERRORS + 1);
    }
}
