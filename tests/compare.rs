//! `arnlint compare`, and the limits that `arnlint check` holds policies to.

mod common;

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use common::{arnlint, run_with, scratch, stderr, stdout};

/// A policy of these statements, each without its braces.
fn policy(statements: &[&str]) -> String {
    let statements: Vec<String> = statements.iter().map(|statement| format!("{{{statement}}}")).collect();
    format!(r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#, statements.join(",\n"))
}

const READ: &str = r#""Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*""#;
const WRITE: &str = r#""Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*""#;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = scratch(name);
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("it can be written");
        }
        Self(folder)
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        run_with(arnlint().current_dir(&self.0).args(args), input.as_bytes())
    }

    fn compare(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let output = self.run(&[&["compare"], args].concat(), "");
        (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
    }
}

#[test]
fn the_status_says_whether_access_is_new() {
    let files = [("old.json", policy(&[READ])), ("new.json", policy(&[WRITE, READ]))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let folder = Folder::new("compare-status", &files);
    let (status, report, _) = folder.compare(&["old.json", "new.json"]);
    assert_eq!(status, Some(1));
    assert!(
        report.contains("statement 1 allows `s3:PutObject` on `arn:aws:s3:::logs/*`; `old.json` does not"),
        "{report}"
    );
    let (status, report, _) = folder.compare(&["new.json", "old.json"]);
    assert_eq!((status, report.as_str()), (Some(0), "`old.json` grants nothing that `new.json` does not.\n"));
    assert_eq!(folder.compare(&["--fail-on", "never", "old.json", "new.json"]).0, Some(0));
    assert_eq!(folder.compare(&["--exit-zero", "old.json", "new.json"]).0, Some(0));
    let (status, report, _) = folder.compare(&["--quiet", "new.json", "old.json"]);
    assert_eq!((status, report.as_str()), (Some(0), ""));
}

#[test]
fn both_directions() {
    let (old, new) = (policy(&[READ]), policy(&[WRITE]));
    let folder = Folder::new("compare-both", &[("old.json", &old), ("new.json", &new)]);
    let (status, report, _) = folder.compare(&["--both", "--output-format", "concise", "old.json", "new.json"]);
    assert_eq!(status, Some(1));
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 2, "{report}");
    assert!(lines[0].starts_with("new.json:1:71: error new-access statement 1 allows `s3:PutObject`"), "{report}");
    assert!(lines[1].starts_with("old.json:1:71: advice lost-access statement 1 allows `s3:GetObject`"), "{report}");
    let (status, report, _) = folder.compare(&["--both", "old.json", "old.json"]);
    assert_eq!((status, report.as_str()), (Some(0), "`old.json` and `old.json` grant the same.\n"));
}

#[test]
fn standard_input_and_pages_are_policies_too() {
    let page = format!(
        "# Policy\n\n1. Attach this:\n\n   ```json\n   {}\n   ```\n",
        policy(&[READ, WRITE]).replace('\n', "\n   ")
    );
    let folder = Folder::new("compare-inputs", &[("page.md", &page)]);
    let output = folder.run(&["compare", "--output-format", "concise", "-", "page.md"], &policy(&[READ]));
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).starts_with("page.md:7:34: error new-access"), "{}", stdout(&output));
    let output = folder.run(&["compare", "page.md", "-"], &policy(&[READ]));
    assert_eq!(stdout(&output), "`<stdin>` grants nothing that `page.md` does not.\n");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let (one, trust) = (
        policy(&[READ]),
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
    );
    let two = format!("```json\n{one}\n```\n\n```json\n{one}\n```\n");
    let broken = one.replace("\"Resource\"", "\"Resource");
    let files = [
        ("one.json", one.as_str()),
        ("trust.json", trust),
        ("two.md", &two),
        ("none.md", "# Nothing\n"),
        ("broken.json", &broken),
    ];
    let folder = Folder::new("compare-errors", &files);
    for (args, message) in [
        (["-", "-"], "standard input cannot be both policies"),
        (["one.json", "gone.json"], "cannot read gone.json: no such file or directory"),
        (["none.md", "one.json"], "no policy found in none.md"),
        (["one.json", "two.md"], "two.md holds 2 policies, and only one can be compared"),
        (["one.json", "broken.json"], "broken.json:1:87 is no JSON: arnlint check broken.json says more"),
        (
            ["one.json", "trust.json"],
            "cannot compare: one.json is of type identity and trust.json of type trust (--policy-type says it for both)",
        ),
    ] {
        let (status, report, errors) = folder.compare(&args);
        assert_eq!((status, report.as_str(), errors), (Some(2), "", format!("arnlint: {message}\n")), "{args:?}");
    }
}

