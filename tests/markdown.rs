//! Policies on Markdown pages: which blocks are read, and that each place is the one in the page.

use std::fmt::Write;

use arnlint::check::{self, Checked, check};
use arnlint::config::Config;
use arnlint::fix::Applicability;
use arnlint::rules;
use arnlint::source::Source;

/// A policy whose action has a space in it.
const POLICY: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\n    \"Effect\": \"Allow\",\n    \
    \"Action\": \"kinesis: Get*\",\n    \"Resource\": \"arn:aws:kinesis:eu-west-1:464622532012:stream/clicks\"\n  }\n}\n";

/// The same with a comma too many.
const BROKEN: &str = "{\n  \"Statement\": {\n    \"Effect\": \"Allow\",\n    \"Action\": \"kinesis: Get*\",\n    \
    \"Resource\": \"*\",\n  }\n}\n";

fn source(page: &str) -> Source {
    Source::new("page.md", page.as_bytes().to_vec()).expect("a small page")
}

fn config(rules: &[&str]) -> Config<'static> {
    let rules = rules.iter().map(|name| rules::find(name).expect("a rule")).collect();
    Config { rules, ..Config::default() }
}

fn checked(page: &str) -> Checked {
    check(&source(page), &config(&["invalid-json", "malformed-action"]))
}

/// `text` with `indent` before each line that holds something.
fn indented(text: &str, indent: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", format!("{indent}{line}").trim_end());
        out
    })
}

/// The policy is found once, its action at its very bytes, and line and column count what the
/// page shows.
#[track_caller]
fn assert_found(page: &str) {
    let checked = checked(page);
    assert_eq!(checked.policies.len(), page.matches("Statement").count(), "{page}");
    let found: Vec<u32> = checked.diagnostics.iter().map(|diagnostic| diagnostic.span.start).collect();
    let source = source(page);
    let places: Vec<usize> = page.match_indices("\"kinesis: Get*\"").map(|(at, _)| at).collect();
    assert_eq!(found.len(), places.len(), "{page}\n{:?}", checked.diagnostics);
    for (diagnostic, place) in checked.diagnostics.iter().zip(places) {
        assert_eq!(source.slice(diagnostic.span), "\"kinesis: Get*\"", "{page}");
        assert_eq!(diagnostic.span.start as usize, place, "{page}");
        let position = source.position(diagnostic.span.start);
        let line_start = page[..place].rfind('\n').map_or(0, |at| at + 1);
        assert_eq!(position.line as usize, page[..place].matches('\n').count() + 1);
        let column = page[line_start..place].chars().filter(|&c| c != '\u{feff}').count() + 1;
        assert_eq!(position.column as usize, column);
    }
}

#[test]
fn fences_of_any_kind() {
    for info in
        ["", "json", "JSON", "json5", "jsonc", " json ", "{.json}", "json title=\"a.json\" {1,3}", "text", "hcl"]
    {
        assert_found(&format!("# Page\n\n```{info}\n{POLICY}```\n\nafter\n"));
    }
    assert_found(&format!("~~~json\n{POLICY}~~~\n"));
    assert_found(&format!("~~~~\n~~~\n~~~~\n\n`````json\n{POLICY}`````\n"));
    assert_found(&format!("text\n   ```json\n{}   ```\n", indented(POLICY, "   ")));
    // A closing fence is not needed at the end.
    assert_found(&format!("```json\n{POLICY}"));
    assert_found(&format!("```json\n{}", POLICY.trim_end()));
}

#[test]
fn indented_blocks() {
    assert_found(&format!("Use this:\n\n{}\nafter\n", indented(POLICY, "    ")));
    assert_found(&format!("Use this:\n\n{}\nafter\n", indented(POLICY, "\t")));
}

#[test]
fn lists_and_quotes() {
    let fenced = format!("```json\n{POLICY}```\n");
    for indent in ["   ", "      ", "       "] {
        assert_found(&format!("1. One\n\n{}\n2. Two\n", indented(&fenced, indent)));
    }
    // Further in than a list of CommonMark takes for a fence, and with text behind it.
    assert_found(&format!("1. One\n\n{}\n2. Two\n", indented(&fenced, "            ")));
    assert_found(&format!("1. One\n\n{}", indented(&format!("{fenced}and more\n"), "        ")));
    assert_found(&format!("- one\n  - two\n    1. three\n\n{}", indented(&fenced, "       ")));
    assert_found(&format!("> Note\n>\n{}", indented(&fenced, "> ")));
    assert_found(&indented(&fenced, ">"));
    assert_found(&indented(&fenced, "> > "));
    assert_found(&format!("> - item\n>\n{}", indented(&fenced, ">   ")));
    assert_found(&format!("- item\n\n{}", indented(&fenced, "  > ")));
    assert_found(&format!("- item\n\n{}", indented(POLICY, "      ")));
    // Lines of a list may be indented less than the fence says.
    assert_found(&format!("- item\n\n  ```json\n{}  ```\n", indented(POLICY, "  ")));
}

