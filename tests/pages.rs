//! The pages of the rules are tests: their samples are run, and only the page's own rule runs.
//!
//! - `json bad` (or `markdown bad`): the rule fires. The `text` block behind it is the report; run
//!   the tests with `ARNLINT_BLESS=1` to write it anew.
//! - `json fixed`: what the fixes make of the bad sample before it; nothing is left to say.
//! - `json good`: the rule is silent.
//!
//! A word behind those (`json bad scp`) names the policy type. Before a sample may stand what it is
//! held against, which counts until the next such fence:
//!
//! - `json old`, `json new`: the policy before and after it, as `arnlint compare` takes them.
//! - `json ceiling`: the policy beyond which it is not to go.
//! - `markdown template`: the page that it is to be made from, as `arnlint check --template` takes it.
//! - `console`: a command with `--forbid-action` and `--forbid-resource`.

mod common;

use std::fmt::Write;
use std::fs;
use std::sync::Arc;

use arnlint::access::Access;
use arnlint::bounds::{Bounds, Forbidden, Reference};
use arnlint::catalogue::Catalogue;
use arnlint::check::{self, Checked, check};
use arnlint::config::{Config, default_rules};
use arnlint::fix::Applicability;
use arnlint::host;
use arnlint::policy::{Policy, PolicyType, infer_type};
use arnlint::rule::{Check, Rule, front_matter};
use arnlint::rules;
use arnlint::source::Source;
use arnlint::suppress::{Decisions, suppress};
use arnlint::template::Template;

/// A fenced block of a page.
struct Fence {
    /// Line of the opening fence, from 0.
    line: usize,
    /// Number of its content lines.
    len: usize,
    language: String,
    words: Vec<String>,
    text: String,
}

impl Fence {
    fn is(&self, word: &str) -> bool {
        self.words.first().is_some_and(|first| first == word)
    }

    fn policy_type(&self) -> Option<PolicyType> {
        self.words.get(1).map(|word| word.parse().unwrap_or_else(|()| panic!("{word} is no policy type")))
    }

    fn file_name(&self) -> &'static str {
        if self.language == "markdown" { "page.md" } else { "policy.json" }
    }

    fn source(&self) -> Source {
        Source::new(self.file_name(), self.text.clone().into_bytes()).expect("a small file")
    }
}

