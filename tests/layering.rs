//! Imports point one way. This reads the `use` lines and every other `crate::` path.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of imports: each may use those before it.
const ORDER: &[&str] = &[
    "wording",
    "source",
    "text_map",
    "tree",
    "json",
    "arn",
    "pattern",
    "placeholder",
    "catalogue",
    "policy",
    "access",
    "host",
    "template",
    "fix",
    "diagnostic",
    "bounds",
    "rule",
    "verdict",
    "rules",
    "config",
    "check",
    "suppress",
    "cli",
];

/// Crates and the one place where each is at home.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli/args/", "cli/settings/mod.rs"]),
    ("clap_complete", &["cli/args/mod.rs"]),
    ("clap_mangen", &["cli/args/mod.rs"]),
    ("ctrlc", &["cli/write.rs"]),
    ("indicatif", &["cli/progress.rs"]),
    ("notify", &["cli/watch.rs"]),
    ("similar", &["cli/report/diff.rs"]),
    ("supports_hyperlinks", &["cli/style.rs"]),
    ("ignore", &["cli/discover.rs", "cli/settings/pattern.rs"]),
    ("walkdir", &["cli/discover.rs"]),
    ("miette", &["cli/report/full.rs", "cli/report/excerpt.rs"]),
    ("textwrap", &["cli/report/full.rs"]),
    ("quick_xml", &["cli/report/xml.rs"]),
    (
        "serde_json",
        &[
            "cli/report/document.rs",
            "cli/report/rules.rs",
            "cli/report/statistics.rs",
            "cli/report/template.rs",
            "cli/report/tests.rs",
            "cli/baseline.rs",
            "cli/settings/schema.rs",
            "cli/values.rs",
        ],
    ),
    ("toml", &["cli/settings/", "cli/values.rs"]),
    ("terminal_size", &["cli/style.rs"]),
    ("pulldown_cmark", &["host/markdown.rs"]),
    ("regex", &["placeholder/"]),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn imports_point_one_way() {
    let src = common::root().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let name = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&path).expect("it can be read");
        let module = name.split(['/', '.']).next().unwrap_or_default();
        if ["lib", "main"].contains(&module) {
            continue;
        }
        let rank = ORDER.iter().position(|known| *known == module);
        let Some(rank) = rank else {
            wrong.push(format!("{name}: the module {module} has no place in the order"));
            continue;
        };
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let used_rank = ORDER.iter().position(|known| *known == used);
                if used_rank.is_some_and(|used_rank| used_rank > rank) {
                    wrong.push(format!("{name}:{}: {module} uses {used}", number + 1));
                }
            }
            let rule = module == "rules" && name != "rules/mod.rs";
            if rule && (line.contains("super::") || line.contains("crate::rules") || line.contains("config::")) {
                wrong.push(format!("{name}:{}: a rule uses another rule or the configuration", number + 1));
            }
            for (krate, homes) in HOMES {
                let uses = line.contains(&format!("{krate}::")) && !line.contains(&format!("_{krate}::"));
                if uses && !homes.iter().any(|home| name.starts_with(home)) {
                    wrong.push(format!("{name}:{}: {krate} is at home in {homes:?}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_file_is_a_tour() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "xtask", "benches", "fuzz/src"] {
        sources(&common::root().join(folder), &mut files);
    }
    for path in files {
        let lines = fs::read_to_string(&path).expect("it can be read").lines().count();
        assert!(lines <= 400, "{} has {lines} lines", path.display());
    }
}
