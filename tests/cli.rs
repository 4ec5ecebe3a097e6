//! The command as a user runs it: exit codes, streams, formats.

mod common;

use std::fs;
use std::process::Output;

use common::{arnlint, root, run_with, scratch, stderr, stdout};
use serde_json::Value;

const SOUND: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis:ListStreams","Resource":"*"}}"#;
const BROKEN: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis: Get*","Resource":"arn:aws:kinesis:eu-west-1:464622532012:stream/clicks"}}"#;

fn run(args: &[&str]) -> Output {
    arnlint().current_dir(root()).args(args).output().expect("the binary runs")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it was not killed")
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(output)))
}

/// `rule line:column-column` of each finding, in the order of the report.
fn places(report: &Value) -> Vec<String> {
    let findings = report["diagnostics"].as_array().expect("a list");
    findings
        .iter()
        .map(|found| {
            let (start, end) = (&found["span"]["start"], &found["span"]["end"]);
            format!(
                "{} {}:{}-{}",
                found["rule"].as_str().expect("a name"),
                start["line"],
                start["column"],
                end["column"]
            )
        })
        .collect()
}

#[test]
fn the_example_policy() {
    let output = run(&["check", "--output-format", "json", "fixtures/example/kinesis-policy.json"]);
    assert_eq!(code(&output), 1);
    let report = json(&output);
    assert_eq!(
        places(&report),
        [
            "malformed-action 7:17-32",
            "unreplaced-placeholder 10:34-40",
            "unreplaced-placeholder 10:41-51",
            "unreplaced-placeholder 10:59-70",
            "unreplaced-placeholder 19:34-40",
            "unreplaced-placeholder 19:41-51",
            "unreplaced-placeholder 19:59-70",
        ]
    );
    let action = &report["diagnostics"][0];
    assert_eq!(action["aws_code"], "INVALID_ACTION");
    assert_eq!(action["path"], serde_json::json!(["Statement", 0, "Action", 0]));
    assert_eq!(action["fix"]["applicability"], "safe");
    assert_eq!(action["fix"]["edits"][0]["text"], "\"kinesis:Get*\"");
    assert!(action["help"].as_str().is_some_and(|help| help.contains("GetRecords")), "{}", action["help"]);
    assert_eq!(report["summary"]["errors"], 7);
    assert_eq!(report["summary"]["policies"], 1);
    assert_eq!(report["summary"]["fixable"], 1);
    assert_eq!(report["schema_version"], 1);
}

#[test]
fn the_example_page() {
    let output = run(&["check", "--output-format", "json", "fixtures/example/kinesis-permissions.md"]);
    assert_eq!(code(&output), 1);
    let report = json(&output);
    let text = fs::read_to_string(root().join("fixtures/example/kinesis-permissions.md")).expect("the page");
    let found = report["diagnostics"].as_array().expect("a list");
    let tokens: Vec<&str> = found
        .iter()
        .map(|found| {
            let at =
                |edge: &str| usize::try_from(found["span"][edge]["offset"].as_u64().expect("a number")).expect("small");
            &text[at("start")..at("end")]
        })
        .collect();
    assert_eq!(
        tokens,
        [
            "\"kinesis: Get*\"",
            "REGION",
            "ACCOUNT-ID",
            "STREAM-NAME",
            "REGION",
            "ACCOUNT-ID",
            "STREAM-NAME",
            "REGION",
            "ACCOUNT-ID",
            "<second stream>",
        ]
    );
    assert_eq!(report["summary"]["policies"], 2);
    assert_eq!(found[9]["policy"], 1);
}

#[test]
fn the_mended_example_is_clean() {
    let output = run(&["check", "fixtures/ok/kinesis.json"]);
    assert_eq!(code(&output), 0);
    assert_eq!(stdout(&output), "No problem found in 1 policy.\n");
    assert_eq!(stderr(&output), "");
}

#[test]
fn check_is_the_default_command() {
    let with = run(&["check", "fixtures/example"]);
    let without = run(&["fixtures/example"]);
    assert_eq!(code(&without), 1);
    assert_eq!(with.stdout, without.stdout);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for format in ["full", "concise", "json"] {
        let first = run(&["check", "--output-format", format, "fixtures"]);
        let second = run(&["check", "--output-format", format, "fixtures"]);
        assert_eq!(first.stdout, second.stdout, "{format}");
    }
}

