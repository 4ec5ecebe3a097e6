//! SARIF, held against the schema of its standard, and against what the JSON report says.

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::common::{arnlint, root, run_with, scratch, stderr, stdout};
use crate::{fixtures, list, number, parse, report, sentences, text};

/// The schema as its authors publish it; NOTICE says where it comes from.
const SCHEMA: &str = include_str!("../../fixtures/schemas/sarif-2.1.0.json");

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let mut schema = parse(SCHEMA);
    // The pattern of this field, which we do not write, is no regular expression: a bracket too much.
    for component in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{component}/properties/language"));
        assert!(language.and_then(Value::as_object_mut).expect("the field").remove("pattern").is_some());
    }
    jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema")
});

/// A log that the schema allows.
fn valid(log: &str) -> Value {
    let log = parse(log);
    let faults: Vec<String> =
        VALIDATOR.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(faults.is_empty(), "{}\n{log:#}", faults.join("\n"));
    log
}

fn results(log: &Value) -> &[Value] {
    list(&log["runs"][0]["results"])
}

fn rules(log: &Value) -> &[Value] {
    list(&log["runs"][0]["tool"]["driver"]["rules"])
}

#[test]
fn the_validator_sees_faults() {
    let sound = valid(&report(&fixtures(), "sarif", &["policy.json"]));
    for (pointer, fault) in [
        ("/runs/0/results/0/level", json!("bad")),
        ("/runs/0/results/0/locations/0/physicalLocation/region/startLine", json!(0)),
        ("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri", json!("a b#")),
        ("/runs/0/tool/driver/rules/0/unheardOf", json!(1)),
    ] {
        let mut log = sound.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        log.pointer_mut(parent).expect("it is there")[key] = fault;
        assert!(!VALIDATOR.is_valid(&log), "{pointer}");
    }
}

#[test]
fn all_fixtures_and_pages_are_valid() {
    let log = valid(&report(root(), "sarif", &["fixtures", "rules"]));
    assert!(results(&log).len() > 300, "{}", results(&log).len());
    let with = |field: &str| results(&log).iter().filter(|result| !result[field].is_null()).count();
    assert!(with("fixes") > 50 && with("relatedLocations") > 50, "{} {}", with("fixes"), with("relatedLocations"));
}

#[test]
fn a_run_without_findings_is_valid() {
    let log = valid(&report(root(), "sarif", &["fixtures/ok/kinesis.json"]));
    assert!(results(&log).is_empty() && rules(&log).is_empty());
    assert_eq!(log["runs"][0]["invocations"], json!([{ "executionSuccessful": true }]));
    let empty = scratch("sarif-empty");
    assert!(results(&valid(&report(&empty, "sarif", &[]))).is_empty());
}

#[test]
fn an_input_that_cannot_be_read_is_told() {
    let output = arnlint()
        .current_dir(root())
        .args(["check", "--output-format", "sarif", "fixtures/ok/kinesis.json", "fixtures/nowhere.json"])
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let log = valid(stdout(&output));
    assert_eq!(log["runs"][0]["invocations"], json!([{ "executionSuccessful": false }]));
}

