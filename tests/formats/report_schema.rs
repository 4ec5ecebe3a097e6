//! `schemas/report.json`, the schema of our JSON report, held against real reports.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::common::{arnlint, root, run_with, scratch, stderr, stdout};
use crate::{fixtures, list, parse, report, text};

fn schema() -> Value {
    parse(&fs::read_to_string(root().join("schemas/report.json")).expect("the schema"))
}

fn validator(schema: &Value) -> Validator {
    assert!(jsonschema::meta::is_valid(schema), "it is no schema");
    jsonschema::options().should_validate_formats(true).build(schema).expect("it is a schema")
}

/// The schema for readers lets fields be added. This one does not, so that a field that is written
/// has to be described.
fn strict(mut schema: Value) -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                if fields.contains_key("properties") && fields.contains_key("type") {
                    fields.entry("additionalProperties").or_insert(json!(false));
                }
                fields.values_mut().for_each(close);
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

/// The same schema, for one finding.
fn of_a_line(schema: &Value) -> Value {
    json!({ "$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/diagnostic" })
}

fn assert_valid(validator: &Validator, value: &Value) {
    let faults: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A report of `compare`, whose findings have places in another file and a request that shows them.
fn comparison() -> String {
    let folder = scratch("report-schema-compare");
    let old = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::logs/*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1a2b3c4d"}}}}"#;
    fs::write(folder.join("old.json"), old).expect("it can be written");
    fs::write(folder.join("new.json"), old.replace("StringEquals", "StringEqualsIfExists")).expect("it can be written");
    let mut command = arnlint();
    command.current_dir(&folder).args(["compare", "--output-format", "json", "old.json", "new.json"]);
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    stdout(&output).to_owned()
}

fn reports() -> Vec<Value> {
    let nothing = run_with(arnlint().args(["check", "--output-format", "json", "-"]), b"{}");
    [report(root(), "json", &["fixtures", "rules"]), comparison(), stdout(&nothing).to_owned()]
        .iter()
        .map(|report| parse(report))
        .collect()
}

#[test]
fn every_field_of_a_report_is_described() {
    let strict = validator(&strict(schema()));
    for report in reports() {
        assert_valid(&strict, &report);
    }
}

#[test]
fn every_line_of_json_lines_is_a_diagnostic() {
    let validator = validator(&of_a_line(&strict(schema())));
    let lines = report(root(), "json-lines", &["fixtures", "rules"]);
    assert!(lines.lines().count() > 300);
    for line in lines.lines() {
        assert_valid(&validator, &parse(line));
    }
}

#[test]
fn every_field_that_is_described_is_in_some_report() {
    fn described(schema: &Value, into: &mut BTreeSet<String>) {
        match schema {
            Value::Object(fields) => {
                if let Some(Value::Object(properties)) = fields.get("properties") {
                    for (name, property) in properties {
                        into.insert(name.clone());
                        assert!(property["description"].is_string(), "{name} has no description");
                    }
                }
                fields.values().for_each(|value| described(value, into));
            }
            Value::Array(items) => items.iter().for_each(|value| described(value, into)),
            _ => {}
        }
    }
    fn written(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    into.insert(name.clone());
                    written(value, into);
                }
            }
            Value::Array(items) => items.iter().for_each(|value| written(value, into)),
            _ => {}
        }
    }
    let (mut names, mut seen) = (BTreeSet::new(), BTreeSet::new());
    described(&schema(), &mut names);
    for report in reports() {
        written(&report, &mut seen);
    }
    assert!(names.is_subset(&seen), "{:?}", names.difference(&seen).collect::<Vec<_>>());
}

#[test]
fn the_page_about_the_report_and_the_schema_speak_of_the_same_fields() {
    let page = fs::read_to_string(root().join("docs/json.md")).expect("the page");
    let diagnostic = &schema()["$defs"]["diagnostic"]["properties"];
    for name in diagnostic.as_object().expect("an object").keys() {
        assert!(page.contains(&format!("\"{name}\"")) || page.contains(&format!("`{name}`")), "{name}");
    }
    assert!(page.contains("schemas/report.json"));
    // The sample of the page leaves the inner of one span out.
    let sample = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a sample");
    let mut sample = parse(sample);
    let span = sample["diagnostics"][0]["span"].clone();
    sample["diagnostics"][0]["fix"]["edits"][0]["span"] = span;
    assert_valid(&validator(&strict(schema())), &sample);
}

#[test]
fn the_schema_sees_faults_and_lets_fields_be_added() {
    let readers = validator(&schema());
    let sound = parse(&report(&fixtures(), "json", &["policy.json"]));
    let mut longer = sound.clone();
    longer["diagnostics"][0]["of_tomorrow"] = json!(true);
    assert_valid(&readers, &longer);
    assert!(!validator(&strict(schema())).is_valid(&longer));
    for (field, fault) in [
        ("rule", json!("Malformed Action")),
        ("severity", json!("fatal")),
        ("category", Value::Null),
        ("policy_type", json!("group")),
        ("fingerprint", json!("123")),
        ("span", json!({ "start": { "offset": 0, "line": 0, "column": 1 } })),
        ("fix", json!({ "title": "x", "applicability": "safe", "edits": [] })),
        ("path", json!(["Statement", -1])),
    ] {
        let mut broken = sound.clone();
        assert!(!broken["diagnostics"][0][field].is_null() || field == "fix", "{field}");
        broken["diagnostics"][0][field] = fault;
        assert!(!readers.is_valid(&broken), "{field}");
    }
    let mut shorter = sound.clone();
    shorter["diagnostics"][0].as_object_mut().expect("an object").remove("aws_code");
    assert!(!readers.is_valid(&shorter));
    assert_eq!(text(&list(&sound["diagnostics"])[0]["file"]), "policy.json");
}
