//! The reports that GitLab and reviewdog take.

use std::collections::BTreeSet;
use std::fs;

use serde_json::json;

use crate::common::{arnlint, root, scratch, stderr};
use crate::{fixtures, folder_with_action, list, number, sentences, text};

#[test]
fn gitlab_has_what_it_asks_for() {
    let plain = crate::json(root(), "json", &["fixtures", "rules"]);
    let issues = crate::json(root(), "gitlab", &["fixtures", "rules"]);
    let found = list(&plain["diagnostics"]);
    assert_eq!(list(&issues).len(), found.len());
    let mut fingerprints = BTreeSet::new();
    for (issue, found) in list(&issues).iter().zip(found) {
        assert_eq!(issue["check_name"], found["rule"]);
        assert_eq!(issue["description"], format!("{}: {}", text(&found["rule"]), sentences(found)));
        let severity = match text(&found["severity"]) {
            "error" => "major",
            "warning" => "minor",
            _ => "info",
        };
        assert_eq!(issue["severity"], severity);
        let point =
            |edge: &str| json!({ "line": found["span"][edge]["line"], "column": found["span"][edge]["column"] });
        let positions = json!({ "begin": point("start"), "end": point("end") });
        assert_eq!(issue["location"], json!({ "path": found["file"], "positions": positions }));
        let fingerprint = text(&issue["fingerprint"]);
        assert!(fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit()), "{fingerprint}");
        assert!(fingerprints.insert(fingerprint), "{fingerprint} is there twice");
    }
}

#[test]
fn equal_policies_of_one_page_have_fingerprints_of_their_own() {
    let folder = scratch("gitlab-equal");
    let policy = "```json\n{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"kinesis: List*\",\"Resource\":\"*\"}}\n```\n";
    fs::write(folder.join("page.md"), policy.repeat(3)).expect("it can be written");
    let plain = crate::json(&folder, "json", &["--select", "malformed-action"]);
    let own: BTreeSet<&str> = list(&plain["diagnostics"]).iter().map(|found| text(&found["fingerprint"])).collect();
    assert_eq!((list(&plain["diagnostics"]).len(), own.len()), (3, 3));
    let issues = crate::json(&folder, "gitlab", &["--select", "malformed-action"]);
    let unique: BTreeSet<&str> = list(&issues).iter().map(|issue| text(&issue["fingerprint"])).collect();
    assert_eq!(unique.len(), 3);
}

#[test]
fn gitlab_fingerprints_outlive_moved_lines_and_the_way_the_file_is_named() {
    let folder = folder_with_action("gitlab-stable", "policy.json", "kinesis: Get*");
    let fingerprint = |args: &[&str]| {
        let issues = crate::json(&folder, "gitlab", args);
        assert_eq!(list(&issues).len(), 1);
        (text(&issues[0]["fingerprint"]).to_owned(), text(&issues[0]["location"]["path"]).to_owned())
    };
    let before = fingerprint(&["policy.json"]);
    let path = folder.join("policy.json");
    let policy = fs::read_to_string(&path).expect("the file");
    fs::write(&path, policy.replace("\"Statement\"", "\n\n  \"Statement\"")).expect("it can be written");
    assert_eq!(fingerprint(&["policy.json"]), before);
    assert_eq!(fingerprint(&["./policy.json"]).1, "policy.json");
    assert_eq!(fingerprint(&[path.to_str().expect("UTF-8")]).1, "policy.json");
    // Only the name of the file differs.
    fs::rename(&path, folder.join("other.json")).expect("it can be renamed");
    assert_ne!(fingerprint(&["other.json"]).0, before.0);
}

