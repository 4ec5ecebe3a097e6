//! `arnlint template`, `arnlint check --template` and `[[template]]` in `arnlint.toml`.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::PAGE;
use crate::common::{arnlint, run_with, scratch, stderr, stdout};

struct Folder(PathBuf);

/// What a run answered: its status, standard output and standard error.
type Answer = (Option<i32>, String, String);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = Self(scratch(&format!("templates-{name}")));
        for (name, text) in files {
            folder.write(name, text);
        }
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    fn run(&self, args: &[&str]) -> Answer {
        let output = run_with(arnlint().current_dir(&self.0).args(args), b"");
        (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
    }

    fn fill(&self, args: &[&str]) -> Answer {
        self.run(&[&["template", "fill", "page.md"], args].concat())
    }

    fn check(&self, args: &[&str]) -> Answer {
        self.run(&[&["check", "--quiet", "--output-format", "concise"], args].concat())
    }
}

const GOOD: &[&str] = &["--set", "REGION=eu-west-1", "--set", "ACCOUNT-ID=046462253201", "--set", "TABLE-NAME=orders"];

#[test]
fn show_lists_the_placeholders() {
    let folder = Folder::new("show", &[("page.md", PAGE)]);
    let (status, report, errors) = folder.run(&["template", "show", "page.md"]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert_eq!(
        report,
        "policy 1 (identity), page.md:16, 3 placeholders\n\
         \x20 REGION      region   the region of the table (lines 25, 34, said in line 50)\n\
         \x20 ACCOUNT-ID  account  the id of your account (lines 25, 34, said in line 52)\n\
         \x20 TABLE-NAME  name     the name of the table that is to be read (lines 25, 34, said in line 54)\n"
    );
}

#[test]
fn show_as_json() {
    let folder = Folder::new("show-json", &[("page.md", PAGE)]);
    let (status, report, _) = folder.run(&["template", "show", "--output-format", "json", "page.md"]);
    assert_eq!(status, Some(0));
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((&report["schema_version"], &report["document"]), (&json!(1), &json!("page.md")));
    let [policy] = report["policies"].as_array().expect("a list").as_slice() else { panic!("{report:#}") };
    assert_eq!(
        (&policy["policy"], &policy["policy_type"], &policy["line"]),
        (&json!(0), &json!("identity"), &json!(16))
    );
    let placeholders = policy["placeholders"].as_array().expect("a list");
    let shown: Vec<_> = placeholders.iter().map(|one| (one["token"].as_str(), one["kind"].as_str())).collect();
    assert_eq!(
        shown,
        [(Some("REGION"), Some("region")), (Some("ACCOUNT-ID"), Some("account")), (Some("TABLE-NAME"), Some("name"))]
    );
    let text = |span: &Value| {
        let offset = |end: &str| usize::try_from(span[end]["offset"].as_u64().expect("a number")).expect("small");
        &PAGE[offset("start")..offset("end")]
    };
    for one in placeholders {
        let token = one["token"].as_str().expect("a text");
        let places = one["places"].as_array().expect("a list");
        assert_eq!(places.iter().map(text).collect::<Vec<_>>(), [token, token]);
        assert!(text(&one["declared"]).starts_with(&format!("Replace {token} with")), "{one:#}");
        assert_eq!(one["certainty"], "placeholder");
    }
}

#[test]
fn what_is_filled_in_is_clean_and_conforms() {
    let folder = Folder::new("fill", &[("page.md", PAGE)]);
    let (status, policy, errors) = folder.fill(GOOD);
    assert_eq!(status, Some(0), "{errors}");
    assert!(policy.contains(r#""arn:aws:dynamodb:eu-west-1:046462253201:table/orders""#), "{policy}");
    assert!(policy.contains(r#""dynamodb:BatchGet*""#), "{policy}");
    assert!(policy.starts_with("{\n    \"Version\"") && policy.ends_with("\n}\n"), "{policy}");
    assert_eq!(errors, "mended: space after the colon in action `dynamodb: BatchGet*`: IAM matches nothing with it\n");
    folder.write("policy.json", &policy);
    assert_eq!(folder.check(&["policy.json"]), (Some(0), String::new(), String::new()));
    assert_eq!(folder.check(&["--template", "page.md", "policy.json"]), (Some(0), String::new(), String::new()));
}

#[test]
fn what_cannot_be_filled_in_is_said_in_a_line() {
    let folder = Folder::new("refuse", &[("page.md", PAGE)]);
    for (change, expected) in [
        ("REGION=eu-wset-1", "REGION: \"eu-wset-1\" is no AWS region. Did you mean `eu-west-1`?"),
        (
            "REGION=cn-north-1",
            "REGION: \"cn-north-1\" is a region of partition `aws-cn`, and the policy is for `aws`. \
             Write a region of the same partition.",
        ),
        (
            "ACCOUNT-ID=46462253201",
            "ACCOUNT-ID: \"46462253201\" is no account id: it has 11 digits, not 12. \
             Write the 12 digits of the account, zeros in front and all.",
        ),
        (
            "TABLE-NAME=ord*",
            "TABLE-NAME: \"ord*\" holds a wildcard. Write one name; a policy can be filled in once for each.",
        ),
        (
            "ACCOUNT-ID=*",
            "ACCOUNT-ID: \"*\" holds a wildcard. Write one value; a policy can be filled in once for each.",
        ),
        ("TABLE-NAME=", "TABLE-NAME: \"\" is empty or has blanks around it. Write the value alone."),
        ("TABLE=orders", "page.md has no placeholder TABLE (it has REGION, ACCOUNT-ID, TABLE-NAME)"),
        ("TABLE-NAME", "--set takes NAME=VALUE, and TABLE-NAME has no `=`"),
    ] {
        let answer = folder.fill(&[GOOD, &["--set", change]].concat());
        assert_eq!(answer, (Some(2), String::new(), format!("arnlint: {expected}\n")), "{change}");
    }
    let answer = folder.fill(&GOOD[..4]);
    let expected = "arnlint: no value for TABLE-NAME: the name of the table that is to be read (--set TABLE-NAME=…)\n";
    assert_eq!(answer, (Some(2), String::new(), expected.to_owned()));
}

#[test]
fn names_may_be_written_in_other_ways() {
    let folder = Folder::new("names", &[("page.md", PAGE)]);
    let other = ["--set", "region=eu-west-1", "--set", "account_id=046462253201", "--set", "<TABLE-NAME>=orders"];
    assert_eq!(folder.fill(&other), folder.fill(GOOD));
}

#[test]
fn values_from_files() {
    let toml = "REGION = \"eu-west-1\"\nACCOUNT-ID = \"046462253201\"\nTABLE-NAME = \"orders\"\nELSEWHERE = \"more\"\n";
    let json = json!({"REGION": "eu-west-1", "account-id": "046462253201", "TABLE-NAME": "orders"}).to_string();
    let files = [
        ("page.md", PAGE),
        ("values.toml", toml),
        ("values.json", &json),
        ("number.toml", "ACCOUNT-ID = 46462253201\n"),
        ("number.json", r#"{"ACCOUNT-ID": 46462253201}"#),
    ];
    let folder = Folder::new("values", &files);
    let expected = folder.fill(GOOD);
    assert_eq!(expected.0, Some(0));
    assert_eq!(folder.fill(&["--values", "values.toml"]), expected);
    assert_eq!(folder.fill(&["--values", "values.json"]), expected);
    // The command line counts more.
    let (status, policy, _) = folder.fill(&["--values", "values.toml", "--set", "TABLE-NAME=bills"]);
    assert_eq!(status, Some(0));
    assert_eq!(policy, expected.1.replace("orders", "bills"));
    for values in ["number.toml", "number.json", "gone.toml"] {
        let (status, policy, errors) = folder.fill(&["--values", values]);
        assert_eq!((status, policy.as_str()), (Some(2), ""), "{values}");
        assert!(errors.starts_with("arnlint: ") && errors.contains(values), "{errors}");
    }
}

/// A page with two policies, each for a bucket of its own.
fn two_policies() -> String {
    let policy = |action: &str, bucket: &str| {
        format!(
            "```json\n{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Effect\": \"Allow\", \"Action\": \"s3:{action}\",\n\
             \"Resource\": \"arn:aws:s3:::{bucket}/*\"}}}}\n```\n"
        )
    };
    format!(
        "# Copying\n\nThe reader:\n\n{}\nThe writer:\n\n{}\n",
        policy("GetObject", "<source-bucket>"),
        policy("PutObject", "<target-bucket>")
    )
}

#[test]
fn one_policy_of_several() {
    let folder = Folder::new("several", &[("page.md", &two_policies())]);
    let (status, policy, errors) = folder.fill(&["--policy", "2", "--set", "target-bucket=copies"]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(policy.contains("s3:PutObject") && policy.contains("arn:aws:s3:::copies/*"), "{policy}");
    for (args, expected) in [
        (
            &["--set", "target-bucket=copies"][..],
            "page.md holds 2 policies: say which with --policy N (template show lists them)",
        ),
        (&["--policy", "3"], "page.md holds 2 policies, and no policy 3"),
        (&["--policy", "0"], "page.md holds 2 policies, and no policy 0"),
        (
            &["--policy", "1", "--set", "target-bucket=copies"],
            "page.md has no placeholder target-bucket (it has source-bucket)",
        ),
    ] {
        assert_eq!(folder.fill(args), (Some(2), String::new(), format!("arnlint: {expected}\n")));
    }
    folder.write("policy.json", &policy);
    assert_eq!(folder.check(&["--template", "page.md", "policy.json"]).0, Some(0));
    assert_eq!(folder.check(&["--template", "page.md#2", "policy.json"]).0, Some(0));
    let (status, report, _) = folder.check(&["--template", "page.md#1", "policy.json"]);
    assert_eq!(status, Some(1));
    assert!(report.contains("error template-extra-access") && report.contains("`s3:PutObject`"), "{report}");
}

#[test]
fn pages_without_a_policy_are_no_templates() {
    let folder = Folder::new("none", &[("page.md", "# Nothing\n"), ("policy.json", "{}")]);
    let expected = (Some(2), String::new(), "arnlint: no policy found in page.md\n".to_owned());
    assert_eq!(folder.run(&["template", "show", "page.md"]), expected);
    assert_eq!(folder.fill(&[]), expected);
    assert_eq!(folder.check(&["--template", "page.md", "policy.json"]), expected);
}

/// `[[template]]` is relative to its file, wherever the command runs.
#[test]
fn templates_of_the_configuration() {
    let settings = "[[template]]\ndocument = \"docs/page.md\"\npaths = [\"policies/*.json\"]\n\n\
                    [[template]]\ndocument = \"docs/two.md\"\npolicy = 1\npaths = [\"copies/**\"]\n";
    let files =
        [("arnlint.toml", settings), ("docs/page.md", PAGE), ("docs/two.md", &two_policies()), ("page.md", PAGE)];
    let folder = Folder::new("settings", &files);
    let policy = folder.fill(GOOD).1;
    let copy = folder.run(&["template", "fill", "docs/two.md", "--policy", "2", "--set", "target-bucket=copies"]).1;
    let wide = policy.replace("table/orders", "table/*");
    for path in ["policies/good.json", "policies/deep/wide.json", "policies/wide.json", "elsewhere/wide.json"] {
        folder.write(path, if path.contains("wide") { &wide } else { &policy });
    }
    folder.write("copies/deep/writer.json", &copy);
    let rules = |(status, report, errors): Answer| {
        let lines = report.lines().filter(|line| line.contains(" template-"));
        let found = lines.map(|line| {
            let mut words = line.split([':', ' ']);
            let path = words.next().expect("a path").to_owned();
            (path, words.find(|word| word.starts_with("template-")).expect("a rule").to_owned())
        });
        let mut found: Vec<_> = found.collect();
        found.dedup();
        (status, found, errors)
    };
    let extra = |path: &str| (path.to_owned(), "template-extra-access".to_owned());
    let missing = |path: &str| (path.to_owned(), "template-missing-access".to_owned());
    let (status, found, errors) = rules(folder.check(&["policies", "elsewhere", "copies"]));
    assert_eq!((status, errors.as_str()), (Some(1), ""));
    let writer = "copies/deep/writer.json";
    assert_eq!(found, [missing(writer), extra(writer), extra("policies/wide.json")]);
    // From a folder below, and with the file named from another one.
    for (folder_of_run, args) in [
        ("policies", &["wide.json", "good.json", "deep"][..]),
        ("docs", &["--config", "../arnlint.toml", "../policies"]),
    ] {
        let below = Folder(folder.0.join(folder_of_run));
        let (status, found, errors) = rules(below.check(args));
        assert_eq!((status, errors.as_str(), found.len()), (Some(1), "", 1), "{folder_of_run}: {found:?}");
        assert!(found[0].0.ends_with("wide.json"), "{found:?}");
    }
    // Not at all, and another page for all.
    assert_eq!(rules(folder.check(&["--isolated", "policies"])).1, []);
    let named = rules(folder.check(&["--template", "page.md", "elsewhere"])).1;
    assert_eq!(named, [extra("elsewhere/wide.json")]);
}

#[test]
fn mistakes_of_the_configuration() {
    let entry = "[[template]]\ndocument = \"page.md\"\npaths = [\"*.json\"]\n";
    let folder = Folder::new("mistakes", &[("page.md", PAGE), ("two.md", &two_policies()), ("policy.json", "{}")]);
    for (settings, expected) in [
        (format!("{entry}pages = []\n"), "unknown key `pages`"),
        (entry.replace("document", "file"), "unknown key `file`"),
        (entry.replace("[[template]]", "[[templates]]"), "unknown key `templates`"),
        (entry.replace("document = \"page.md\"\n", ""), "[[template]] needs `document`"),
        (entry.replace("paths = [\"*.json\"]\n", ""), "[[template]] needs `paths`"),
        (entry.replace("page.md", "gone.md"), "gone.md: no such file or directory"),
        (format!("{entry}policy = 2\n"), "page.md holds 1 policy, and no policy 2"),
        (format!("{entry}policy = -1\n"), "`policy` takes a number from 1"),
        (entry.replace("*.json", "{.json"), "`{.json` is no pattern"),
    ] {
        folder.write("arnlint.toml", &settings);
        let (status, report, errors) = folder.check(&["policy.json"]);
        assert_eq!((status, report.as_str()), (Some(2), ""), "{settings}");
        assert!(errors.starts_with("arnlint: ") && errors.contains(expected), "{settings}{errors}");
    }
}