fn fences(page: &str) -> Vec<Fence> {
    let mut fences: Vec<Fence> = Vec::new();
    let mut open: Option<(Fence, String)> = None;
    for (number, line) in page.lines().enumerate() {
        if let Some((mut fence, marker)) = open.take() {
            if line == marker {
                fences.push(fence);
            } else {
                fence.text.push_str(line);
                fence.text.push('\n');
                fence.len += 1;
                open = Some((fence, marker));
            }
        } else if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let marker = line[..line.len() - info.len()].to_owned();
            let mut words = info.split(' ').map(str::to_owned);
            let language = words.next().unwrap_or_default();
            let fence = Fence { line: number, len: 0, language, words: words.collect(), text: String::new() };
            open = Some((fence, marker));
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    fences
}

/// What a sample is held against: the last fence before it that says so.
fn setting(all: &[Fence]) -> Option<&Fence> {
    let says = |fence: &&Fence| {
        fence.language == "console" || ["old", "new", "ceiling", "template"].iter().any(|word| fence.is(word))
    };
    all.iter().rev().find(says)
}

/// The values of a flag in the commands of a console fence.
fn flag(fence: &Fence, name: &str) -> Vec<String> {
    let words: Vec<&str> = fence.text.split_whitespace().collect();
    let values = words.windows(2).filter(|pair| pair[0] == name);
    values.map(|pair| pair[1].trim_matches('\'').to_owned()).collect()
}

/// Checks a text with one rule.
fn found(rule: &'static Rule, source: &Source, policy_type: Option<PolicyType>, setting: Option<&Fence>) -> Checked {
    let reference = setting.filter(|fence| fence.language == "json").map(|fence| Arc::new(fence.source()));
    let extracted = reference.as_deref().map(|source| host::extract(source, true));
    let policy = extracted.as_ref().map(|extracted| {
        let document = &extracted.documents[0];
        let inferred = policy_type.unwrap_or_else(|| infer_type(&document.root, "policy.json"));
        Policy::read(document, inferred, Catalogue::embedded())
    });
    let mut bounds = Bounds::default();
    let page = setting.filter(|fence| fence.is("template")).map(|fence| Arc::new(fence.source()));
    let forms = page.as_deref().map(|page| host::extract(page, false));
    let template = page.iter().zip(&forms).next();
    let template = template.map(|(page, forms)| Template::read(page, &forms.documents, Catalogue::embedded()));
    if template.is_some() {
        bounds.template = template.as_ref();
    } else if let (Some(fence), Some(source), Some(policy)) = (setting, &reference, &policy) {
        let reference = Reference { source: Arc::clone(source), policy };
        match fence.words[0].as_str() {
            "old" => bounds.before = Some(reference),
            "new" => bounds.after = Some(reference),
            _ => bounds.ceilings.push(reference),
        }
    } else if let Some(fence) = setting {
        let (actions, resources) = (flag(fence, "--forbid-action"), flag(fence, "--forbid-resource"));
        bounds.forbidden.push(Forbidden { name: None, access: Access { actions, resources } });
    }
    let config = Config { bounds, ..config(rule, policy_type) };
    let mut checked = check(source, &config);
    suppress(source, &mut checked, &Decisions::default(), &config);
    checked.diagnostics.retain(|diagnostic| diagnostic.rule == rule.name);
    checked
}

/// Only the page's own rule runs; but what is about other rules needs them.
fn config(rule: &'static Rule, policy_type: Option<PolicyType>) -> Config<'static> {
    let rules = if needs_others(rule) { default_rules() } else { vec![rule] };
    Config { policy_type, rules, ..Config::default() }
}

fn needs_others(rule: &Rule) -> bool {
    matches!(rule.check, Check::Engine)
}

/// What the binary prints of a sample under the page's own rule.
fn report(rule: &Rule, fence: &Fence, setting: Option<&Fence>) -> String {
    let mut command = common::arnlint();
    let mut input = "";
    if let Some(setting) = setting {
        let folder = common::scratch(&format!("pages-{}", rule.name));
        fs::write(folder.join("policy.json"), &fence.text).expect("it can be written");
        command.current_dir(&folder);
        match setting.words.first().map(String::as_str) {
            Some("old") => command.args(["compare", "old.json", "policy.json"]),
            Some("new") => command.args(["compare", "--both", "policy.json", "new.json"]),
            Some("ceiling") => {
                command.args(["check", "--ceiling", "ceiling.json", "--select", rule.name, "policy.json"])
            }
            Some("template") => command.args(["check", "--template", "page.md", "--select", rule.name]).args([
                "--ignore",
                &rules::all()
                    .iter()
                    .map(|other| other.name)
                    .filter(|other| {
                        *other != rule.name && (other.starts_with("template-") || *other == "undecided-access")
                    })
                    .collect::<Vec<&str>>()
                    .join(","),
                "policy.json",
            ]),
            _ => {
                for name in ["--forbid-action", "--forbid-resource"] {
                    for value in flag(setting, name) {
                        command.args([name, &value]);
                    }
                }
                command.args(["--select", rule.name, "policy.json"])
            }
        };
        if let Some(word) = setting.words.first() {
            let name = if word == "template" { "page.md".to_owned() } else { format!("{word}.json") };
            fs::write(folder.join(name), &setting.text).expect("it can be written");
        }
    } else {
        input = &fence.text;
        if !needs_others(rule) {
            command.args(["--select", rule.name]);
        }
        command.args(["--stdin-filename", fence.file_name(), "-"]);
    }
    if let Some(policy_type) = fence.policy_type() {
        command.args(["--policy-type", policy_type.name()]);
    }
    let output = common::run_with(command.arg("--quiet"), input.as_bytes());
    assert_eq!(common::stderr(&output), "", "{} line {}", rule.name, fence.line + 1);
    let report = common::stdout(&output);
    report.trim_end().lines().map(str::trim_end).fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    })
}

fn run_page(rule: &'static Rule, page: &str, failures: &mut String) -> String {
    let all = fences(page);
    let mut blessed: Vec<String> = page.lines().map(str::to_owned).collect();
    // From the end, so that line numbers stay right while reports change their length.
    for (index, fence) in all.iter().enumerate().rev() {
        let mut fail = |what: &str| {
            let _ = writeln!(failures, "rules/{}.md:{}: {what}", rule.name, fence.line + 1);
        };
        let setting = setting(&all[..index]);
        let found = |source: &Source| found(rule, source, fence.policy_type(), setting);
        match fence.words.first().map(String::as_str) {
            Some("bad") => {
                let checked = found(&fence.source());
                if checked.diagnostics.is_empty() {
                    fail("the rule does not fire on this bad sample");
                }
                match all.get(index + 1).filter(|next| next.language == "text") {
                    Some(next) => {
                        let report = report(rule, fence, setting);
                        if next.text != report {
                            fail("the report has changed; run ARNLINT_BLESS=1 cargo test --test pages");
                            let lines = report.lines().map(str::to_owned);
                            blessed.splice(next.line + 1..next.line + 1 + next.len, lines);
                        }
                    }
                    None => fail("no text block behind a bad sample"),
                }
            }
            Some("fixed") => {
                let bad = all[..index].iter().rev().find(|fence| fence.is("bad")).expect("a bad sample before");
                let threshold =
                    if rule.page_field("fix") == "unsafe" { Applicability::Unsafe } else { Applicability::Safe };
                let source = bad.source();
                let config = config(rule, bad.policy_type());
                let fixed = check::fix(&source, threshold, |source| check(source, &config)).text(&source);
                if fixed != fence.text {
                    fail(&format!("the fix gives\n{fixed}"));
                }
                if !found(&fence.source()).diagnostics.is_empty() {
                    fail("the rule fires on what its fix made");
                }
            }
            Some("good") => {
                let checked = found(&fence.source());
                if checked.policies.is_empty() {
                    fail("the good sample holds no policy");
                }
                if let Some(first) = checked.diagnostics.first() {
                    fail(&format!("the rule fires on this good sample: {}", first.message));
                }
            }
            Some("old" | "new" | "ceiling" | "template") | None => {}
            Some(other) => fail(&format!("no test is called {other}")),
        }
    }
    blessed.join("\n") + "\n"
}