#[test]
fn rdjson_has_what_reviewdog_asks_for() {
    let args = ["page.md", "policy.json"];
    let plain = crate::json(&fixtures(), "json", &args);
    let report = crate::json(&fixtures(), "rdjson", &args);
    assert_eq!(report["source"]["name"], "arnlint");
    assert_eq!(list(&report["diagnostics"]).len(), list(&plain["diagnostics"]).len());
    for (entry, found) in list(&report["diagnostics"]).iter().zip(list(&plain["diagnostics"])) {
        assert_eq!(entry["message"], sentences(found));
        assert_eq!(entry["code"], json!({ "value": found["rule"], "url": found["url"] }));
        assert_eq!(entry["location"]["path"], found["file"]);
        let severity = match text(&found["severity"]) {
            "advice" => "INFO".to_owned(),
            severity => severity.to_uppercase(),
        };
        assert_eq!(entry["severity"], severity);
        let source = fs::read_to_string(fixtures().join(text(&found["file"]))).expect("the fixture");
        for edge in ["start", "end"] {
            let at = offset(&source, &entry["location"]["range"][edge]);
            assert_eq!(at, number(&found["span"][edge]["offset"]), "{entry:#}");
        }
        assert_eq!(entry.get("suggestions").is_some(), !found["fix"].is_null());
        // Readers of this format refuse what they do not know.
        let known = ["message", "location", "severity", "code", "suggestions"];
        assert!(entry.as_object().expect("an object").keys().all(|key| known.contains(&key.as_str())), "{entry:#}");
    }
}

/// The byte at a place whose column counts bytes.
fn offset(source: &str, place: &serde_json::Value) -> usize {
    let lines = source.split_inclusive('\n').take(number(&place["line"]) - 1);
    lines.map(str::len).sum::<usize>() + number(&place["column"]) - 1
}

#[test]
fn suggestions_mend_the_file_as_the_command_does() {
    let folder = scratch("rdjson-fixes");
    let path = folder.join("policy.json");
    let source = fs::read_to_string(fixtures().join("policy.json")).expect("the fixture");
    // A fix with several edits, and letters of several bytes before it on its line.
    for rule in ["malformed-action", "redundant-statement", "wildcard-without-like"] {
        let source = source.replace("\"aws:PrincipalTag/team\"", "\"aws:PrincipalTag/équipe\"");
        fs::write(&path, &source).expect("it can be written");
        let report = crate::json(&folder, "rdjson", &["--select", rule, "policy.json"]);
        let mut mended = source.clone();
        for entry in list(&report["diagnostics"]).iter().rev() {
            let [suggestion] = list(&entry["suggestions"]) else { panic!("{rule}: {entry:#}") };
            let range = &suggestion["range"];
            mended.replace_range(
                offset(&source, &range["start"])..offset(&source, &range["end"]),
                text(&suggestion["text"]),
            );
        }
        let mut command = arnlint();
        command.current_dir(&folder).args(["--fix", "--unsafe-fixes", "--exit-zero", "--select", rule, "policy.json"]);
        let output = command.output().expect("the binary runs");
        assert_ne!(mended, source, "{rule}");
        assert_eq!(fs::read_to_string(&path).expect("the file"), mended, "{rule}: {}", stderr(&output));
    }
}

#[test]
fn edits_that_lie_far_apart_are_no_suggestion() {
    let folder = scratch("rdjson-far");
    // Each fix moves its key behind the last one, so the text between its edits grows to the front.
    let keys: Vec<String> = (0..400).map(|n| format!(r#""aws:PrincipalTag/k{n}":"data-*""#)).collect();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"kinesis:ListStreams","Resource":"*","Condition":{{"StringEquals":{{{}}}}}}}}}"#,
        keys.join(",")
    );
    fs::write(folder.join("policy.json"), &policy).expect("it can be written");
    let args = ["--select", "wildcard-without-like"];
    let plain = crate::json(&folder, "json", &args);
    assert!(list(&plain["diagnostics"]).iter().all(|found| list(&found["fix"]["edits"]).len() > 1));
    let report = crate::json(&folder, "rdjson", &args);
    let has_suggestion: Vec<bool> =
        list(&report["diagnostics"]).iter().map(|entry| entry.get("suggestions").is_some()).collect();
    assert_eq!(has_suggestion.len(), 400);
    assert!(!has_suggestion[0] && has_suggestion[399]);
    assert!(has_suggestion.is_sorted(), "{has_suggestion:?}");
}
