//! `docs/coverage.md` holds a table of the issue codes of IAM Access Analyzer and what arnlint
//! makes of them. The table is made here, from the rules and from what they say of the samples in
//! `fixtures/access-analyzer.jsonl`; run the tests with `ARNLINT_BLESS=1` to write it anew.

mod common;

use std::fmt::Write;
use std::fs;

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::rules;
use arnlint::source::Source;
use serde_json::Value;

/// One row a code.
fn table() -> String {
    let samples = fs::read_to_string(common::root().join("fixtures/access-analyzer.jsonl")).expect("the fixture");
    let mut text = "| code | rule | severity | policy types | fix |\n| --- | --- | --- | --- | --- |\n".to_owned();
    for line in samples.lines() {
        let sample: Value = serde_json::from_str(line).expect("a line of JSON");
        let field = |name: &str| sample[name].as_str().expect("a text");
        let code = field("code");
        let rule = rules::all().iter().find(|rule| rule.aws_codes.contains(&code));
        let Some(rule) = rule else {
            let _ = writeln!(text, "| {code} | - | | | |");
            continue;
        };
        let source = Source::new("policy.json", field("bad").as_bytes().to_vec()).expect("a small file");
        let policy_type = Some(field("policy_type").parse().expect("a policy type"));
        let rules = rules::all().to_vec();
        let checked = check(&source, &Config { policy_type, rules, ..Config::default() });
        let found = checked.diagnostics.iter().find(|diagnostic| diagnostic.aws_code == Some(code));
        let severity = found.map_or("-", |diagnostic| diagnostic.severity.name());
        let fix = found.and_then(|diagnostic| diagnostic.fix.as_ref()).map_or("", |fix| fix.applicability.name());
        let (name, types) = (rule.name, rule.page_field("policy_types"));
        let _ = writeln!(text, "| {code} | [{name}](../rules/{name}.md) | {severity} | {types} | {fix} |");
    }
    text
}

#[test]
fn the_table_of_codes_is_true() {
    common::hold("docs/coverage.md", "coverage", &table());
}
