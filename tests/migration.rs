//! What becomes of the findings of parliament. `fixtures/parliament.jsonl` has policies of which
//! parliament says what `id` names, and the rules that say it here; `scripts/compare.py parliament`
//! runs parliament itself over them. The pages of the rules carry the same ids, and the table of
//! `docs/migrating-from-parliament.md` is made of both: `ARNLINT_BLESS=1` writes it anew.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

use arnlint::access::Access;
use arnlint::bounds::{Bounds, Forbidden};
use arnlint::check::check;
use arnlint::config::Config;
use arnlint::diagnostic::Severity;
use arnlint::policy::PolicyType;
use arnlint::rules;
use arnlint::source::Source;
use serde_json::{Value, json};

const PAGE: &str = "docs/migrating-from-parliament.md";

/// The section that says of which faults arnlint is silent, one bullet an id.
const SILENT: &str = "\n## What parliament says and arnlint does not\n";

/// A policy that parliament has a word for.
struct Sample {
    id: String,
    policy_type: PolicyType,
    policy: String,
    /// The rules that report it; none where arnlint is silent on purpose.
    rules: Vec<String>,
    /// What must be forbidden before a rule reports it.
    forbid: Option<Access>,
}

impl Sample {
    fn read(line: &str) -> Self {
        let sample: Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |name: &str| sample[name].as_str().unwrap_or_else(|| panic!("{name} of {line}")).to_owned();
        let list = |value: &Value| {
            let values = value.as_array().unwrap_or_else(|| panic!("a list in {line}")).iter();
            values.map(|value| value.as_str().expect("a text").to_owned()).collect()
        };
        let forbid = sample.get("forbid");
        Self {
            id: text("id"),
            policy_type: text("type").parse().expect("a policy type"),
            policy: text("policy"),
            rules: list(&sample["rules"]),
            forbid: forbid
                .map(|access| Access { actions: list(&access["actions"]), resources: list(&access["resources"]) }),
        }
    }
}

fn samples() -> Vec<Sample> {
    let text = fs::read_to_string(common::root().join("fixtures/parliament.jsonl")).expect("the fixture");
    text.lines().map(Sample::read).collect()
}

/// What is said of a sample.
fn found(sample: &Sample) -> Vec<(&'static str, Severity)> {
    let source = Source::new("policy.json", sample.policy.clone().into_bytes()).expect("a small file");
    let policy_type = Some(sample.policy_type);
    let forbidden = sample.forbid.iter().map(|access| Forbidden { name: None, access: access.clone() });
    let bounds = Bounds { forbidden: forbidden.collect(), ..Bounds::default() };
    let rules = rules::all().to_vec();
    let checked = check(&source, &Config { policy_type, bounds, rules, ..Config::default() });
    checked.diagnostics.iter().map(|diagnostic| (diagnostic.rule, diagnostic.severity)).collect()
}

/// The rules of each id, by the samples: in order, without doubles, and whether they must be told.
fn rules_of_ids(samples: &[Sample]) -> BTreeMap<&str, BTreeMap<&str, bool>> {
    let mut ids: BTreeMap<&str, BTreeMap<&str, bool>> = BTreeMap::new();
    for sample in samples {
        let rules = ids.entry(&sample.id).or_default();
        rules.extend(sample.rules.iter().map(|rule| (rule.as_str(), sample.forbid.is_some())));
    }
    ids
}

