//! The configuration file: where it is found, what its keys do, and what is said of mistakes.

mod common;

use std::fmt::Write;
use std::fs;
use std::path::Path;

use common::{Folder, arnlint, root, stdout};
use serde_json::Value;

/// A policy with a placeholder (error), a broad resource (warning) and a documentation value (advice).
const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow", "Action": "kinesis:GetRecords", "Resource": "arn:aws:kinesis:REGION:464622532012:stream/clicks" },
    { "Sid": "Write", "Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": "*" }
  ]
}
"#;

/// What the runs of these tests come to.
trait Runs {
    /// The status, the lines of the report and standard error of a run in a folder below.
    fn lines_in(&self, below: &str, args: &[&str]) -> (i32, Vec<String>, String);
    /// The status, and `file rule severity` of each finding.
    fn found(&self, args: &[&str]) -> (i32, Vec<String>);
}

impl Runs for Folder {
    fn lines_in(&self, below: &str, args: &[&str]) -> (i32, Vec<String>, String) {
        let (status, report, errors) = self.run_in(below, args);
        (status, report.lines().map(str::to_owned).collect(), errors)
    }

    fn found(&self, args: &[&str]) -> (i32, Vec<String>) {
        let args: Vec<&str> = ["check", "--output-format", "concise", "-q"].iter().chain(args).copied().collect();
        let (status, lines, errors) = self.lines_in("", &args);
        assert_eq!(errors, "", "{args:?}");
        let short = |line: &String| {
            let mut words = line.split(' ');
            let file = words.next().unwrap_or_default().split(':').next().unwrap_or_default();
            let (severity, rule) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            format!("{file} {rule} {severity}")
        };
        (status, lines.iter().map(short).collect())
    }
}

#[test]
fn rules_have_the_severity_that_is_configured() {
    let folder = Folder::new("configuration-levels");
    folder.write("a.json", POLICY);
    assert_eq!(folder.found(&[]).1, ["a.json unreplaced-placeholder error", "a.json broad-resource warning"]);
    folder.write("arnlint.toml", "[rules]\nunreplaced-placeholder = \"off\"\nbroad-resource = \"error\"\n");
    assert_eq!(folder.found(&[]), (1, vec!["a.json broad-resource error".to_owned()]));
    folder.write("arnlint.toml", "[rules]\nunreplaced-placeholder = \"advice\"\nbroad-resource = \"advice\"\n");
    let both = ["a.json unreplaced-placeholder advice", "a.json broad-resource advice"].map(str::to_owned).to_vec();
    assert_eq!(folder.found(&[]), (0, both));
    // The command line says what runs, the configuration still how bad it is.
    folder.write("arnlint.toml", "[rules]\nunreplaced-placeholder = \"off\"\n");
    let one = vec!["a.json unreplaced-placeholder error".to_owned()];
    assert_eq!(folder.found(&["--select", "unreplaced-placeholder"]), (1, one));
}

#[test]
fn rules_are_selected_by_name_and_category() {
    let folder = Folder::new("configuration-select");
    folder.write("a.json", POLICY).write("arnlint.toml", "select = [\"security\"]\n");
    assert_eq!(folder.found(&[]).1, ["a.json broad-resource warning"]);
    assert_eq!(folder.found(&["--select", "template"]).1, ["a.json unreplaced-placeholder error"]);
    assert_eq!(folder.found(&["--ignore", "security"]), (0, Vec::new()));
    assert_eq!(folder.found(&["--isolated", "--ignore", "broad-resource,template"]), (0, Vec::new()));
}

#[test]
fn pedantic_rules_are_asked_for() {
    let folder = Folder::new("configuration-pedantic");
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity",
        "Principal":{"Federated":"arn:aws:iam::464622532012:oidc-provider/login.orders.dev"},
        "Condition":{"ForAllValues:StringEquals":{"login.orders.dev:aud":"orders"}}}}"#;
    folder.write("trust.json", trust);
    let pedantic = "trust.json unconfirmed-audience-claim advice";
    let is_found = |args: &[&str]| folder.found(args).1.contains(&pedantic.to_owned());
    assert!(!is_found(&[]));
    assert!(is_found(&["--pedantic"]));
    folder.write("arnlint.toml", "pedantic = true\n");
    assert!(is_found(&[]));
    folder.write("arnlint.toml", "[rules]\nunconfirmed-audience-claim = \"advice\"\n");
    assert!(is_found(&[]));
}

#[test]
fn a_run_fails_from_the_severity_that_is_configured() {
    let folder = Folder::new("configuration-fail-on");
    folder.write("a.json", &POLICY.replace("REGION", "eu-west-1"));
    assert_eq!(folder.found(&[]).0, 1);
    folder.write("arnlint.toml", "fail-on = \"error\"\n");
    assert_eq!(folder.found(&[]).0, 0);
    assert_eq!(folder.found(&["--fail-on", "warning"]).0, 1);
}

