//! Every kind of mistake: what is said, where exactly, what the safe fix makes of it, and that the
//! rest of the policy is still checked.
//!
//! `⟦…⟧` marks the places of the faults, in the order in which they are reported.

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::json::Fault;
use arnlint::source::Source;

use crate::oracle::{How, Plain, assert_places, mend, parse};

/// The lines of a case inside a policy that has one more mistake, of another kind.
fn policy(lines: &str) -> String {
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Sid\": \"Read\",\n      \
         \"Action\": [\"kinesis: Get*\"],\n      {lines}\n    }}\n  ]\n}}\n"
    )
}

/// The text without its marks, and the places between them.
fn marked(text: &str) -> (String, Vec<(usize, usize)>) {
    let (mut plain, mut places) = (String::new(), Vec::new());
    for piece in text.split_inclusive(['⟦', '⟧']) {
        let content = piece.trim_end_matches(['⟦', '⟧']);
        let start = plain.len();
        plain.push_str(content);
        if piece.ends_with('⟧') {
            places.push((start, plain.len()));
        }
    }
    (plain, places)
}

/// Checks a whole text: its faults at its marks, the finding of another rule, the safe fix.
#[track_caller]
fn assert_text(text: &str, faults: &[Fault], mended: Option<&str>) {
    let (text, places) = marked(text);
    let parsed = parse(&text);
    assert_places(&text, &parsed, How::InPieces);
    let found: Vec<Fault> = parsed.errors.iter().map(|error| error.fault.clone()).collect();
    assert_eq!(found, faults, "{text}");
    let spans = parsed.errors.iter().flat_map(|error| std::iter::once(&error.span).chain(&error.repeats));
    let spans: Vec<(usize, usize)> = spans.map(|span| (span.start as usize, span.end as usize)).collect();
    assert_eq!(spans, places, "{text}");
    let source = Source::new("policy.json", text.clone().into_bytes()).expect("a small text");
    let checked = check(&source, &Config::default());
    let seed = checked.diagnostics.iter().filter(|found| found.rule == "malformed-action");
    assert!(seed.clone().any(|found| source.slice(found.span).contains("kinesis: Get*")), "{text}");
    let repaired = mend(&text);
    match mended {
        None => assert_eq!(repaired, text),
        Some(mended) => {
            assert_eq!(repaired, mended);
            assert!(Plain::read(mended).is_some(), "{mended}");
        }
    }
}

/// A case inside of a policy; `mended` is what its lines become.
#[track_caller]
fn assert_case(lines: &str, faults: &[Fault], mended: Option<&str>) {
    assert_text(&policy(lines), faults, mended.map(policy).as_deref());
}

