//! Lines and columns, against the plainest way to count them.

use arnlint::source::Source;

/// Column and line by going through the text, one character at a time.
fn counted(text: &str, offset: usize) -> (u32, u32) {
    let (mut line, mut column) = (1, 1);
    for c in text[..offset].chars() {
        match c {
            '\n' => (line, column) = (line + 1, 1),
            '\u{feff}' => {}
            _ => column += 1,
        }
    }
    (line, column)
}

#[test]
fn every_place_of_long_and_short_lines() {
    let long = "añ日🦀\u{feff}".repeat(700);
    let text = format!("\u{feff}{{\n  \"é\": 1,\r\n{long}\n\n{long}{long}");
    let source = Source::new("policy.json", text.clone().into_bytes()).expect("a small text");
    for (offset, _) in text.char_indices().chain([(text.len(), ' ')]).step_by(7) {
        let at = source.position(u32::try_from(offset).expect("a small text"));
        assert_eq!((at.line, at.column), counted(&text, offset), "at byte {offset}");
    }
}

#[test]
fn places_that_are_none() {
    let source = Source::new("policy.json", "a日\nb".into()).expect("a small text");
    let at = |offset| source.position(offset).column;
    assert_eq!((at(2), at(3), at(99)), (2, 2, 2));
}