#[test]
fn excluded_files_are_left_out() {
    let folder = Folder::new("configuration-exclude");
    for name in ["a.json", "vendor/b.json", "deep/vendor/c.json", "deep/d.gen.json", "keep/d.json"] {
        folder.write(name, POLICY);
    }
    folder.write("arnlint.toml", "exclude = [\"vendor/\", \"*.gen.json\"]\n");
    let files = |args: &[&str]| {
        let mut files = folder.found(args).1;
        for line in &mut files {
            line.truncate(line.find(' ').unwrap_or(line.len()));
        }
        files.dedup();
        files
    };
    assert_eq!(files(&[]), ["a.json", "keep/d.json"]);
    assert_eq!(files(&["--no-ignore"]), ["a.json", "keep/d.json"]);
    assert_eq!(files(&["--exclude", "keep,/a.json"]), Vec::<String>::new());
    // Who names a file means it; a hook, which names them all, does not.
    assert_eq!(files(&["vendor/b.json", "a.json"]), ["a.json", "vendor/b.json"]);
    assert_eq!(files(&["vendor"]), ["vendor/b.json"]);
    assert_eq!(files(&["--force-exclude", "vendor/b.json", "deep/d.gen.json", "a.json", "vendor"]), ["a.json"]);
    for (args, status) in [(&["--force-exclude"][..], 0), (&[], 1)] {
        let mut command = arnlint();
        command.current_dir(&folder.0).args(["check", "--stdin-filename", "vendor/x.json", "-"]).args(args);
        assert_eq!(common::run_with(&mut command, POLICY.as_bytes()).status.code(), Some(status));
    }
    // From below, the patterns are still seen from the folder of the file.
    let (_, lines, _) = folder.lines_in("deep", &["check", "--output-format", "concise", "-q", "--force-exclude", "."]);
    assert_eq!(lines, Vec::<String>::new());
}

#[test]
fn services_can_be_made_known() {
    let folder = Folder::new("configuration-services");
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["billing-preview:GetThing"],
        "Resource":"arn:aws:billing-preview:eu-west-1:464622532012:thing/x",
        "Condition":{"StringEquals":{"billing-preview:Color":"red"}}}}"#;
    folder.write("a.json", policy);
    let (_, lines) = folder.found(&[]);
    assert_eq!(
        lines,
        ["a.json unknown-service error", "a.json unknown-arn-service error", "a.json unknown-condition-key warning"]
            .map(|line| line
                .replace("unknown-condition-key warning", &format!("unknown-condition-key {}", severity(&lines))))
    );
    folder.write("arnlint.toml", "known-services = [\"billing-preview\"]\n");
    assert_eq!(folder.found(&[]), (0, Vec::new()));
}

/// The severity of the last line, which is not what that test is about.
fn severity(lines: &[String]) -> &str {
    lines.last().and_then(|line| line.rsplit(' ').next()).unwrap_or_default()
}

