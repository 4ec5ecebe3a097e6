//! Policies written in other ways, as JSON: those that mean the same, and those that grant more.

use serde_json::{Value, json};

use crate::common::Dice;

pub(crate) fn parse(policy: &str) -> Value {
    serde_json::from_str(policy).unwrap_or_else(|error| panic!("{error} in {policy}"))
}

pub(crate) fn statements(policy: &Value) -> Vec<Value> {
    list(&policy["Statement"])
}

pub(crate) fn with_statements(policy: &Value, statements: Vec<Value>) -> Value {
    let mut policy = policy.clone();
    policy["Statement"] = Value::Array(statements);
    policy
}

/// The entries of a member: a single one is a list of itself, and none is none.
pub(crate) fn list(member: &Value) -> Vec<Value> {
    match member {
        Value::Array(all) => all.clone(),
        Value::Null => Vec::new(),
        one => vec![one.clone()],
    }
}

fn shuffle<T>(items: &mut [T], dice: &mut Dice) {
    (1..items.len()).rev().for_each(|at| items.swap(at, dice.below(at + 1)));
}

/// Statements, their members and the entries of their lists in another order.
pub(crate) fn shuffled(policy: &Value, dice: &mut Dice) -> Value {
    let mut all = statements(policy);
    for statement in &mut all {
        for name in ["Action", "Resource", "NotAction", "NotResource"] {
            if let Some(Value::Array(entries)) = statement.get_mut(name) {
                shuffle(entries, dice);
            }
        }
        if let Value::Object(members) = statement {
            let mut pairs: Vec<(String, Value)> = std::mem::take(members).into_iter().collect();
            shuffle(&mut pairs, dice);
            members.extend(pairs);
        }
    }
    shuffle(&mut all, dice);
    with_statements(policy, all)
}

/// Each entry of a member in a statement of its own.
pub(crate) fn split(policy: &Value, name: &str) -> Value {
    let split = |statement: Value| match &statement[name] {
        Value::Array(entries) if !entries.is_empty() => {
            let one = |entry: &Value| {
                let mut statement = statement.clone();
                statement[name] = entry.clone();
                without_sid(statement)
            };
            entries.iter().map(one).collect()
        }
        _ => vec![statement],
    };
    with_statements(policy, statements(policy).into_iter().flat_map(split).collect())
}

/// Statements that differ in their actions alone, as one.
pub(crate) fn merged(policy: &Value) -> Value {
    let mut merged: Vec<Value> = Vec::new();
    let rest = |statement: &Value| {
        let mut rest = without_sid(statement.clone());
        rest.as_object_mut().map(|members| members.shift_remove("Action"));
        rest
    };
    for statement in statements(policy) {
        let alike = merged.iter_mut().find(|known| {
            statement.get("Action").is_some() && known.get("Action").is_some() && rest(known) == rest(&statement)
        });
        let Some(alike) = alike else {
            merged.push(statement);
            continue;
        };
        let mut actions = list(&alike["Action"]);
        actions.extend(list(&statement["Action"]));
        alike["Action"] = Value::Array(actions);
    }
    with_statements(policy, merged)
}

fn without_sid(mut statement: Value) -> Value {
    statement.as_object_mut().map(|members| members.shift_remove("Sid"));
    statement
}

/// The policy in the ways that mean the same, each with its name.
pub(crate) fn same(policy: &Value, dice: &mut Dice) -> Vec<(&'static str, Value)> {
    let both = split(&split(policy, "Action"), "Resource");
    vec![
        ("shuffled", shuffled(policy, dice)),
        ("split by actions", split(policy, "Action")),
        ("split by resources", split(policy, "Resource")),
        ("merged", merged(policy)),
        ("merged and shuffled", shuffled(&merged(policy), dice)),
        ("split and shuffled", shuffled(&both, dice)),
        ("split and merged", merged(&both)),
    ]
}

/// Patterns that hold more than a resource.
fn wider(resource: &str) -> Vec<String> {
    let mut wider = vec!["*".to_owned()];
    for at in resource.match_indices(['/', ':']).map(|(at, _)| at + 1) {
        let pattern = format!("{}*", &resource[..at]);
        if at > "arn:aws:".len() && pattern != resource && resource[at..] != *"*" {
            wider.push(pattern);
        }
    }
    wider.push(format!("{resource}*"));
    wider.retain(|pattern| pattern != resource && !resource.ends_with('*') || pattern.len() < resource.len());
    wider
}

/// The policy with one more action or one wider resource, each with what was done.
pub(crate) fn more(policy: &Value, foreign: impl Fn(&Value) -> Vec<&'static str>) -> Vec<(String, Value)> {
    let all = statements(policy);
    let mut found = Vec::new();
    for (at, statement) in all.iter().enumerate().filter(|(_, statement)| statement["Effect"] == "Allow") {
        let mut take = |what: String, name: &str, entries: Value| {
            let mut edited = all.clone();
            edited[at][name] = entries;
            found.push((format!("statement {at}: {what}"), with_statements(policy, edited)));
        };
        let present = list(&statement["Action"]);
        if !present.is_empty() {
            for action in foreign(statement) {
                let entries = present.iter().cloned().chain([json!(action)]).collect();
                take(format!("{action} added"), "Action", entries);
            }
        }
        let resources = list(&statement["Resource"]);
        for (nth, resource) in resources.iter().enumerate() {
            for pattern in wider(resource.as_str().unwrap_or_default()) {
                let mut entries = resources.clone();
                entries[nth] = json!(pattern);
                take(format!("{resource} → {pattern}"), "Resource", Value::Array(entries));
            }
        }
    }
    found
}
