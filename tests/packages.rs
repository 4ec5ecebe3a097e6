//! What installs arnlint says the same everywhere: one version, one set of files, the licences.

mod common;

use std::fs;

use arnlint::host::Format;
use regex::Regex;

/// Where a version of arnlint is written down, and what stands around it.
const VERSIONS: &[(&str, &str)] = &[
    ("pyproject.toml", "(?m)^version = \"([^\"]*)\""),
    ("pyproject.toml", "\"arnlint==([^\"]*)\""),
    (".pre-commit-hooks.yaml", "arnlint/arnlint:([^ \n]*)"),
    ("templates/arnlint.yml", "(?m)^    version:\n.*\n      default: \"([^\"]*)\""),
    ("docs/ci.md", "rev: v([^ \n]*)"),
    ("docs/ci.md", "arnlint[^ \n]*?[@=:/-]v?([0-9]+[.][0-9]+[.][0-9]+)"),
    ("docs/getting-started.md", "rev: v([^ \n]*)"),
    ("README.md", "rev: v([^ \n]*)"),
];

fn read(name: &str) -> String {
    fs::read_to_string(common::root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern")
}

#[test]
fn every_package_has_the_version_of_the_crate() {
    for (name, pattern) in VERSIONS {
        let text = read(name);
        let found: Vec<&str> = regex(pattern).captures_iter(&text).map(|found| found.extract::<1>().1[0]).collect();
        assert!(!found.is_empty(), "{name}: nothing fits {pattern}");
        for version in found {
            assert_eq!(version, env!("CARGO_PKG_VERSION"), "{name}: {pattern}");
        }
    }
    // The wheel has none of its own that could differ.
    let wheel = read("python/pyproject.toml");
    assert!(regex("dynamic = \\[\"version\"").is_match(&wheel), "the wheel takes the version of Cargo.toml");
    assert!(!regex("(?m)^version = ").is_match(&wheel), "the wheel has a version of its own");
}

#[test]
fn the_wheel_has_the_licences() {
    for name in ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"] {
        // Links. Where git writes links as text, the wheel would get a path for a licence.
        assert!(read(name) == read(&format!("python/{name}")), "python/{name} is not {name}");
    }
}

#[test]
fn every_hook_gets_the_files_that_arnlint_reads() {
    let hooks = read(".pre-commit-hooks.yaml");
    let ids = regex("(?m)^- id: ").find_iter(&hooks).count();
    let entries = regex("(?m)^  entry: .*arnlint.* check --force-exclude$").find_iter(&hooks).count();
    let serial = regex("(?m)^  require_serial: true$").find_iter(&hooks).count();
    assert!(ids > 0 && entries == ids && serial == ids, "{ids} hooks, {entries} entries, {serial} in one process");

    // The regex crate is built without the tables of Unicode, which names do not need here.
    let files: Vec<regex::bytes::Regex> = regex("(?m)^  files: (.*)$")
        .captures_iter(&hooks)
        .map(|found| regex::bytes::RegexBuilder::new(&found[1]).unicode(false).build().expect("a pattern"))
        .collect();
    assert_eq!(files.len(), ids, "each hook says which files it gets");
    for extension in [
        "adoc", "asc", "asciidoc", "cdk", "cfn", "hcl", "htm", "html", "ini", "ipynb", "json", "json5", "jsonc",
        "jsonl", "markdown", "md", "mdx", "py", "rst", "sh", "template", "tf", "tfvars", "toml", "ts", "txt", "xhtml",
        "xml", "yaml", "yml",
    ] {
        for name in [format!("policies/a.{extension}"), format!("A.{}", extension.to_uppercase())] {
            let read = Format::of_name(&name).is_some();
            assert!(files.iter().all(|files| files.is_match(name.as_bytes()) == read), "{name}: read is {read}");
        }
    }
}