#[test]
fn pages_hold() {
    let bless = std::env::var_os("ARNLINT_BLESS").is_some();
    let mut failures = String::new();
    for rule in rules::all() {
        let path = common::root().join(format!("rules/{}.md", rule.name));
        let page = fs::read_to_string(&path).expect("the page exists");
        let blessed = run_page(rule, &page, &mut failures);
        if bless && blessed != page {
            fs::write(&path, blessed).expect("the page can be written");
        }
    }
    assert!(bless || failures.is_empty(), "\n{failures}");
}

#[test]
fn pages_and_rules_agree() {
    for rule in rules::all() {
        let name = rule.name;
        let keys: Vec<&str> = front_matter(rule.page).map(|(key, _)| key).collect();
        let mut expected = vec!["summary", "category", "severity", "aws_codes", "policy_types", "fix"];
        // Left out where parliament has no word for it.
        if keys.contains(&"parliament") {
            expected.insert(4, "parliament");
        }
        assert_eq!(keys, expected, "{name}");
        assert!(!rule.page_field("summary").is_empty() && !rule.page_field("summary").ends_with('.'), "{name}");
        assert_eq!(rule.page_field("category"), rule.category.name(), "{name}");
        assert_eq!(rule.page_field("severity"), rule.severity.name(), "{name}");
        let codes = if rule.aws_codes.is_empty() { "-".to_owned() } else { rule.aws_codes.join(" ") };
        assert_eq!(rule.page_field("aws_codes"), codes, "{name}");
        for policy_type in rule.page_field("policy_types").split(' ') {
            assert!(policy_type == "all" || policy_type.parse::<PolicyType>().is_ok(), "{name}: {policy_type}");
        }
        let text = rule.page_text();
        assert!(text.starts_with(&format!("# {name}\n")), "{name}");
        let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, ["What it does", "Why it matters", "What to do", "Examples"], "{name}");
        let fences = fences(rule.page);
        for needed in ["bad", "good"] {
            assert!(fences.iter().any(|fence| fence.is(needed)), "{name} has no {needed} sample");
        }
        if rule.page_field("fix") == "safe" {
            assert!(fences.iter().any(|fence| fence.is("fixed")), "{name} has a safe fix and shows none");
        }
    }
}

#[test]
fn each_page_has_a_rule() {
    let pages: Vec<String> = common::files("rules")
        .iter()
        .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    let rules: Vec<&str> = rules::all().iter().map(|rule| rule.name).collect();
    assert_eq!(pages, rules, "the pages in rules/ and the list in src/rules/mod.rs, sorted");
}

#[test]
fn a_rule_says_only_the_codes_it_lists() {
    for rule in rules::all() {
        let all = fences(rule.page);
        for (index, fence) in all.iter().enumerate().filter(|(_, fence)| fence.is("bad")) {
            let setting = setting(&all[..index]);
            for diagnostic in found(rule, &fence.source(), fence.policy_type(), setting).diagnostics {
                assert_eq!(diagnostic.rule, rule.name);
                if let Some(code) = diagnostic.aws_code {
                    assert!(rule.aws_codes.contains(&code), "{} says {code}", rule.name);
                }
                let message = &diagnostic.message;
                assert!(!message.ends_with('.') && !message.is_empty(), "{}: {message}", rule.name);
                let help = diagnostic.help.unwrap_or_default();
                assert!(help.ends_with(['.', '?', '!']), "{}: help of {message}: {help}", rule.name);
            }
        }
    }
}

#[test]
fn each_code_of_access_analyzer_stands_in_a_page_and_is_shown_there() {
    let samples = fs::read_to_string(common::root().join("fixtures/access-analyzer.jsonl")).expect("the fixture");
    let mut missing = Vec::new();
    for line in samples.lines() {
        let sample: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let code = sample["code"].as_str().expect("a text");
        let said = |rule: &&&'static Rule| {
            fences(rule.page).iter().filter(|fence| fence.is("bad")).any(|fence| {
                let checked = check(&fence.source(), &config(rule, fence.policy_type()));
                checked.diagnostics.iter().any(|diagnostic| diagnostic.aws_code == Some(code))
            })
        };
        if !rules::all().iter().filter(|rule| rule.aws_codes.contains(&code)).any(|rule| said(&rule)) {
            missing.push(code.to_owned());
        }
    }
    // Their samples would be as long as their quotas; `tests/size.rs` has them.
    missing.retain(|code| !code.starts_with("POLICY_SIZE_EXCEEDS_"));
    assert!(missing.is_empty(), "no page shows {}", missing.join(", "));
}
