//! The JSON schema of the configuration, for editors.

use serde_json::{Map, Value, json};

use super::keys::{FAIL_ON, Key, LEVELS, ROOT, Shape};
use crate::policy::PolicyType;
use crate::rule::{Category, Rule};
use crate::rules;

/// The schema, as JSON Schema draft 7: what editors of TOML read.
pub(in crate::cli) fn schema() -> String {
    let mut schema = object(ROOT);
    let head = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": concat!(env!("CARGO_PKG_REPOSITORY"), "/raw/main/schemas/arnlint.json"),
        "title": "arnlint.toml",
        "description": "The configuration of arnlint, the linter for AWS policies.",
    });
    if let (Value::Object(schema), Value::Object(head)) = (&mut schema, head) {
        schema.extend(head);
    }
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    let mut schema = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut value = shape(key.shape);
    value["description"] = json!(key.about);
    value
}

fn shape(shape: Shape) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let one_of = |names: &[&str]| json!({ "type": "string", "enum": names });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let rules: Vec<&str> = rules::all().iter().map(|rule| rule.name).collect();
    match shape {
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Number => json!({ "type": "integer", "minimum": 1 }),
        Shape::Text | Shape::Path | Shape::Pattern => text,
        Shape::Patterns | Shape::Prefixes | Shape::Actions => list(text),
        Shape::Resources => list(json!({ "type": "string", "pattern": "^(arn:.*|\\*)$" })),
        Shape::Rule => one_of(&rules),
        Shape::Rules => {
            let categories = Category::ALL.iter().map(|category| category.name());
            list(one_of(&rules.into_iter().chain(categories).collect::<Vec<_>>()))
        }
        Shape::PolicyType => one_of(&PolicyType::ALL.iter().map(|known| known.name()).collect::<Vec<_>>()),
        Shape::FailOn => one_of(FAIL_ON),
        Shape::Levels => {
            let level = |rule: &&Rule| {
                let about = format!("{} (by default {})", rule.page_field("summary"), rule.severity);
                (rule.name.to_owned(), json!({ "enum": LEVELS, "description": about }))
            };
            let properties: Map<String, Value> = rules::all().iter().map(level).collect();
            json!({ "type": "object", "additionalProperties": false, "properties": properties })
        }
        Shape::Tables(keys) => list(object(keys)),
    }
}