#[test]
fn commas() {
    let trailing = |name: &str| Fault::TrailingComma { key: Some(name.to_owned()) };
    assert_case(r#""Resource": ["*"⟦,⟧]"#, &[trailing("Resource")], Some(r#""Resource": ["*"]"#));
    assert_case(
        "\"Resource\": [\n        \"*\"⟦,⟧\n      ]⟦,⟧",
        &[trailing("Resource"), Fault::TrailingComma { key: None }],
        Some("\"Resource\": [\n        \"*\"\n      ]"),
    );
    assert_case(
        r#""Resource": [⟦,⟧"a",⟦,⟧ "b"]"#,
        &[Fault::ExtraComma, Fault::ExtraComma],
        Some(r#""Resource": ["a", "b"]"#),
    );
    assert_case(
        "\"Effect\": \"Allow⟦\"⟧\n      \"Resource\": [\"a⟦\"⟧ \"b\"]",
        &[Fault::MissingComma, Fault::MissingComma],
        Some("\"Effect\": \"Allow\",\n      \"Resource\": [\"a\", \"b\"]"),
    );
    // Where two words touch or have no quotes, it may be anything.
    assert_case(r#""Resource": ["a⟦"⟧"b"]"#, &[Fault::MissingComma], None);
}

#[test]
fn colons_and_values() {
    assert_case(r#""Effect⟦"⟧ "Allow""#, &[Fault::MissingColon], Some(r#""Effect": "Allow""#));
    assert_case(r#""Effect" ⟦=⟧ "Allow""#, &[Fault::MissingColon], Some(r#""Effect" : "Allow""#));
    assert_case(r#""Effect" ⟦=>⟧ "Allow""#, &[Fault::MissingColon], Some(r#""Effect" : "Allow""#));
    assert_case(r#"⟦"Effect"⟧: , "Resource": "*""#, &[Fault::MissingValue { key: "Effect".into() }], None);
    let stray = |text: &str| Fault::StrayString { text: text.into() };
    assert_case(r#""Resource": "a", ⟦"b"⟧, ⟦"c"⟧"#, &[stray("b"), stray("c")], None);
    // Behind a lost opening bracket.
    assert_case(
        "\"Resource\": \"a\", ⟦\"b\"⟧⟦]⟧,\n      \"Effect\": \"Allow\"",
        &[stray("b"), Fault::WrongBracket { bracket: ']' }],
        None,
    );
    assert_case(r#""Resource": "*", ⟦"Effect"⟧, "Sid": "a""#, &[stray("Effect")], None);
}

#[test]
fn brackets() {
    let unclosed = |bracket, name: Option<&str>| Fault::Unclosed { bracket, key: name.map(str::to_owned) };
    // A list before the next key, with and without its comma, and before a bracket.
    assert_case(
        "\"Resource\": ⟦[⟧\"a\", \"b\",\n      \"Effect\": \"Allow\"",
        &[unclosed('[', Some("Resource"))],
        Some("\"Resource\": [\"a\", \"b\"],\n      \"Effect\": \"Allow\""),
    );
    assert_case(
        "\"Resource\": ⟦[⟧\"a\"\n      \"Effect\": \"Allow\"",
        &[unclosed('[', Some("Resource"))],
        Some("\"Resource\": [\"a\"],\n      \"Effect\": \"Allow\""),
    );
    assert_case(r#""Resource": ⟦[⟧"a""#, &[unclosed('[', Some("Resource"))], Some(r#""Resource": ["a"]"#));
    // `["a": …`: a list that should have been an object is no list that lacks its end.
    let text = policy(r#""Condition": ["StringEquals": {"aws:PrincipalOrgID": "o-1"}]"#);
    assert_eq!(mend(&text), text);

    let head = "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kinesis: Get*\", \"Resource\": \"*\"";
    let marked = head.replacen("[{", "[⟦{⟧", 1);
    assert_text(&format!("{marked}]}}"), &[unclosed('{', None)], Some(&format!("{head}}}]}}")));
    // With an object inside, the bracket that is missing may be that of the inner one.
    let inner = r#", "Condition": {"StringEquals": {"a": "b"}, "Sid": "c"}"#;
    assert_text(&format!("{marked}{inner}]}}"), &[unclosed('{', None)], None);
    // Between two statements, or one bracket too many: nobody knows.
    assert_text(&format!("{marked}, {{\"Effect\": \"Deny\"}}]}}"), &[unclosed('{', None)], None);
    assert_text(&format!("{head}}}]}}⟦}}⟧"), &[Fault::WrongBracket { bracket: '}' }], None);
    let text = r#"{"Statement": {"Effect": "Allow", "Action": "kinesis: Get*"}⟦]⟧"#;
    assert_text(text, &[Fault::WrongBracket { bracket: ']' }], None);
}

#[test]
fn the_end_comes_too_early() {
    let end =
        |bracket, name: Option<&str>, count| Fault::UnclosedAtEnd { bracket, key: name.map(str::to_owned), count };
    let head = "{\"Statement\": [{\"Action\": \"kinesis: Get*\"";
    // What is lost may be a condition: closing the brackets would grant more than was meant.
    assert_text(&format!("{head}}}").replacen('[', "⟦[⟧", 1), &[end('[', Some("Statement"), 2)], None);
    assert_text(&head.replacen("[{", "[⟦{⟧", 1), &[end('{', None, 3)], None);
    assert_text(&format!("{head}, \"Resource\": ⟦[⟧\"a\",\n"), &[end('[', Some("Resource"), 4)], None);
    assert_text(&format!("⟦{{⟧{}}}]", &head[1..]), &[end('{', None, 1)], None);
    assert_text(
        &format!("{}, \"Sid\": ⟦\"a⟧", head.replacen("[{", "[⟦{⟧", 1)),
        &[end('{', None, 3), Fault::UnterminatedString],
        None,
    );
}

#[test]
fn documents() {
    let one = policy("\"Effect\": \"Allow\"");
    assert_text(&format!("{one}⟦{{⟧\"Statement\": []}}"), &[Fault::SecondDocument], None);
    assert_text(&format!("{one}⟦and then⟧\n"), &[Fault::Unexpected { text: "and then".into() }], None);
    assert_text(&format!("⟦\u{a0}⟧{one}"), &[Fault::OddSpace], Some(&format!(" {one}")));
}

#[test]
fn strings() {
    let open = || Fault::UnterminatedString;
    assert_case(
        "\"Effect\": ⟦\"Allow⟧,\n      \"Resource\": \"*\"",
        &[open()],
        Some("\"Effect\": \"Allow\",\n      \"Resource\": \"*\""),
    );
    assert_case(
        "\"Resource\": [\n        ⟦\"a⟧,\n        ⟦\"b⟧\n      ]",
        &[open(), open()],
        Some("\"Resource\": [\n        \"a\",\n        \"b\"\n      ]"),
    );
    // Before the next string of the same line.
    assert_case(r#""Effect": ⟦"Allow⟧, "Sid": "b""#, &[open()], Some(r#""Effect": "Allow", "Sid": "b""#));
    assert_case(r#""Resource": [⟦"a⟧, "b"]"#, &[open()], Some(r#""Resource": ["a", "b"]"#));
    assert_case(
        r#""Resource": ["a", ⟦"b⟧], "Effect": "Allow""#,
        &[open()],
        Some(r#""Resource": ["a", "b"], "Effect": "Allow""#),
    );
    assert_case(r#"⟦"Effect⟧: "Allow""#, &[open()], Some(r#""Effect": "Allow""#));
    assert_case(r#"⟦"Resource⟧: ["a"]"#, &[open()], Some(r#""Resource": ["a"]"#));
    assert_case("⟦\"Resource⟧: [\n        \"a\"\n      ]", &[open()], Some("\"Resource\": [\n        \"a\"\n      ]"));
    // Several words: where the text ends is for the writer to say.
    assert_case("\"Sid\": ⟦\"Read all⟧,\n      \"Effect\": \"Allow\"", &[open()], None);
    let unopened = |text: &str| Fault::UnopenedString { text: text.into() };
    assert_case(r#""Resource": ["a", ⟦b"⟧]"#, &[unopened("b")], None);
    assert_case(r#"⟦Effect"⟧: "Allow""#, &[unopened("Effect")], Some(r#""Effect": "Allow""#));
    assert_case("\"Resource\": \"arn:aws:s3:::a/⟦\n⟧        b\"", &[Fault::LineBreakInString], None);
    assert_case("\"Resource\": \"a⟦\r\n⟧\r\nb⟦\n⟧c\"", &[Fault::LineBreakInString], None);
    assert_case("\"Sid\": \"a⟦\t⟧b⟦\u{1}⟧\"", &[Fault::ControlCharacter], None);
    assert_case(r#""Sid": "⟦\d⟧ ⟦\_⟧ ⟦\u⟧12 ⟦\é⟧""#, &[Fault::BadEscape], None);
    // Nothing is left of this string, and that stands somewhere too.
    assert_places(r#"["\]"#, &parse(r#"["\]"#), How::InPieces);
    assert_case(r#""Sid": "⟦\udc00⟧""#, &[Fault::LoneSurrogate], None);
}

#[test]
fn other_quotes() {
    use Fault::{SingleQuotes, TypographicQuotes};
    assert_case(
        "⟦'Effect'⟧: ⟦'Allow'⟧,\n      ⟦'Resource'⟧: [⟦''⟧]",
        &[SingleQuotes],
        Some("\"Effect\": \"Allow\",\n      \"Resource\": [\"\"]"),
    );
    // What ends nowhere, or holds a quote, is not clear.
    assert_case(r"⟦'Sid'⟧: ⟦'it'⟧", &[SingleQuotes], Some(r#""Sid": "it""#));
    assert_case(r#""Sid": ⟦'say "hi"'⟧"#, &[SingleQuotes], None);
    assert_case("\"Sid\": ⟦'a⟧,\n      \"Effect\": \"Allow\"", &[SingleQuotes], None);
    assert_case(
        r#"⟦“Effect”⟧: ⟦„Allow“⟧, ⟦‘Sid’⟧: ⟦“it’s”⟧, "Resource": [⟦«a»⟧, ⟦“b"⟧]"#,
        &[TypographicQuotes],
        Some(r#""Effect": "Allow", "Sid": "it’s", "Resource": ["a", "b"]"#),
    );
    // Where only the second quote is one.
    assert_case(
        "\"Effect⟦”⟧: \"Allow⟦”⟧,\n      \"Resource\": [\"a⟦”⟧, \"b\"]",
        &[TypographicQuotes],
        Some("\"Effect\": \"Allow\",\n      \"Resource\": [\"a\", \"b\"]"),
    );
}

#[test]
fn no_quotes() {
    let word = |text: &str| Fault::BareWord { text: text.into() };
    assert_case(
        "⟦Effect⟧: ⟦Allow⟧,\n      ⟦Resource⟧ : [⟦arn:aws:s3:::b/*⟧, ⟦*⟧]",
        &[word("Effect"), word("Allow"), word("Resource"), word("arn:aws:s3:::b/*"), word("*")],
        Some("\"Effect\": \"Allow\",\n      \"Resource\" : [\"arn:aws:s3:::b/*\", \"*\"]"),
    );
    assert_case(r#""Resource": ⟦my bucket⟧, "Sid": ⟦ture⟧"#, &[word("my bucket"), word("ture")], None);
    assert_case(r#""Sid": ⟦NaN⟧"#, &[word("NaN")], None);
    let foreign = |text: &str, json| Fault::ForeignLiteral { text: text.into(), json };
    assert_case(
        r#""A": ⟦True⟧, "B": ⟦FALSE⟧, "C": ⟦None⟧"#,
        &[foreign("True", "true"), foreign("FALSE", "false"), foreign("None", "null")],
        Some(r#""A": true, "B": false, "C": null"#),
    );
    assert_case(r#""A": ⟦undefined⟧"#, &[foreign("undefined", "null")], None);
    let number = |text: &str| Fault::BadNumber { text: text.into() };
    assert_case(
        r#""A": ⟦01⟧, "B": ⟦+1⟧, "C": ⟦1.⟧, "D": ⟦.5⟧"#,
        &[number("01"), number("+1"), number("1."), number(".5")],
        None,
    );
}

#[test]
fn what_is_no_json_at_all() {
    assert_case(
        "⟦// one⟧\n      \"Effect\": \"Allow\", ⟦# two⟧\n      \"A\": 1⟦/* a\n b */⟧, \"B\": true⟦// three⟧",
        &[Fault::Comment],
        None,
    );
    let placeholder = |text: &str| Fault::Placeholder { text: text.into() };
    for text in [
        "${arn}",
        "${var.bucket.arn}/*",
        "{{ arn }}",
        "<your-bucket-arn>",
        "<YOUR BUCKET ARN>",
        "<<ARN>>",
        "%BUCKET_ARN%",
        "$BUCKET_ARN",
        "{BUCKET-ARN}",
        "<the bucket's ARN, e.g. of logs>",
        "{{ .Values.arns | first }}",
        "{{ arns[0] }}",
        "{{ site.data[x].arn | append: \"y\" }}",
    ] {
        assert_case(&format!("\"Resource\": [⟦{text}⟧, \"b\"], \"Sid\": \"a\""), &[placeholder(text)], None);
        assert_case(&format!("\"Resource\": ⟦{text}⟧"), &[placeholder(text)], None);
    }
    assert_case("⟦${statements}⟧", &[placeholder("${statements}")], None);
    assert_case("⟦<key>⟧: [\"a\"],\n      \"Effect\": \"Allow\"", &[placeholder("<key>")], None);
    assert_case("\"Resource\": ⟦<null>⟧", &[Fault::Unexpected { text: "<null>".into() }], None);
    assert_case("\"Resource\": [\"a\", ⟦...⟧],\n      ⟦…⟧", &[Fault::Ellipsis], None);
    assert_case("\"Resource\": ⟦...⟧", &[Fault::Ellipsis], None);
    let tag = [Fault::TemplateTag];
    assert_case("\"Resource\": [⟦{% for a in b %}⟧\"{{ a }}\"⟦{% if c %}⟧,⟦{% endif %}⟧]", &tag, None);
    assert_case("⟦{% if a %}⟧ \"Sid\": \"a\",⟦{% endif %}⟧ \"Effect\": \"Allow\"", &tag, None);
    assert_case("\"Sid\": ⟦{% if a %}⟧\"a\"{% else %}\"b\"{% endif %}, \"Effect\": \"Allow\"", &tag, None);
    assert_case(
        "⟦\u{a0}⟧\"Effect\":⟦\u{2003}⟧\"Allow\"⟦\u{200b}⟧",
        &[Fault::OddSpace],
        Some(" \"Effect\": \"Allow\" "),
    );
    let junk = |text: &str| Fault::Unexpected { text: text.into() };
    assert_case("\"Effect\": \"Allow\" ⟦![1](x.png)⟧\n", &[junk("![1](x.png)")], None);
    assert_case("\"Effect\": \"Allow\"⟦;⟧", &[junk(";")], None);
}

#[test]
fn line_numbers() {
    let lines = |number: &dyn Fn(usize) -> String| -> String {
        let text = policy("\"Effect\": \"Allow\"");
        text.lines().enumerate().map(|(at, line)| number(at + 1) + line + "\n").collect()
    };
    let mended = lines(&|_| " ".to_owned());
    assert_text(&lines(&|at| format!("⟦{at}.⟧ ")), &[Fault::LineNumber], Some(&mended));
    // Numbers that do not count up may be values.
    assert_text(&lines(&|at| format!("⟦{}.⟧ ", 2 * at)), &[Fault::LineNumber], None);
}