#[test]
fn each_sample_is_reported_by_its_rules_and_by_no_other() {
    let mut wrong = String::new();
    for sample in samples() {
        let found = found(&sample);
        for rule in &sample.rules {
            if !found.iter().any(|(name, _)| name == rule) {
                let _ = writeln!(wrong, "{}: {rule} says nothing of {}", sample.id, sample.policy);
            }
        }
        // Advice beside it is welcome: parliament has no such thing.
        for (name, severity) in found.iter().filter(|(_, severity)| *severity != Severity::Advice) {
            if !sample.rules.iter().any(|rule| rule == name) {
                let _ =
                    writeln!(wrong, "{}: {name} ({}) is not expected of {}", sample.id, severity.name(), sample.policy);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_is_forbidden_is_silent_until_it_is() {
    for mut sample in samples() {
        if sample.forbid.take().is_some() {
            assert_eq!(found(&sample), [], "{}: {}", sample.id, sample.policy);
        }
    }
}

#[test]
fn pages_and_samples_agree() {
    let samples = samples();
    let ids = rules_of_ids(&samples);
    for rule in rules::all() {
        let of_page: Vec<&str> = rule.page_field("parliament").split_whitespace().collect();
        let of_samples: Vec<&str> =
            ids.iter().filter(|(_, rules)| rules.contains_key(rule.name)).map(|(id, _)| *id).collect();
        assert_eq!(of_page, of_samples, "the ids on the page of {} and in the fixture, sorted", rule.name);
    }
}

#[test]
fn the_list_of_rules_says_the_ids() {
    let output = common::run_with(common::arnlint().args(["rules", "--output-format", "json"]), b"");
    let entries: Value = serde_json::from_str(common::stdout(&output)).expect("JSON");
    let entry = |name: &str| {
        let found = entries.as_array().expect("a list").iter().find(|entry| entry["name"] == name);
        found.unwrap_or_else(|| panic!("{name} is listed"))["parliament"].clone()
    };
    assert_eq!(entry("broad-pass-role"), json!(["NOTRESOURCE_WITH_ALLOW", "PRIVILEGE_ESCALATION", "RESOURCE_STAR"]));
    assert_eq!(entry("policy-too-large"), json!([]), "parliament knows no quota");
}

#[test]
fn each_silence_is_explained() {
    let samples = samples();
    let silent: BTreeSet<&str> =
        samples.iter().filter(|sample| sample.rules.is_empty()).map(|sample| sample.id.as_str()).collect();
    let page = fs::read_to_string(common::root().join(PAGE)).expect("the page");
    let (_, rest) = page.split_once(SILENT).expect("the section");
    let section = rest.split("\n## ").next().unwrap_or(rest);
    let bullets = section.lines().filter_map(|line| line.strip_prefix("- `"));
    let explained: BTreeSet<&str> = bullets.filter_map(|line| Some(line.split_once('`')?.0)).collect();
    assert_eq!(explained, silent, "the bullets of the page, and the samples without a rule");
}

#[test]
fn the_configurations_of_the_page_do_what_it_says() {
    let page = fs::read_to_string(common::root().join(PAGE)).expect("the page");
    let examples: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() > 1, "the page shows how configurations translate");
    let folder = common::scratch("migration");
    // The root of a repository, so that nothing above counts.
    fs::create_dir(folder.join(".git")).expect("a folder");
    let policies = folder.join("policies/apps");
    fs::create_dir_all(&policies).expect("a folder");
    let forbidden: Vec<Sample> = samples().into_iter().filter(|sample| sample.forbid.is_some()).collect();
    for sample in &forbidden {
        fs::write(policies.join(format!("{}.json", sample.id)), &sample.policy).expect("it can be written");
    }
    let run = |words: &[&str]| {
        let output = common::run_with(common::arnlint().current_dir(&folder).args(words), b"");
        (common::stdout(&output).to_owned(), common::stderr(&output).to_owned())
    };
    for example in examples {
        fs::write(folder.join("arnlint.toml"), example).expect("it can be written");
        let (said, errors) = run(&["config"]);
        assert_eq!(errors, "", "{example}");
        for line in example.lines().filter(|line| line.ends_with("\"off\"") || line.ends_with("\"error\"")) {
            assert!(said.lines().any(|in_force| in_force == line), "{line} is not in force:\n{said}");
        }
        if example.contains("[[forbid]]") {
            let (said, errors) = run(&["check", "--output-format", "concise", "--quiet", "policies"]);
            assert_eq!(errors, "", "{example}");
            for sample in &forbidden {
                let finding = |line: &&str| line.contains(&sample.id) && line.contains(" forbidden-access ");
                assert!(said.lines().any(|line| finding(&line)), "{} is not reported:\n{said}", sample.id);
            }
        }
    }
}

#[test]
fn the_table_of_ids_is_true() {
    let samples = samples();
    let mut table = "| parliament | arnlint |\n| --- | --- |\n".to_owned();
    for (id, rules) in rules_of_ids(&samples) {
        let link = |(name, is_told): (&str, bool)| {
            let told = if is_told { " (told with `[[forbid]]`)" } else { "" };
            format!("[{name}](../rules/{name}.md){told}")
        };
        let rules: Vec<String> = rules.into_iter().map(link).collect();
        let rules = if rules.is_empty() { "-".to_owned() } else { rules.join(", ") };
        let _ = writeln!(table, "| `{id}` | {rules} |");
    }
    common::hold(PAGE, "migration", &table);
}
