//! Laws that comparisons keep on whole policies. `ARNLINT_POLICIES=folder` takes them from the
//! files of a folder instead of the corpus of the benchmarks, and prints how long they took.

#[path = "../benches/corpus/mod.rs"]
#[allow(dead_code, reason = "the benchmarks write it to files, too")]
mod corpus;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use arnlint::access::{Caller, Comparison, Request, Within, allows, new_access};
use arnlint::catalogue::Catalogue;
use arnlint::host;
use arnlint::policy::{Policy, PolicyType, infer_type};
use arnlint::source::Source;
use serde_json::{Value, json};

/// Policies by name.
fn policies() -> Vec<(String, Value)> {
    let texts: Vec<(String, String)> = match std::env::var_os("ARNLINT_POLICIES") {
        Some(folder) => {
            let mut files: Vec<_> =
                fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
            files.sort();
            let read = |path: &Path| fs::read_to_string(path).expect("a text");
            files.iter().map(|path| (path.display().to_string(), read(path))).collect()
        }
        None => corpus::policies()
            .into_iter()
            .enumerate()
            .step_by(30)
            .map(|(at, policy)| (at.to_string(), policy.to_string()))
            .collect(),
    };
    let parse = |(name, text): (String, String)| Some((name, serde_json::from_str(&text).ok()?));
    texts.into_iter().filter_map(parse).collect()
}

fn with_policy<T>(policy: &Value, ask: impl for<'d> FnOnce(&Policy<'d>) -> T) -> T {
    let source = Source::new("policy.json", policy.to_string().into_bytes()).expect("small");
    let extracted = host::extract(&source, true);
    let document = &extracted.documents[0];
    // What is added or taken away does not change what kind of policy it is.
    let has_resources =
        statements(policy).iter().any(|one| one["Resource"] != Value::Null || one["NotResource"] != Value::Null);
    let inferred = infer_type(&document.root, "policy.json");
    let policy_type = if has_resources || !inferred.needs_principal() { inferred } else { PolicyType::Trust };
    ask(&Policy::read(document, policy_type, Catalogue::embedded()))
}

/// What one policy grants beyond another, and the bytes of the statement that each grant is of.
fn compare(old: &Value, new: &Value) -> (Comparison, Duration) {
    with_policy(old, |old| {
        with_policy(new, |new| {
            let start = Instant::now();
            let comparison = new_access(old, new, Catalogue::embedded());
            (comparison, start.elapsed())
        })
    })
}

fn statements(policy: &Value) -> Vec<Value> {
    match &policy["Statement"] {
        Value::Array(all) => all.clone(),
        one => vec![one.clone()],
    }
}

fn with_statements(policy: &Value, statements: Vec<Value>) -> Value {
    let mut policy = policy.clone();
    policy["Statement"] = Value::Array(statements);
    policy
}

/// Each action of a list in a statement of its own.
fn split(policy: &Value) -> Value {
    let split = |statement: &Value| match &statement["Action"] {
        Value::Array(actions) => actions
            .iter()
            .map(|action| {
                let mut statement = statement.clone();
                statement["Action"] = action.clone();
                statement
            })
            .collect(),
        _ => vec![statement.clone()],
    };
    with_statements(policy, statements(policy).iter().flat_map(split).take(500).collect())
}

#[test]
fn laws_hold() {
    let mut times = Vec::new();
    let mut worst = (Duration::ZERO, String::new());
    for (name, policy) in policies() {
        let mut same = |what: &str, old: &Value, new: &Value| {
            let (comparison, took) = compare(old, new);
            if what == "itself" {
                times.push(took);
            }
            if took > worst.0 {
                worst = (took, format!("{name} and {what}"));
            }
            assert!(comparison.is_empty(), "{name} and {what}: {comparison:#?}\n{old}\n{new}");
        };
        same("itself", &policy, &policy);
        let mut reversed = statements(&policy);
        reversed.reverse();
        let reversed = with_statements(&policy, reversed);
        same("its reverse", &policy, &reversed);
        let apart = split(&policy);
        if statements(&apart).len() < 100 {
            same("its actions apart", &policy, &apart);
            same("its actions together", &apart, &policy);
        }
        added_statements_are_found(&name, &policy);
        what_is_covered_can_go(&name, &policy);
    }
    times.sort();
    println!("{} policies: median {:?}, worst {:?}: {}", times.len(), times[times.len() / 2], worst.0, worst.1);
}

/// A statement that others cover leaves nothing behind.
fn what_is_covered_can_go(name: &str, policy: &Value) {
    let all = statements(policy);
    for at in 0..all.len() {
        let alike = |other: &usize| *other != at && all[*other]["Effect"] == all[at]["Effect"];
        let others: Vec<usize> = (0..all.len()).filter(alike).collect();
        let cover = with_policy(policy, |policy| Within::new(policy, Catalogue::embedded()).covered_by(at, &others));
        let Some(cover) = cover else { continue };
        let rest: Vec<Value> = (0..all.len()).filter(|other| *other != at).map(|other| all[other].clone()).collect();
        let less = with_statements(policy, rest);
        for (old, new) in [(policy, &less), (&less, policy)] {
            let (comparison, _) = compare(old, new);
            let is_same = comparison.doubts.is_empty()
                && comparison.grants.iter().all(|grant| grant.is_future && !cover.holds_later);
            assert!(is_same, "{name} without {at}: {comparison:#?}");
        }
    }
}

fn added_statements_are_found(name: &str, policy: &Value) {
    let mut added = json!({
        "Sid": "Added", "Effect": "Allow", "Action": ["iam:CreateUser"],
        "Resource": "arn:aws:iam::464622532012:user/added"
    });
    let has_principals = statements(policy).iter().any(|statement| statement["Principal"] != Value::Null);
    if has_principals {
        added["Principal"] = json!({"AWS": "464622532012"});
    }
    if !statements(policy).iter().any(|statement| statement["Resource"] != Value::Null) {
        added.as_object_mut().expect("an object").shift_remove("Resource");
    }
    let all: Vec<Value> = statements(policy).into_iter().chain([added]).collect();
    let count = all.len();
    let wider = with_statements(policy, all);
    let request = Request {
        caller: Caller::Aws("arn:aws:iam::464622532012:user/kim".to_owned()),
        action: "iam:CreateUser".to_owned(),
        resource: "arn:aws:iam::464622532012:user/added".to_owned(),
        context: std::collections::BTreeMap::new(),
    };
    let answers = [policy, &wider].map(|policy| with_policy(policy, |policy| allows(policy, &request)));
    let (comparison, _) = compare(policy, &wider);
    if answers == [Some(false), Some(true)] {
        let [grant] = comparison.grants.as_slice() else { panic!("{name}: {comparison:#?}") };
        assert_eq!(
            (grant.statement, grant.actions.as_slice()),
            (count - 1, &["iam:CreateUser".to_owned()][..]),
            "{name}"
        );
        let text = wider.to_string();
        let place = grant.places[0];
        assert_eq!(&text[place.start as usize..place.end as usize], "[\"iam:CreateUser\"]", "{name}");
        assert!(!grant.is_future);
    }
    assert!(compare(&wider, policy).0.is_empty(), "{name} and less");
}
