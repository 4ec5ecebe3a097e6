//! One bad and one good policy for each issue code of IAM Access Analyzer, in
//! `fixtures/access-analyzer.jsonl`: the bad one must be reported with that code, the good one
//! must not. Codes that no rule covers yet are skipped; `tests/pages.rs` knows which rule covers
//! which code.

mod common;

use std::fs;

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::rules;
use arnlint::source::Source;
use serde_json::Value;

/// A code whose bad policy is reported with another one. The key `aws:ARN` is all that Access
/// Analyzer documents for `DEPRECATED_GLOBAL_CONDITION_KEY`, a warning, and for this one, an error.
/// It works in policies of identities still, so there it is deprecated, and it is an error where a
/// policy names principals; the fixture has it in a policy of an identity both times.
const SHARED: &str = "UNSUPPORTED_GLOBAL_CONDITION_KEY";

/// The codes that are said of a policy.
fn codes(text: &str, policy_type: &str) -> Vec<&'static str> {
    let source = Source::new("policy.json", text.as_bytes().to_vec()).expect("a small file");
    let policy_type = Some(policy_type.parse().expect("a policy type"));
    let rules = rules::all().to_vec();
    let checked = check(&source, &Config { policy_type, rules, ..Config::default() });
    checked.diagnostics.iter().filter_map(|diagnostic| diagnostic.aws_code).collect()
}

#[test]
fn each_code_is_said_of_its_bad_policy_and_not_of_its_good_one() {
    let text = fs::read_to_string(common::root().join("fixtures/access-analyzer.jsonl")).expect("the fixture");
    let mut wrong = Vec::new();
    for line in text.lines() {
        let sample: Value = serde_json::from_str(line).expect("a line of JSON");
        let field = |name: &str| sample[name].as_str().expect("a text").to_owned();
        let code = field("code");
        if !rules::all().iter().any(|rule| rule.aws_codes.contains(&code.as_str())) {
            continue;
        }
        let (bad, good) = (codes(&field("bad"), &field("policy_type")), codes(&field("good"), &field("policy_type")));
        if !bad.contains(&code.as_str()) && code != SHARED {
            wrong.push(format!("{code} is not said of its bad policy, but {bad:?}"));
        }
        if good.contains(&code.as_str()) {
            wrong.push(format!("{code} is said of its good policy"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