#[test]
fn the_json_report_shows_a_request() {
    let old =
        READ.replace("logs/*\"", "logs/*\", \"Condition\": {\"StringEquals\": {\"aws:PrincipalTag/team\": \"ops\"}}");
    let new = READ.replace("logs/*\"", "logs/*\", \"Condition\": {\"StringLike\": {\"aws:PrincipalTag/team\": \"*\"}}");
    let (old, new) = (policy(&[&old]), policy(&[&new]));
    let folder = Folder::new("compare-json", &[("old.json", &old), ("new.json", &new)]);
    let (_, report, _) = folder.compare(&["--output-format", "json", "old.json", "new.json"]);
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let [finding] = report["diagnostics"].as_array().expect("a list").as_slice() else { panic!("{report:#}") };
    assert_eq!(finding["actions"], serde_json::json!(["s3:GetObject"]));
    let witness = &finding["witness"];
    assert_eq!(witness["action"], "s3:GetObject");
    assert_eq!(witness["principal"], "arn:aws:iam::999999999999:user/example");
    assert_eq!(witness["resource"], "arn:aws:s3:::logs/example");
    assert_eq!(witness["context"], serde_json::json!({"aws:principaltag/team": ["example"]}));
    let related = &finding["related"][0];
    assert_eq!(related["file"], "old.json");
    let place = |span: &serde_json::Value| {
        let offset = |end: &str| usize::try_from(span[end]["offset"].as_u64().expect("a number")).expect("small");
        offset("start")..offset("end")
    };
    assert_eq!(&old[place(&related["span"])], r#""aws:PrincipalTag/team": "ops""#);
    assert_eq!(&new[place(&finding["span"])], r#""aws:PrincipalTag/team": "*""#);
}

#[test]
fn actions_to_come_are_advice() {
    let old = r#""Effect": "Allow", "Action": ["sts:GetCallerIdentity", "sts:GetSessionToken", "sts:GetFederationToken", "sts:GetAccessKeyInfo", "sts:GetServiceBearerToken", "sts:GetDelegatedAccessToken", "sts:GetWebIdentityToken"], "Resource": "*""#;
    let new = r#""Effect": "Allow", "Action": "sts:Get*", "Resource": "*""#;
    let (old, new) = (policy(&[old]), policy(&[new]));
    let folder = Folder::new("compare-future", &[("old.json", &old), ("new.json", &new)]);
    let (status, report, _) = folder.compare(&["--output-format", "concise", "old.json", "new.json"]);
    assert_eq!(status, Some(0), "{report}");
    assert_eq!(
        report,
        "new.json:1:71: advice new-access statement 1 allows what AWS adds to `sts:Get*` later; `old.json` does not\n"
    );
}

/// Thousands of variables and keys: what differs is found, and named in short.
#[test]
fn many_keys_are_named_in_short() {
    let tags = |value: &str| -> Vec<String> {
        (0..3000).map(|at| format!(r#""aws:PrincipalTag/t{at}": "{value}""#)).collect()
    };
    let keys = READ
        .replace("logs/*\"", &format!("logs/*\", \"Condition\": {{\"StringEquals\": {{{}}}}}", tags("a").join(",")));
    let homes: Vec<String> =
        (0..3000).map(|at| format!(r#""arn:aws:s3:::logs/${{aws:PrincipalTag/t{at}}}/*""#)).collect();
    let homes = READ.replace("\"arn:aws:s3:::logs/*\"", &format!("[{}]", homes.join(",")));
    let (keys, homes, read) = (policy(&[&keys]), policy(&[&homes]), policy(&[READ]));
    let folder = Folder::new("compare-many", &[("keys.json", &keys), ("homes.json", &homes), ("read.json", &read)]);
    for (args, expected) in [
        (["keys.json", "read.json"], "without `aws:PrincipalTag/t0`"),
        (["homes.json", "read.json"], "on `arn:aws:s3:::logs/example`; `homes.json` does not"),
        (["keys.json", "homes.json"], "; `keys.json` does not"),
    ] {
        let (status, report, _) = folder.compare(&[&["--output-format", "concise"], &args[..]].concat());
        assert_eq!(status, Some(1), "{args:?} {report}");
        assert!(report.contains(expected) && report.lines().count() < 7, "{args:?} {report}");
        assert!(report.lines().all(|line| line.len() < 400), "{args:?} {report}");
    }
    assert_eq!(folder.compare(&["homes.json", "homes.json"]).0, Some(0));
    assert_eq!(folder.compare(&["read.json", "keys.json"]).0, Some(0));
}

/// What is too large, or too entangled, is not called equal.
#[test]
fn what_is_given_up_is_said() {
    let many: Vec<String> = (0..600).map(|at| READ.replace("logs", &format!("logs-{at}"))).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let on = |resources: &str| READ.replace("\"arn:aws:s3:::logs/*\"", resources);
    let run = "?".repeat(24);
    let (old, new) = (on(&format!(r#"["*a{run}", "*a{run}?*"]"#)), on(&format!(r#""*a{run}*""#)));
    let (many, old, new) = (policy(&many), policy(&[&old]), policy(&[&new]));
    let files = [("many.json", many.as_str()), ("one.json", &policy(&[READ])), ("old.json", &old), ("new.json", &new)];
    let folder = Folder::new("compare-limits", &files);
    for args in [["one.json", "many.json"], ["old.json", "new.json"]] {
        let (status, report, _) = folder.compare(&[&["--output-format", "concise"], &args[..]].concat());
        assert_eq!(status, Some(1), "{args:?} {report}");
        assert!(report.contains("warning undecided-access could not tell whether statement 1 allows"), "{report}");
        assert!(report.contains(": there is too much to look through"), "{report}");
    }
}

#[test]
fn limits_of_a_check() {
    let pass = r#""Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::*:role/ci-*""#;
    let (read, pass) = (policy(&[READ]), policy(&[READ, pass]));
    let folder = Folder::new("compare-check", &[("read.json", &read), ("pass.json", &pass)]);
    let check = |args: &[&str]| {
        let args = [&["check", "--output-format", "concise", "--select", "missing-version"], args].concat();
        let output = folder.run(&args, "");
        (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
    };
    let (status, report, _) = check(&["--forbid-action", "iam:PassRole", "pass.json", "read.json"]);
    assert_eq!(status, Some(1));
    assert_eq!(
        report,
        "pass.json:2:31: error forbidden-access statement 2 allows `iam:PassRole` on `arn:aws:iam::*:role/ci-*`, which is forbidden\n"
    );
    assert_eq!(
        check(&["--forbid-action", "iam:PassRole", "--forbid-resource", "arn:aws:iam::*:role/admin", "pass.json"]).0,
        Some(0)
    );
    let (status, report, _) = check(&["--forbid-resource", "arn:aws:s3:::logs/secret*", "pass.json", "read.json"]);
    assert_eq!((status, report.lines().count()), (Some(1), 2), "{report}");
    let (status, report, _) = check(&["--ceiling", "read.json", "pass.json", "read.json"]);
    assert_eq!(status, Some(1));
    assert_eq!(report.lines().count(), 1, "{report}");
    assert!(report.starts_with("pass.json:2:31: error exceeds-ceiling statement 2 allows `iam:"), "{report}");
    for (args, message) in [
        (
            ["--forbid-action", "iam:PasRole"],
            "--forbid-action: no action is called iam:PasRole (did you mean iam:PassRole?)",
        ),
        (["--forbid-action", "foo:*"], "--forbid-action: no action is called foo:*"),
        (["--forbid-resource", "logs"], "--forbid-resource takes ARNs and `*`, and logs is neither"),
        (["--ceiling", "gone.json"], "cannot read gone.json: no such file or directory"),
        (["--ceiling=-", "-"], "standard input can be read only once, and is given twice"),
        (["--forbid-action", "s3:ListObjectsV*"], "--forbid-action: no action is called s3:ListObjectsV*"),
    ] {
        let (status, _, errors) = check(&[&args[..], &["read.json"]].concat());
        assert_eq!((status, errors), (Some(2), format!("arnlint: {message}\n")));
    }
}