#[test]
fn tabs_give_no_wrong_column() {
    let tabbed = POLICY.replace("  ", "\t");
    assert_found(&format!("```json\n{tabbed}```\n"));
    assert_found(&format!("- item\n\n\t```json\n{}\t```\n", indented(&tabbed, "\t")));
    assert_found(&format!("1. item\n\n{}", indented(&tabbed, "\t\t")));
    // A tab that is part indent and part text.
    assert_found(&format!("- item\n\n  ```json\n{}  ```\n", indented(POLICY, "\t")));
    assert_found(&format!("> ```json\n{}> ```\n", indented(&tabbed, ">\t")));
    // In a string too, where it is a fault.
    let page = format!("> ```json\n{}> ```\n", indented(&POLICY.replace("Get*", "Get\t*"), ">\t"));
    let source = source(&page);
    for diagnostic in checked(&page).diagnostics {
        assert!(["\t", "\"kinesis: Get\t*\""].contains(&source.slice(diagnostic.span)), "{diagnostic:?}");
    }
}

#[test]
fn line_ends_and_marks() {
    let fenced = format!("# é\n\n```json\n{POLICY}```\n");
    for page in [fenced.clone(), format!("- é\n\n{}", indented(&fenced, "  ")), indented(&fenced, "> ")] {
        assert_found(&page.replace('\n', "\r\n"));
        assert_found(&format!("\u{feff}{page}"));
        assert_found(&format!("\u{feff}{}", page.replace('\n', "\r\n")));
    }
}

#[test]
fn several_policies_on_a_page() {
    let fenced = format!("```json\n{POLICY}```\n");
    assert_found(&format!("{fenced}\nand\n\n{}\nand\n\n{fenced}", indented(&fenced, "> ")));
    let checked = checked(&format!("{fenced}\n{fenced}"));
    let numbers: Vec<usize> = checked.diagnostics.iter().filter_map(|diagnostic| diagnostic.policy).collect();
    assert_eq!(numbers, [0, 1]);
}

#[test]
fn comments_and_line_numbers_before_a_policy() {
    for (head, faults) in [("# policy.json\n", 1), ("// policy.json\n\n", 1), ("/* policy */\n", 1), ("\n\n", 0)] {
        let page = format!("```json\n{head}{POLICY}```\n");
        let found = checked(&page).diagnostics;
        assert_eq!(found.iter().filter(|found| found.rule == "invalid-json").count(), faults, "{page}");
        assert_eq!(found.iter().filter(|found| found.rule == "malformed-action").count(), 1, "{page}");
    }
    let numbered = POLICY.lines().zip(1..).fold(String::new(), |mut out, (line, number)| {
        let _ = writeln!(out, " {number}. {line}");
        out
    });
    assert_eq!(checked(&format!("```\n{numbered}```\n")).diagnostics.len(), 2);
}

#[test]
fn what_is_no_policy_is_left_alone() {
    for page in [
        String::new(),
        "Statement and Effect".to_owned(),
        // Not in a code block: a comment of HTML, an inline span, a paragraph.
        format!("<!--\n```json\n{POLICY}```\n-->\n"),
        format!("<pre>\n{POLICY}</pre>\n"),
        format!("The `{}` policy\n", POLICY.replace('\n', " ")),
        POLICY.to_owned(),
        // Other languages, and JSON of other kinds.
        format!("```python\npolicy = {POLICY}```\n"),
        "```json\n{\"Statement\": 1, \"other\": [}\n```\n".to_owned(),
        "```json\n{\"name\": \"x\",}\n```\n".to_owned(),
        "```yaml\nStatement:\n  Effect: Allow\n```\n".to_owned(),
        "```\n$ aws iam put-policy # Statement Effect\n```\n".to_owned(),
        "```json\n```\n".to_owned(),
    ] {
        let checked = checked(&page);
        assert!(checked.policies.is_empty() && checked.diagnostics.is_empty(), "{page}\n{:?}", checked.diagnostics);
    }
}

#[test]
fn a_comment_of_html_hides_nothing_else() {
    assert_found(&format!("<!-- ignore\nthis -->\n\n```json\n{POLICY}```\n\n<!-- and this -->\n"));
}

#[test]
fn fixes_stay_inside_their_block() {
    let config = config(&["invalid-json"]);
    for (before, indent, after) in
        [("# A\n\n", "", ""), ("1. A\n\n", "   ", "\n2. B\n"), ("> A\n>\n", "> ", ""), ("- A\n\n", "\t", "")]
    {
        for end in ["\n", "\r\n"] {
            let page = |policy: &str| {
                let page = format!("{before}{}{after}", indented(&format!("```json\n{policy}```\n"), indent));
                page.replace('\n', end)
            };
            let broken = BROKEN.replace("\"Effect\": \"Allow\",", "'Effect': Allow,").replace("\"Action\"", "Action");
            let mended = BROKEN.replace("\"*\",", "\"*\"");
            let broken = source(&page(&broken));
            let fixed = check::fix(&broken, Applicability::Safe, |source| check(source, &config)).text(&broken);
            assert_eq!(fixed, page(&mended));
            assert!(check(&source(&fixed), &config).diagnostics.is_empty());
        }
    }
}

#[test]
fn bytes_that_are_not_utf8_are_reported_where_they_are() {
    let page = format!("caf? \n\n```json\n{}```\n", POLICY.replace("clicks", "caf?"));
    let bytes = page.bytes().map(|byte| if byte == b'?' { 0xe9 } else { byte }).collect();
    let source = Source::new("page.md", bytes).expect("a small page");
    // Outside of a policy it is nobody's business.
    assert_eq!(check(&source, &config(&["malformed-action"])).diagnostics.len(), 1);
}