#[test]
fn access_is_forbidden_and_limited_below_paths() {
    let folder = Folder::new("configuration-limits");
    let policy = |action: &str| {
        format!(r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":"{action}","Resource":"*"}}}}"#)
    };
    let only = ["--ignore", "correctness,template,style,broad-resource"];
    folder.write("ci/a.json", &policy("kinesis:ListStreams")).write("ci/b.json", &policy("iam:CreateAccessKey"));
    folder.write("other.json", &policy("iam:CreateAccessKey")).write("ceiling.json", &policy("kinesis:List*"));
    folder.write(
        "arnlint.toml",
        "[[forbid]]\nname = \"no new keys\"\nactions = [\"iam:CreateAccessKey\"]\npaths = [\"ci/\"]\n",
    );
    assert_eq!(folder.found(&only).1, ["ci/b.json forbidden-access error"]);
    let (_, lines, _) = folder.lines_in("ci", &["check", "--output-format", "concise", "b.json"]);
    assert!(lines.iter().any(|line| line.ends_with("which is forbidden (no new keys)")), "{lines:?}");
    folder.write("arnlint.toml", "[[ceiling]]\npolicy = \"ceiling.json\"\npaths = [\"ci/\"]\n");
    assert_eq!(folder.found(&only).1, ["ci/b.json exceeds-ceiling error"]);
    let (_, lines, _) = folder.lines_in("ci", &["check", "--output-format", "concise", "b.json"]);
    assert!(lines.iter().any(|line| line.contains("its ceiling `../ceiling.json` does not")), "{lines:?}");
    folder.write("arnlint.toml", "[[ceiling]]\npolicy = \"gone.json\"\n");
    let (status, _, errors) = folder.lines_in("", &["check"]);
    assert_eq!((status, errors.as_str()), (2, "arnlint: cannot read gone.json: no such file or directory\n"));
}

#[test]
fn the_nearest_file_counts_up_to_the_root_of_the_repository() {
    let folder = Folder::new("configuration-nearest");
    folder.write("arnlint.toml", "fail-on = \"never\"\n").write("repo/sub/a.json", POLICY);
    let status = |below: &str| folder.lines_in(below, &["check"]).0;
    assert_eq!(status("repo/sub"), 0);
    fs::create_dir(folder.0.join("repo/.git")).expect("a folder");
    assert_eq!(status("repo/sub"), 1, "what lies above the repository is none of its business");
    folder.write("repo/.arnlint.toml", "fail-on = \"never\"\n");
    assert_eq!(status("repo/sub"), 0);
    folder.write("repo/arnlint.toml", "fail-on = \"error\"\n");
    assert_eq!(status("repo/sub"), 1, "arnlint.toml comes before .arnlint.toml");
    folder.write("repo/sub/pyproject.toml", "[project]\nname = \"x\"\n");
    assert_eq!(status("repo/sub"), 1, "a project without our table is passed by");
    folder.write("repo/sub/pyproject.toml", "[project]\nname = \"x\"\n\n[tool.arnlint]\nfail-on = \"never\"\n");
    assert_eq!(status("repo/sub"), 0);
    std::fs::write(folder.0.join("repo/sub/pyproject.toml"), b"name = '\xff'\n").expect("a file");
    assert_eq!(status("repo/sub"), 1, "one that cannot be read is none of our business");
    folder.write("repo/sub/pyproject.toml", "[tool.arnlint]\nfail-on = \"nevr\"\n");
    let (status, _, errors) = folder.lines_in("repo/sub", &["check"]);
    assert_eq!(status, 2);
    assert!(errors.contains("pyproject.toml:2:11") && errors.contains("Did you mean `never`?"), "{errors}");
    let (status, _, errors) = folder.lines_in("", &["check", "--config", "repo/none.toml"]);
    assert_eq!((status, errors.as_str()), (2, "arnlint: cannot read repo/none.toml: no such file or directory\n"));
}

#[test]
fn all_mistakes_are_shown_at_once_where_they_are() {
    let folder = Folder::new("configuration-mistakes");
    let cases = [
        ("exlude = []\n", "1:1", "unknown key `exlude`", "Did you mean `exclude`?"),
        ("exclude = \"x\"\n", "1:11", "`exclude` takes a list of texts", ""),
        ("exclude = [\"../x\"]\n", "1:12", "it leaves the folder of the configuration", ""),
        ("select = [\"securty\"]\n", "1:11", "no rule and no category is called `securty`", "`security`"),
        ("pedantic = \"yes\"\n", "1:12", "`pedantic` takes `true` or `false`", ""),
        ("fail-on = \"errors\"\n", "1:11", "`errors` is no value of `fail-on`", "Did you mean `error`?"),
        ("baseline = \"\"\n", "1:12", "`baseline` takes a text that is not empty", ""),
        ("ignore = [\"broad-action\"]\n", "1:10", "`ignore` takes tables", "below `[rules]`"),
        ("[rules]\nbrod-action = \"off\"\n", "2:1", "no rule is called `brod-action`", "`broad-action`"),
        ("[rules]\nbroad-action = \"of\"\n", "2:16", "`of` is no severity of a rule", "Did you mean `off`?"),
        ("[[ignore]]\nrule = \"broad-action\"\npath = \"x\"\n", "1:1", "[[ignore]] needs `reason`", "Why"),
        ("[[ignore]]\nrule = \"x\"\npath = \"x\"\nreason = \"y\"\n", "2:8", "no rule is called `x`", "arnlint rules"),
        ("[[policy-type]]\npaths = []\ntype = \"scps\"\n", "3:8", "`scps` is no type of policy", "Did you mean `scp`?"),
        ("[[template]]\ndocument = \"x\"\npaths = []\npolicy = 0\n", "4:10", "`policy` takes a number from 1", ""),
        ("[[forbid]]\nactions = [\"s3:GetObjec\"]\n", "2:12", "no action is called `s3:GetObjec`", "`s3:GetObject`"),
        ("[[forbid]]\nresources = [\"bucket\"]\n", "2:14", "`bucket` is neither an ARN nor `*`", ""),
        ("a = \n", "1:", "string values must be quoted", ""),
    ];
    for (text, place, message, help) in cases {
        folder.write("arnlint.toml", text);
        let (status, _, errors) = folder.lines_in("", &["check"]);
        assert_eq!(status, 2, "{text}");
        assert!(errors.starts_with("arnlint: 1 mistake in arnlint.toml\n"), "{text}{errors}");
        for expected in [format!("[arnlint.toml:{place}"), message.to_owned(), help.to_owned()] {
            assert!(errors.contains(&expected), "{text}{expected}\n{errors}");
        }
    }
    folder.write("arnlint.toml", "exlude = []\nselct = []\n[rules]\nx = \"y\"\n");
    let (_, _, errors) = folder.lines_in("", &["check"]);
    assert!(errors.starts_with("arnlint: 4 mistakes in arnlint.toml\n"), "{errors}");
}

#[test]
fn the_first_file_shows_all_keys_as_they_are_written() {
    let folder = Folder::new("configuration-init");
    folder.write("docs/kinesis-permissions.md", "x").write("ceilings/ci.json", POLICY);
    let (status, lines, errors) = folder.lines_in("", &["init"]);
    assert_eq!((status, errors.as_str()), (0, ""));
    assert!(lines[0].starts_with("Wrote arnlint.toml"), "{lines:?}");
    let (status, _, errors) = folder.lines_in("", &["init"]);
    assert_eq!((status, errors.as_str()), (2, "arnlint: arnlint.toml is there already\n"));

    let default = folder.lines_in("", &["config"]).1;
    let text = fs::read_to_string(folder.0.join("arnlint.toml")).expect("the file");
    let is_code = |line: &str| line.starts_with("# [[") || line.contains(" = ") && !line.contains(": ");
    let whole: String = text
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|_| is_code(line)).unwrap_or(line).to_owned() + "\n")
        .collect();
    folder.write("arnlint.toml", &whole);
    let (_, all, errors) = folder.lines_in("", &["config"]);
    assert_eq!(errors, "", "{whole}");
    assert_ne!(default, all);
    for key in ["exclude", "select", "pedantic", "known-services", "[[ignore]]", "[[template]]", "[[ceiling]]", "sid"] {
        assert!(whole.contains(&format!("\n{key}")), "{key}: {whole}");
    }
}