#[test]
fn results_say_what_the_json_report_says() {
    let args = ["page.md", "policy.json"];
    let log = valid(&report(&fixtures(), "sarif", &args));
    let plain = crate::json(&fixtures(), "json", &args);
    let found = list(&plain["diagnostics"]);
    assert_eq!(results(&log).len(), found.len());
    for (result, found) in results(&log).iter().zip(found) {
        assert_eq!(result["ruleId"], found["rule"]);
        let level = match text(&found["severity"]) {
            "advice" => "note",
            severity => severity,
        };
        assert_eq!(result["level"], level);
        assert_eq!(result["message"]["text"], sentences(found));
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"], json!({ "uri": found["file"], "uriBaseId": "%SRCROOT%" }));
        assert_eq!(place["region"], region(&found["span"]));
        assert_eq!(result["partialFingerprints"]["arnlint/v1"], found["fingerprint"]);
        assert_eq!(result["properties"]["policyType"], found["policy_type"]);
        assert_eq!(result["properties"].get("awsCode").unwrap_or(&Value::Null), &found["aws_code"]);
        let labels = list(&found["labels"]);
        let related = result["relatedLocations"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(related.len(), labels.len());
        for (related, label) in related.iter().zip(labels) {
            assert_eq!(related["physicalLocation"]["region"], region(&label["span"]));
            assert_eq!(related["message"]["text"], label["message"]);
        }
        assert_eq!(result["suppressions"], json!([]), "nothing is suppressed in this run");
    }
    let paths: Vec<&Value> = results(&log)
        .iter()
        .map(|result| &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"])
        .collect();
    assert_eq!(paths[1], r#"Statement.Condition.StringLike["token.actions.githubusercontent.com:sub"]"#);
    assert_eq!(paths[3], "Statement[0].Action");
}

fn region(span: &Value) -> Value {
    json!({
        "startLine": span["start"]["line"], "startColumn": span["start"]["column"],
        "endLine": span["end"]["line"], "endColumn": span["end"]["column"],
    })
}

#[test]
fn rules_are_those_with_results_and_carry_their_pages() {
    let log = valid(&report(&fixtures(), "sarif", &["."]));
    let named: BTreeSet<&str> = results(&log).iter().map(|result| text(&result["ruleId"])).collect();
    let listed: Vec<&str> = rules(&log).iter().map(|rule| text(&rule["id"])).collect();
    assert_eq!(listed, named.into_iter().collect::<Vec<_>>());
    for rule in rules(&log) {
        let name = text(&rule["id"]);
        let page = fs::read_to_string(root().join(format!("rules/{name}.md"))).expect("a page");
        assert!(page.contains(text(&rule["shortDescription"]["text"])), "{name}");
        assert!(page.contains(text(&rule["fullDescription"]["text"])), "{name}");
        let markdown = text(&rule["help"]["markdown"]);
        assert!(markdown.starts_with("## What it does\n") && markdown.contains("## Examples\n"), "{name}: {markdown}");
        // The words behind a fence steer the tests.
        assert!(!markdown.contains("```json bad") && markdown.contains("```json\n"), "{name}");
        let plain = text(&rule["help"]["text"]);
        assert!(plain.starts_with("What it does\n") && !plain.contains("```"), "{name}: {plain}");
        assert!(text(&rule["helpUri"]).ends_with(&format!("/rules/{name}.md")));
        let properties = &rule["properties"];
        let is_security = page.contains("category: security");
        assert_eq!(list(&properties["tags"]).contains(&json!("security")), is_security, "{name}");
        let severity: Option<f64> =
            properties.get("security-severity").map(|number| text(number).parse().expect("a number"));
        assert_eq!(severity.is_some(), is_security, "{name}");
        assert!(severity.is_none_or(|number| (0.0..=10.0).contains(&number)), "{name}");
    }
    let of = |name: &str| rules(&log).iter().find(|rule| rule["id"] == name).expect("it has a result");
    assert_eq!(of("malformed-action")["defaultConfiguration"]["level"], "error");
    assert_eq!(of("broad-pass-role")["properties"]["security-severity"], "5.5");
    assert_eq!(of("redundant-statement")["properties"]["problem.severity"], "recommendation");
}

/// The text between two places, by lines and columns in Unicode scalar values.
fn offset(source: &str, line: &Value, column: &Value) -> usize {
    let start: usize = source.split_inclusive('\n').take(number(line) - 1).map(str::len).sum();
    let column = number(column) - 1;
    start + source[start..].char_indices().nth(column).map_or(source.len() - start, |(at, _)| at)
}

#[test]
fn fixes_mend_the_file_as_the_command_does() {
    for name in ["policy.json", "crlf.json"] {
        let folder = scratch(&format!("sarif-fixes-{name}"));
        let mut source = fs::read_to_string(fixtures().join("policy.json")).expect("the fixture");
        if name == "crlf.json" {
            source = source.replace('\n', "\r\n");
        }
        fs::write(folder.join(name), &source).expect("it can be written");
        let log = valid(&report(&folder, "sarif", &[name]));
        let mut edits = Vec::new();
        for fix in results(&log).iter().filter_map(|result| result.get("fixes")).flat_map(list) {
            let change = &fix["artifactChanges"][0];
            assert_eq!(change["artifactLocation"]["uri"], name);
            if text(&fix["description"]["text"]).ends_with("(may change what the policy grants)") {
                continue;
            }
            for replacement in list(&change["replacements"]) {
                let region = &replacement["deletedRegion"];
                let start = offset(&source, &region["startLine"], &region["startColumn"]);
                let end = offset(&source, &region["endLine"], &region["endColumn"]);
                edits.push((start..end, text(&replacement["insertedContent"]["text"]).to_owned()));
            }
        }
        assert_eq!(edits.len(), 2);
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        for (range, text) in edits {
            source.replace_range(range, &text);
        }
        let output = arnlint().current_dir(&folder).args(["--fix", name]).output().expect("the binary runs");
        assert_eq!(fs::read_to_string(folder.join(name)).expect("the file"), source, "{}", stderr(&output));
    }
}

#[test]
fn places_in_other_files_are_related_locations() {
    let folder = scratch("sarif-related");
    let policy = |action: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"{action}","Resource":"arn:aws:s3:::logs/*","Condition":{{"StringEquals":{{"aws:SourceVpce":"vpce-1a2b3c4d"}}}}}}}}"#
        )
    };
    fs::write(folder.join("old.json"), policy("s3:GetObject")).expect("it can be written");
    fs::write(folder.join("new one.json"), policy("s3:GetObject").replace("StringEquals", "StringEqualsIfExists"))
        .expect("it can be written");
    let mut compare = arnlint();
    compare.current_dir(&folder).args(["compare", "--output-format", "sarif"]);
    let output = compare.args(["old.json", "new one.json"]).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let log = valid(stdout(&output));
    let result = &results(&log)[0];
    let uri = |place: &Value| text(&place["physicalLocation"]["artifactLocation"]["uri"]).to_owned();
    assert_eq!(uri(&result["locations"][0]), "new%20one.json");
    let related = list(&result["relatedLocations"]);
    assert!(related.iter().any(|place| uri(place) == "old.json"), "{related:?}");
    let ids: BTreeSet<usize> = related.iter().map(|place| number(&place["id"])).collect();
    assert_eq!(ids.len(), related.len());
}

