//! Findings that somebody has decided to live with: comments, entries, the baseline.

mod common;

use std::fs;

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::source::Source;
use common::{Dice, Folder, arnlint, stdout};
use serde_json::Value;

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": ["kinesis:GetRecords", "kinesis:DescribeStream"], "Resource": "arn:aws:kinesis:REGION:464622532012:stream/clicks" },
    { "Sid": "Write", "Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": "*" }
  ]
}
"#;

/// What the runs of these tests come to.
trait Runs {
    /// `file:line rule` of each finding.
    fn found(&self, args: &[&str]) -> Vec<String>;
}

impl Runs for Folder {
    fn found(&self, args: &[&str]) -> Vec<String> {
        let args: Vec<&str> = ["check", "--output-format", "json-lines"].iter().chain(args).copied().collect();
        let (_, report, errors) = self.run(&args);
        assert!(!errors.contains("arnlint:"), "{errors}");
        let short = |line: &str| {
            let found: Value = serde_json::from_str(line).expect("a line of JSON");
            let text = |key: &str| found[key].as_str().expect("a text").to_owned();
            format!("{}:{} {}", text("file"), found["span"]["start"]["line"], text("rule"))
        };
        report.lines().map(short).collect()
    }
}

/// Findings of a page under the default rules, by line and rule; unused ignores with their message.
fn page(name: &str, text: &str) -> Vec<String> {
    let folder = Folder::new("suppression-page");
    folder.write(name, text);
    let (_, report, _) = folder.run(&["check", "--output-format", "concise", "-q", name]);
    let cut = |line: &str| {
        let (place, rest) = line.split_once(": ").expect("a place");
        let line = place.split(':').nth(1).expect("a line");
        let mut words = rest.splitn(3, ' ');
        let (_, rule, message) = (words.next(), words.next().expect("a rule"), words.next().expect("a message"));
        if rule == "unused-ignore" { format!("{line} {message}") } else { format!("{line} {rule}") }
    };
    report.lines().map(cut).collect()
}

const LISTING: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis:GetRecords","Resource":"arn:aws:kinesis:REGION:464622532012:stream/clicks"}}"#;

