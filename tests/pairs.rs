//! What the search says of pairs of policies, against what an SMT solver says of them.
//! `scripts/label_pairs.py` drew the pairs and asked the solver.

use std::thread;

use arnlint::access::new_access;
use arnlint::catalogue::Catalogue;
use arnlint::host;
use arnlint::policy::{Policy, PolicyType};
use arnlint::source::Source;
use serde_json::Value;

const PAIRS: &str = include_str!("../fixtures/pairs.jsonl");

/// Whether `new` grants what `old` does not, of the actions that there are; nothing where the search
/// has doubts.
fn has_new_access(old: &Value, new: &Value) -> Option<bool> {
    let texts = [old, new].map(Value::to_string);
    let has_principals = texts.iter().any(|text| text.contains(r#"Principal":"#));
    let policy_type = if has_principals { PolicyType::Resource } else { PolicyType::Identity };
    let sources = texts.map(|text| Source::new("policy.json", text.into_bytes()).expect("small"));
    let extracted = sources.each_ref().map(|source| host::extract(source, true));
    let [old, new] =
        extracted.each_ref().map(|found| Policy::read(&found.documents[0], policy_type, Catalogue::embedded()));
    let comparison = new_access(&old, &new, Catalogue::embedded());
    comparison.doubts.is_empty().then_some(comparison.grants.iter().any(|grant| !grant.is_future))
}

/// What is wrong with the answer to one line of the fixture.
fn complaint(number: usize, line: &str) -> Option<String> {
    let pair: Value = serde_json::from_str(line).expect("JSON");
    let (old, new, granted) = (&pair["old"], &pair["new"], pair["granted"].as_bool().expect("an answer"));
    let found = has_new_access(old, new);
    (found != Some(granted)).then(|| format!("line {number}: {found:?}, not {granted}\nold: {old}\nnew: {new}"))
}

#[test]
fn answers_are_those_of_a_solver() {
    let lines: Vec<(usize, &str)> = (1..).zip(PAIRS.lines()).collect();
    assert_eq!(lines.len(), 3000);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let wrong: Vec<String> = thread::scope(|scope| {
        let work = |part: &[(usize, &str)]| -> Vec<String> {
            part.iter().filter_map(|&(number, line)| complaint(number, line)).collect()
        };
        let parts: Vec<_> =
            lines.chunks(lines.len().div_ceil(workers)).map(|part| scope.spawn(move || work(part))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("no panic")).collect()
    });
    assert!(wrong.is_empty(), "{} pairs:\n{}", wrong.len(), wrong.join("\n"));
}