#[test]
fn exit_codes() {
    let broken = |args: &[&str]| code(&run_with(arnlint().arg("check").args(args).arg("-"), BROKEN.as_bytes()));
    assert_eq!(broken(&[]), 1);
    assert_eq!(broken(&["--exit-zero"]), 0);
    assert_eq!(broken(&["--fail-on", "never"]), 0);
    assert_eq!(broken(&["--ignore", "malformed-action"]), 0);
    assert_eq!(broken(&["--select", "wrong-type,missing-version"]), 0);
    assert_eq!(broken(&["--select", "malformed-actoin"]), 2);
    assert_eq!(code(&run_with(arnlint().args(["check", "-"]), SOUND.as_bytes())), 0);
    // Advice alone does not fail a run unless asked to.
    let advice = SOUND.replace("ListStreams", "DescribeStream");
    assert_eq!(code(&run_with(arnlint().args(["check", "-"]), advice.as_bytes())), 0);
    assert_eq!(code(&run_with(arnlint().args(["check", "--fail-on", "advice", "-"]), advice.as_bytes())), 1);
}

#[test]
fn a_missing_path_is_named_with_the_nearest() {
    let folder = scratch("missing-path");
    fs::create_dir(folder.join("policies")).expect("a folder");
    let output = arnlint().current_dir(&folder).args(["check", "polices"]).output().expect("the binary runs");
    assert_eq!(code(&output), 2);
    assert_eq!(stderr(&output), "arnlint: no such file or directory: polices (did you mean policies?)\n");
    assert_eq!(stdout(&output), "", "nothing was looked at, so nothing is sound");
}

#[test]
fn what_is_no_policy_is_skipped_when_found_and_noted_when_named() {
    let folder = scratch("no-policy");
    fs::write(folder.join("package.json"), r#"{"name": "x", "Statement": {"ByteMatchStatement": {}}}"#)
        .expect("a file");
    fs::write(folder.join("broken.json"), "{").expect("a file");
    let walked = arnlint().current_dir(&folder).output().expect("the binary runs");
    assert_eq!((code(&walked), stdout(&walked), stderr(&walked)), (0, "No problem found in no policy.\n", ""));
    let named = arnlint().current_dir(&folder).arg("package.json").output().expect("the binary runs");
    assert_eq!(code(&named), 0);
    assert_eq!(stderr(&named), "note: no policy found in package.json\n");
}

#[test]
fn policies_of_other_systems_are_left_alone() {
    let others = [
        r#"{"Version":"1","Statement":[{"Action":"oss:Get","Resource":"acs:oss:*:*:x","Effect":"Allow"}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["admin:*"]}]}"#,
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get"],"Resource":["arn:minio:s3:::x"]}]}"#,
        r#"{"Statement":[{"Effect":"Deny","Action":"Update:Delete","Principal":"*","Resource":"LogicalResourceId/Db"}]}"#,
        r#"{"Name":"p","Version":"2021-06-01","Statement":[{"Sid":"a","DataIdentifier":["x"],"Operation":{}}]}"#,
    ];
    for other in others {
        let output = run_with(arnlint().args(["check", "-"]), other.as_bytes());
        assert_eq!(code(&output), 0, "{other}");
        assert!(stderr(&output).contains("left alone"), "{other}: {}", stderr(&output));
    }
}

#[test]
fn git_ignored_files_are_left_out_unless_asked_for() {
    let folder = scratch("ignored");
    fs::create_dir_all(folder.join("build")).expect("a folder");
    fs::write(folder.join(".gitignore"), "build/\n").expect("a file");
    fs::write(folder.join("build/policy.json"), BROKEN).expect("a file");
    let run = |args: &[&str]| arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
    assert_eq!(code(&run(&["check"])), 0);
    assert_eq!(code(&run(&["check", "--no-ignore"])), 1);
    assert_eq!(code(&run(&["check", "build/policy.json"])), 1);
}

#[test]
fn fix_mends_the_file_and_nothing_else() {
    let folder = scratch("fix");
    let path = folder.join("policy.json");
    let text = "\u{feff}{\r\n  \"Version\": \"2012-10-17\",\r\n\t\"Statement\": {\"Effect\":\"Allow\",   \"Action\": \"kinesis: Get*\", \"Resource\": \"arn:aws:kinesis:eu-west-1:464622532012:stream/clicks\" } }\r\n";
    fs::write(&path, text).expect("a file");
    let output = arnlint().arg("--fix").arg(&path).output().expect("the binary runs");
    assert_eq!(code(&output), 0, "{}", stdout(&output));
    assert_eq!(stdout(&output), "No problem found in 1 policy; fixed 1.\n");
    let mended = fs::read_to_string(&path).expect("the file");
    assert_eq!(mended, text.replace("kinesis: Get*", "kinesis:Get*"));
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "no draft is left behind");
}