#[test]
fn comments_speak_of_the_next_policy_in_every_kind_of_page() {
    let ignore = "arnlint-ignore unreplaced-placeholder: the reader fills it in";
    let finding = "unreplaced-placeholder";
    let pages = [
        ("page.md", format!("<!-- {ignore} -->\n\n```json\n{LISTING}\n```\n\n```json\n{LISTING}\n```\n"), 8),
        (
            "list.md",
            format!("- one <!-- {ignore} -->\n\n  ```json\n  {LISTING}\n  ```\n\n```json\n{LISTING}\n```\n"),
            8,
        ),
        ("page.mdx", format!("{{/* {ignore} */}}\n\n```json\n{LISTING}\n```\n\n```json\n{LISTING}\n```\n"), 8),
        ("page.adoc", format!("// {ignore}\n----\n{LISTING}\n----\n\n----\n{LISTING}\n----\n"), 7),
        ("page.rst", format!(".. {ignore}\n\n::\n\n  {LISTING}\n\n::\n\n  {LISTING}\n"), 9),
        ("page.html", format!("<!-- {ignore} -->\n<pre>{LISTING}</pre>\n<pre>{LISTING}</pre>\n"), 3),
    ];
    for (name, text, line) in pages {
        assert_eq!(page(name, &text), [format!("{line} {finding}")], "{name}");
        let whole = text.replace("arnlint-ignore", "arnlint-ignore-file");
        assert_eq!(page(name, &whole), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_comment_that_matches_nothing_is_a_finding() {
    let with = |comment: &str| page("page.md", &format!("<!-- {comment} -->\n```json\n{LISTING}\n```\n"));
    let cases = [
        ("arnlint-ignore missing-version: x", "1 this ignore of `missing-version` matched nothing"),
        ("arnlint-ignore", "1 this ignore names no rule"),
        ("arnlint-ignore unreplaced-placeholder", "1 this ignore has no reason, so it is not used"),
        (
            "arnlint-ignore unreplaced-placeholders: x",
            "1 no rule is called `unreplaced-placeholders`, so this ignore is not used",
        ),
        ("arnlint-ignore-all missing-version: x", "1 `arnlint-ignore-all` is no word of arnlint"),
    ];
    for (comment, message) in cases {
        assert_eq!(with(comment), [message.to_owned(), "3 unreplaced-placeholder".to_owned()], "{comment}");
    }
    // Of several rules, the one that matched nothing is named at its place.
    let both = "arnlint-ignore unreplaced-placeholder, missing-version: x";
    assert_eq!(with(both), ["1 this ignore of `missing-version` matched nothing"]);
    // Two comments for one policy: each is used.
    let two = "arnlint-ignore unreplaced-placeholder: x -->\n<!-- arnlint-ignore-file unreplaced-placeholder: y";
    assert_eq!(with(two), Vec::<String>::new());
    // Behind the last policy there is nothing to be about.
    let behind = format!("```json\n{LISTING}\n```\n<!-- arnlint-ignore unreplaced-placeholder: x -->\n");
    let unused = "4 this ignore of `unreplaced-placeholder` matched nothing";
    assert_eq!(page("page.md", &behind), ["2 unreplaced-placeholder", unused]);
    // A comment that is shown is none.
    let shown = format!("````\n<!-- arnlint-ignore missing-version: x -->\n```json\n{LISTING}\n```\n````\n");
    assert_eq!(page("page.md", &shown), ["4 unreplaced-placeholder"]);
    // The listing went, the comment stayed.
    assert_eq!(page("page.md", "<!-- arnlint-ignore missing-version: x -->\n"), [cases[0].1]);
}

#[test]
fn a_rule_that_did_not_run_says_nothing_of_its_ignores() {
    let folder = Folder::new("suppression-other-rules");
    folder.write("page.md", &format!("<!-- arnlint-ignore missing-version: x -->\n```json\n{LISTING}\n```\n"));
    folder.write("a.json", POLICY);
    folder.write("arnlint.toml", "[[ignore]]\nrule = \"missing-version\"\npath = \"/a.json\"\nreason = \"x\"\n");
    let unused = ["page.md:1 unused-ignore", "arnlint.toml:1 unused-ignore"];
    assert_eq!(folder.found(&["--select", "unused-ignore,missing-version"]), unused);
    assert_eq!(folder.found(&["--select", "unused-ignore"]), Vec::<String>::new());
}

#[test]
fn entries_are_about_a_rule_in_a_file_and_perhaps_a_statement() {
    let folder = Folder::new("suppression-entries");
    let entry = |rule: &str, more: &str| format!("[[ignore]]\nrule = \"{rule}\"\nreason = \"because\"\n{more}\n");
    folder.write("a.json", POLICY).write("b.json", POLICY);
    let all = [
        "a.json:4 unreplaced-placeholder",
        "a.json:5 broad-resource",
        "b.json:4 unreplaced-placeholder",
        "b.json:5 broad-resource",
    ];
    assert_eq!(folder.found(&[]), all);
    folder.write("arnlint.toml", &entry("broad-resource", "path = \"*.json\""));
    assert_eq!(folder.found(&[]), [all[0], all[2]]);
    folder.write("arnlint.toml", &entry("broad-resource", "path = \"*.json\"\nsid = \"Write\""));
    assert_eq!(folder.found(&[]), [all[0], all[2]]);
    assert_eq!(folder.found(&["--no-ignores"]), all);
    folder.write("arnlint.toml", &entry("broad-resource", "path = \"/b.json\"\nsid = \"Read\""));
    assert_eq!(folder.found(&[]), [&all[..], &["arnlint.toml:1 unused-ignore"]].concat());
    let (_, _, errors) = folder.run(&["check", "-v", "--no-ignores"]);
    assert!(!errors.contains("because"), "{errors}");
    folder.write("arnlint.toml", &entry("broad-resource", "path = \"/b.json\""));
    let (_, report, errors) = folder.run(&["check", "-v"]);
    assert!(errors.contains("b.json:5:"), "{errors}");
    assert!(errors.contains("broad-resource: the configuration ignores it: because"), "{errors}");
    assert!(report.ends_with("; 1 suppressed.\n"), "{report}");
}

#[test]
fn an_entry_is_unused_only_where_the_run_can_tell() {
    let folder = Folder::new("suppression-unused-entries");
    let entry = |path: &str| format!("[[ignore]]\nrule = \"missing-version\"\npath = \"{path}\"\nreason = \"x\"\n");
    folder.write("p/a.json", POLICY).write("p/b.json", POLICY);
    let is_said = |args: &[&str]| folder.found(args).contains(&"arnlint.toml:1 unused-ignore".to_owned());
    folder.write("arnlint.toml", &entry("p/a.json"));
    assert!(is_said(&[]) && is_said(&["p/a.json"]));
    assert!(!is_said(&["p/b.json"]), "the file was not looked at");
    folder.write("arnlint.toml", &entry("p/*.json"));
    assert!(is_said(&[]));
    assert!(!is_said(&["p/a.json"]), "another file may have the finding");
    folder.write("arnlint.toml", &entry("gone.json"));
    assert!(!is_said(&[]), "no file that this run saw");
    folder.write("arnlint.toml", &(entry("p/a.json") + &entry("p/a.json") + "[rules]\nunused-ignore = \"error\"\n"));
    let (_, report, _) = folder.run(&["check", "--select", "unused-ignore,missing-version", "--output-format", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let found = report["diagnostics"].as_array().expect("a list");
    assert!(found.len() == 2 && found.iter().all(|found| found["severity"] == "error"), "{found:?}");
    assert_ne!(found[0]["fingerprint"], found[1]["fingerprint"]);
    folder.write("arnlint.toml", &(entry("p/a.json") + "[rules]\nunused-ignore = \"off\"\n"));
    assert!(!is_said(&[]));
}

#[test]
fn a_baseline_hides_what_it_knows_and_nothing_else() {
    let folder = Folder::new("suppression-baseline");
    folder.write("p/a.json", POLICY).write("p/b.json", POLICY);
    let (status, report, errors) = folder.run(&["baseline"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(report.starts_with("Wrote 4 findings of 2 files to .arnlint-baseline.json."), "{report}");
    let known = ["--baseline", ".arnlint-baseline.json"];
    assert_eq!(folder.run(&["check", known[0], known[1]]).0, 0);
    folder.write("arnlint.toml", "baseline = \".arnlint-baseline.json\"\n");
    assert_eq!(folder.found(&[]), Vec::<String>::new());
    assert_eq!(folder.found(&["--no-ignores"]).len(), 4);
    let (_, report, _) = folder.run(&["baseline"]);
    assert_eq!(report, "Wrote 4 findings of 2 files to .arnlint-baseline.json.\n");

    // A finding more is said, and one less too: its entry could hide the next one.
    let more = POLICY.replace("kinesis:PutRecord", "kinesis: PutRecord");
    folder.write("p/a.json", &more);
    let found = folder.found(&[]);
    let gone = ".arnlint-baseline.json:4 unused-ignore";
    assert_eq!(found, ["p/a.json:5 malformed-action", gone]);
    let less = POLICY.replace("REGION", "eu-west-1");
    folder.write("p/a.json", &less);
    let (status, report, _) = folder.run(&["check", "--output-format", "concise"]);
    assert_eq!(status, 0, "{report}");
    assert!(report.contains("advice unused-ignore 1 finding of the baseline found no more"), "{report}");
    assert_eq!(folder.found(&["p/b.json"]), Vec::<String>::new(), "of what was not looked at nothing is said");

    // A part of the tree keeps what is known of the rest; what is gone goes.
    let (_, report, _) = folder.run(&["baseline", "p/a.json"]);
    assert_eq!(report, "Wrote 3 findings of 2 files to .arnlint-baseline.json.\n");
    assert_eq!(folder.found(&[]), Vec::<String>::new());
    fs::remove_file(folder.0.join("p/b.json")).expect("it is there");
    let (_, report, _) = folder.run(&["baseline", "p/a.json"]);
    assert_eq!(report, "Wrote 1 finding of 1 file to .arnlint-baseline.json.\n");

    // From a folder below, the same is known.
    let below = arnlint().current_dir(folder.0.join("p")).args(["check", "-q", "a.json"]).output();
    assert_eq!(stdout(&below.expect("the binary runs")), "");
}

#[test]
fn a_file_that_is_no_baseline_is_refused() {
    let folder = Folder::new("suppression-no-baseline");
    folder.write("a.json", POLICY);
    for (text, expected) in [
        ("{", "is no baseline: "),
        ("<<<<<<< HEAD\n", "is no baseline: "),
        (r#"{"version": 2, "findings": []}"#, "is a baseline of version 2, and this arnlint reads 1"),
        (
            r#"{"version": 1, "findings": [{"file":"a","rule":"b","message":"c","fingerprint":"x"}]}"#,
            "x is no fingerprint",
        ),
    ] {
        folder.write("known.json", text);
        let (status, _, errors) = folder.run(&["check", "--baseline", "known.json"]);
        assert_eq!(status, 2, "{text}");
        assert!(errors.starts_with("arnlint: known.json ") && errors.contains(expected), "{errors}");
    }
    let (status, _, errors) = folder.run(&["check", "--baseline", "gone.json"]);
    let expected = "arnlint: cannot read gone.json: no such file or directory (`arnlint baseline` writes it)\n";
    assert_eq!((status, errors.as_str()), (2, expected));
}

/// The fingerprints of all findings of a text, sorted.
fn fingerprints(name: &str, text: &str) -> Vec<u64> {
    let source = Source::new(name, text.as_bytes().to_vec()).expect("a small file");
    let mut all: Vec<u64> = check(&source, &Config::default()).diagnostics.iter().map(|it| it.fingerprint).collect();
    all.sort_unstable();
    all
}

/// The rules that find something in a text, each with what it blames, sorted.
fn blamed(text: &str) -> Vec<(&'static str, String)> {
    let source = Source::new("a.json", text.as_bytes().to_vec()).expect("a small file");
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let found = check(&source, &Config::default()).diagnostics;
    let mut all: Vec<_> = found.iter().map(|it| (it.rule, squeezed(source.slice(it.span)))).collect();
    all.sort();
    all
}

/// The value with its lists and the members of its objects in another order.
fn shuffled(value: &Value, dice: &mut Dice) -> Value {
    let mut order = |len: usize| {
        let mut order: Vec<usize> = (0..len).collect();
        (1..len).rev().for_each(|at| order.swap(at, dice.below(at + 1)));
        order
    };
    match value {
        Value::Array(items) => {
            let order = order(items.len());
            order.into_iter().map(|at| shuffled(&items[at], dice)).collect()
        }
        Value::Object(members) => {
            let order = order(members.len());
            let members: Vec<(&String, &Value)> = members.iter().collect();
            let pick = order.into_iter().map(|at| (members[at].0.clone(), shuffled(members[at].1, dice)));
            Value::Object(pick.collect())
        }
        _ => value.clone(),
    }
}

#[test]
fn fingerprints_survive_moved_lines_and_reformatting() {
    let mut dice = Dice(7);
    let mut checked = 0;
    let samples = fs::read_to_string(common::root().join("fixtures/access-analyzer.jsonl")).expect("the fixture");
    let samples = samples.lines().map(|line| {
        let sample: Value = serde_json::from_str(line).expect("a line of JSON");
        sample["bad"].as_str().map_or_else(|| sample["bad"].to_string(), str::to_owned)
    });
    for text in samples.chain([POLICY.to_owned()]) {
        // What is said twice at one place, and broken files, have no other layout to be compared with.
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        let original = fingerprints("a.json", &serde_json::to_string(&value).expect("JSON"));
        let pretty = serde_json::to_string_pretty(&value).expect("JSON");
        assert_eq!(fingerprints("a.json", &pretty), original, "{pretty}");
        assert_eq!(fingerprints("b/a.json", &pretty.replace('\n', "\r\n")), original, "{pretty}");
        let moved = serde_json::to_string_pretty(&shuffled(&value, &mut dice)).expect("JSON");
        // Of two equal things the second is blamed, whichever that is: then another thing is found.
        if blamed(&moved) == blamed(&pretty) {
            assert_eq!(fingerprints("a.json", &moved), original, "{moved}");
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} samples");
}

#[test]
fn no_finding_takes_the_place_of_another() {
    let read = |action: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":"{action}","Resource":"arn:aws:kinesis:eu-west-1:464622532012:stream/a"}}"#
        )
    };
    let policy =
        |statements: &[String]| format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    let known = |text: &str| fingerprints("a.json", text);
    // One is mended, another of the same rule made: nothing is known of it.
    let before = known(&policy(&[read("kinesis: Get*"), read("kinesis:DescribeStream")]));
    let after = known(&policy(&[read("kinesis:Get*"), read("kinesis: DescribeStream")]));
    assert!(before.iter().all(|fingerprint| !after.contains(fingerprint)));
    // Blanks inside of a string are no layout.
    let other = known(&policy(&[read("kinesis : Get*"), read("kinesis:DescribeStream")]));
    assert!(before.iter().all(|fingerprint| !other.contains(fingerprint)));
    // Two that are equal have two names, in one policy and in two of a page.
    let twice = known(&policy(&[read("kinesis: Get*"), read("kinesis: Get*")]));
    assert_eq!(twice.iter().collect::<std::collections::HashSet<_>>().len(), twice.len());
    let listing = policy(&[read("kinesis: Get*")]);
    let page = fingerprints("a.md", &format!("```\n{listing}\n```\n\n```\n{listing}\n```\n"));
    assert!(page.len() == 2 && page[0] != page[1]);
    // A policy without a version is not the one without a version that stood there before.
    let bare = |action: &str| format!(r#"{{"Statement":[{}]}}"#, read(action));
    assert_ne!(known(&bare("kinesis:GetRecords")), known(&bare("kinesis:PutRecord")));
}