#[cfg(unix)]
#[test]
fn files_have_uris_that_lead_to_them() {
    let folder = scratch("sarif-uris");
    fs::create_dir_all(folder.join("here/größe #1 100%")).expect("a folder");
    let policy = fs::read_to_string(fixtures().join("policy.json")).expect("the fixture");
    let inside = "here/größe #1 100%/a:b 文.json";
    fs::write(folder.join(inside), &policy).expect("it can be written");
    fs::write(folder.join("beside.json"), &policy).expect("it can be written");
    let here = folder.join("here");
    let absolute = folder.join(inside);
    let uri = |path: &str| {
        let log = valid(&report(&here, "sarif", &[path]));
        let artifact = &results(&log)[0]["locations"][0]["physicalLocation"]["artifactLocation"];
        (text(&artifact["uri"]).to_owned(), artifact.get("uriBaseId").is_some())
    };
    let encoded = "gr%C3%B6%C3%9Fe%20%231%20100%25/a%3Ab%20%E6%96%87.json";
    assert_eq!(uri("größe #1 100%/a:b 文.json"), (encoded.to_owned(), true));
    assert_eq!(uri("./größe #1 100%/./a:b 文.json"), (encoded.to_owned(), true));
    // From the root on, but below the folder: hosts want it from the folder on.
    assert_eq!(uri(absolute.to_str().expect("UTF-8")), (encoded.to_owned(), true));
    // Beside the folder: no base leads there.
    assert_eq!(uri("../beside.json"), ("../beside.json".to_owned(), false));
    let (uri, has_base) = uri(folder.join("beside.json").to_str().expect("UTF-8"));
    assert!(uri.starts_with("file:///") && uri.ends_with("/beside.json") && !has_base, "{uri}");
}

#[test]
fn no_place_of_this_machine_is_told() {
    let folder = scratch("sarif-places");
    let policy = fs::read_to_string(fixtures().join("policy.json")).expect("the fixture");
    fs::write(folder.join("policy.json"), &policy).expect("it can be written");
    for log in [
        report(&folder, "sarif", &["policy.json"]),
        stdout(&run_with(arnlint().args(["check", "--output-format", "sarif", "-"]), policy.as_bytes())).to_owned(),
    ] {
        let log = valid(&log).to_string();
        assert!(!log.contains("sarif-places") && !log.contains("file:"), "{log}");
    }
}

#[test]
fn texts_are_no_placeholders_and_no_links() {
    let message = |action: &str| {
        let folder = crate::folder_with_action("sarif-texts", "policy.json", action);
        let log = valid(&report(&folder, "sarif", &["policy.json"]));
        text(&results(&log)[0]["message"]["text"]).to_owned()
    };
    let escaped = message("kinesis: Get{0}{12}{a](x)");
    assert!(escaped.contains(r"`kinesis: Get{{0}}{{12}}{a\](x)`"), "{escaped}");
    // Braces and brackets by themselves are what they are.
    let plain = message("kinesis: Get${aws:username}");
    assert!(plain.contains("`${aws:username}`"), "{plain}");
}