#[test]
fn hostile_bytes_end_in_a_finding_or_an_error() {
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(BROKEN.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let mut nul = BROKEN.as_bytes().to_vec();
    nul.insert(9, 0);
    let mut latin = BROKEN.as_bytes().to_vec();
    latin.insert(12, 0xe9);
    for (what, bytes) in [("UTF-16", utf16), ("NUL", nul), ("UTF-8", latin)] {
        let output =
            run_with(arnlint().args(["check", "--output-format", "json", "--stdin-filename", "a.json", "-"]), &bytes);
        assert_eq!(code(&output), 1, "{what}");
        let report = json(&output);
        let found = report["diagnostics"].as_array().expect("a list");
        assert_eq!(found.len(), 1, "{what}");
        assert_eq!(found[0]["rule"], "invalid-json");
        assert!(found[0]["message"].as_str().expect("a text").contains(what), "{what}: {}", found[0]["message"]);
    }
}

#[test]
fn nothing_in_a_policy_steers_the_terminal() {
    let policy = SOUND.replace("kinesis:ListStreams", "kinesis:\u{9b}31mList\u{202e}Streams\u{7f}");
    for format in ["full", "concise"] {
        let output = run_with(arnlint().args(["check", "--output-format", format, "-"]), policy.as_bytes());
        let text = stdout(&output);
        assert!(!text.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{1b}']), "{format}: {text:?}");
    }
}

#[test]
fn a_long_line_is_cut_around_the_finding() {
    let sound = r#"{"Effect":"Allow","Action":"kinesis:ListStreams","Resource":"*"},"#.repeat(500);
    let policy = BROKEN.replace(r#""Statement":{"#, &format!(r#""Statement":[{sound}{{"#)) + "]}";
    let policy = policy.replace("}}]}", "}]}");
    let output = run_with(arnlint().args(["check", "--stdin-filename", "min.json", "-"]), policy.as_bytes());
    let text = stdout(&output);
    let column = policy.find("\"kinesis: Get").expect("it is there") + 1;
    assert!(text.contains(&format!("min.json:1:{column}]")), "{text}");
    assert!(text.contains("delete the space"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 200), "{text}");
}

#[test]
fn concise_is_one_line_a_finding() {
    let output = run(&["check", "--output-format", "concise", "fixtures/example/kinesis-policy.json"]);
    let first = stdout(&output).lines().next().expect("a line");
    assert_eq!(
        first,
        "fixtures/example/kinesis-policy.json:7:17: error malformed-action [*] space after the colon in action `kinesis: Get*`: IAM matches nothing with it"
    );
    assert_eq!(stdout(&output).lines().count(), 7);
    assert_eq!(stderr(&output), "Found 7 errors in 1 policy (1 fixable with --fix).\n");
}

#[test]
fn explain_rules_and_completions() {
    let page = run(&["explain", "malformed-action"]);
    assert!(stdout(&page).starts_with("# malformed-action\n"));
    let near = run(&["explain", "malformed-actoin"]);
    assert_eq!(code(&near), 2);
    assert!(stderr(&near).contains("did you mean malformed-action?"), "{}", stderr(&near));
    let rules = json(&run(&["rules", "--output-format", "json"]));
    assert!(rules.as_array().expect("a list").iter().any(|rule| rule["name"] == "broad-resource"));
    assert!(stdout(&run(&["rules"])).contains("malformed-action"));
    assert!(stdout(&run(&["completions", "bash"])).contains("arnlint"));
}

#[test]
fn the_version_names_the_date_of_the_reference() {
    let text = stdout(&run(&["--version"])).to_owned();
    assert!(text.starts_with(concat!("arnlint ", env!("CARGO_PKG_VERSION"), " (AWS reference of 20")), "{text}");
}

#[test]
fn a_policy_type_makes_every_input_a_policy() {
    let output =
        run_with(arnlint().args(["check", "--policy-type", "identity", "--output-format", "json", "-"]), b"[]");
    assert_eq!(code(&output), 1);
    assert_eq!(places(&json(&output)), ["wrong-type 1:1-3"]);
}

#[test]
fn the_name_of_a_file_can_tell_the_type_of_its_policy() {
    let folder = scratch("telling-names");
    let inner = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3: Get*","Resource":"*"}]}"#;
    let outer = inner.replace(r#""Effect""#, r#""Principal":"*","Effect""#);
    fs::create_dir(folder.join("service-control-policies")).expect("a folder");
    for (name, policy, expected) in [
        ("orders.json", inner, "identity"),
        ("orders.scp.json", inner, "scp"),
        ("service-control-policies/orders.json", inner, "scp"),
        ("permissions-boundary.json", inner, "boundary"),
        ("deploy-trust-policy.json", outer.as_str(), "trust"),
        ("RCP-orders.json", outer.as_str(), "rcp"),
        ("vpce-s3.json", outer.as_str(), "endpoint"),
        // What the document shows speaks against these names.
        ("trust.json", inner, "identity"),
        ("scp.json", outer.as_str(), "resource"),
    ] {
        fs::write(folder.join(name), policy).expect("a file");
        let mut command = arnlint();
        command.current_dir(&folder).args(["check", "--output-format", "json", "--select", "malformed-action", name]);
        let report = json(&command.output().expect("the binary runs"));
        assert_eq!(report["diagnostics"][0]["policy_type"], expected, "{name}");
    }
}

#[test]
fn the_configuration_gives_types_to_paths() {
    let folder = scratch("configuration");
    fs::create_dir_all(folder.join("org/guard")).expect("a folder");
    fs::write(folder.join("arnlint.toml"), "[[policy-type]]\npaths = [\"org/**/*.json\"]\ntype = \"scp\"\n")
        .expect("a file");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3: Get*","Resource":"*"}]}"#;
    for name in ["org/guard/rails.json", "org/base.json", "other.json"] {
        fs::write(folder.join(name), policy).expect("a file");
    }
    let types = |from: &str, args: &[&str]| -> Vec<String> {
        let mut command = arnlint();
        command.current_dir(folder.join(from)).args([
            "check",
            "--output-format",
            "json",
            "--select",
            "malformed-action",
        ]);
        let report = json(&command.args(args).output().expect("the binary runs"));
        let found = report["diagnostics"].as_array().expect("a list");
        found.iter().map(|found| found["policy_type"].as_str().expect("a text").to_owned()).collect()
    };
    assert_eq!(types("", &[]), ["scp", "scp", "identity"]);
    // The nearest file above counts, and paths are relative to it.
    assert_eq!(types("org/guard", &["rails.json", "../../other.json"]), ["identity", "scp"]);
    assert_eq!(types("", &["--isolated"]), ["identity", "identity", "identity"]);
    // The flag beats the file.
    assert_eq!(types("", &["--policy-type", "boundary"]), ["boundary", "boundary", "boundary"]);
}

#[test]
fn mistakes_in_the_configuration_are_shown_where_they_are() {
    let folder = scratch("configuration-mistakes");
    for (text, expected) in [
        ("[[policy-types]]\n", "unknown key `policy-types`"),
        ("[[policy-type]]\npaths = []\ntype = \"scps\"\n", "`scps` is no type of policy"),
        ("[[policy-type]]\npaths = [\"a{\"]\ntype = \"scp\"\n", "`a{` is no pattern"),
        ("policy-type = \n", "arnlint.toml:1:"),
    ] {
        fs::write(folder.join("arnlint.toml"), text).expect("a file");
        let output = arnlint().current_dir(&folder).output().expect("the binary runs");
        assert_eq!(code(&output), 2, "{text}");
        assert!(stderr(&output).starts_with("arnlint: ") && stderr(&output).contains(expected), "{}", stderr(&output));
    }
    let output = arnlint().args(["--config", "nowhere.toml"]).output().expect("the binary runs");
    assert_eq!(code(&output), 2);
    assert_eq!(stderr(&output), "arnlint: cannot read nowhere.toml: no such file or directory\n");
}

#[test]
fn a_file_that_is_not_text_is_never_written() {
    let folder = scratch("fix-latin");
    let path = folder.join("page.md");
    let text = format!("Caf\u{e9}\n\n```json\n{BROKEN}\n```\n");
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    fs::write(&path, &bytes).expect("a file");
    let output = arnlint().arg("--fix").arg(&path).output().expect("the binary runs");
    assert_eq!(code(&output), 1, "{}", stdout(&output));
    assert_eq!(fs::read(&path).expect("the file"), bytes);
}