#[test]
fn what_is_in_force_is_itself_a_configuration() {
    let folder = Folder::new("configuration-config");
    folder.write("arnlint.toml", "fail-on = \"error\"\nselect = [\"security\"]\n[rules]\nbroad-action = \"advice\"\n");
    let shown = folder.lines_in("", &["config"]).1;
    assert_eq!(shown[..2], ["# In force by arnlint.toml:", "fail-on = \"error\""]);
    assert!(shown.contains(&"broad-action = \"advice\"".to_owned()), "{shown:?}");
    assert!(shown.contains(&"malformed-action = \"off\"".to_owned()), "{shown:?}");
    assert!(shown.contains(&"# broad-resource = \"warning\"".to_owned()), "{shown:?}");
    folder.write("arnlint.toml", &shown.join("\n"));
    assert_eq!(folder.lines_in("", &["config"]).1, shown);
}

#[test]
fn the_schema_in_the_repository_is_the_one_of_the_binary() {
    let output = arnlint().arg("schema").output().expect("the binary runs");
    let path = root().join("schemas/arnlint.json");
    if std::env::var_os("ARNLINT_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, stdout(&output)).expect("it can be written");
    }
    let kept = fs::read_to_string(Path::new(&path)).unwrap_or_default();
    assert_eq!(kept, stdout(&output), "run ARNLINT_BLESS=1 cargo test --test configuration");
}

/// The rows for the keys of an object of the schema; those of tables have the table before them.
fn rows(object: &Value, prefix: &str, into: &mut String) {
    let properties = object["properties"].as_object().expect("an object");
    let required: Vec<&str> = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, key) in properties {
        let about = key["description"].as_str().expect("a text");
        let must = if required.contains(&name.as_str()) { " Required." } else { "" };
        let tables = &key["items"]["properties"];
        let shown = if tables.is_object() { format!("[[{name}]]") } else { format!("{prefix}{name}") };
        writeln!(into, "| `{shown}` | {about}{must} |").expect("a string");
        if tables.is_object() {
            rows(&key["items"], &format!("{name}."), into);
        }
    }
}

#[test]
fn the_page_lists_the_keys_of_the_schema() {
    let output = arnlint().arg("schema").output().expect("the binary runs");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let mut table = "\n| key | |\n| --- | --- |\n".to_owned();
    rows(&schema, "", &mut table);
    let path = root().join("docs/configuration.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once("<!-- keys -->\n").expect("the mark");
    let (_, after) = rest.split_once("<!-- /keys -->").expect("the mark");
    let written = format!("{before}<!-- keys -->\n{table}\n<!-- /keys -->{after}");
    if std::env::var_os("ARNLINT_BLESS").is_some() {
        fs::write(&path, &written).expect("it can be written");
    }
    let page = fs::read_to_string(&path).expect("the page");
    assert!(page == written, "run ARNLINT_BLESS=1 cargo test --test configuration");
}
