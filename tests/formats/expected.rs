//! One page and one policy in all formats. `ARNLINT_BLESS=1` writes the expected reports anew.

use std::fs;

use arnlint::catalogue::Catalogue;

use crate::{FORMATS, fixtures, report};

/// The report without what changes with a release, with the reference, and with the page of a rule.
fn settled(report: &str) -> String {
    let version = concat!("ersion\": \"", env!("CARGO_PKG_VERSION"), "\"");
    let catalogue = format!("\"catalogue\": \"{}\"", Catalogue::embedded().date());
    let report = report.replace(version, "ersion\": \"VERSION\"").replace(&catalogue, "\"catalogue\": \"DATE\"");
    let mut lines: Vec<String> = Vec::new();
    let mut of_page = false;
    for line in report.lines() {
        let field = line.trim_start().split("\": ").next().unwrap_or_default();
        of_page = match field {
            "\"shortDescription" | "\"fullDescription" | "\"help" if line.ends_with('{') => true,
            "\"text" | "\"markdown" => of_page,
            _ => false,
        };
        match line.split_once("\": \"") {
            Some((head, _)) if of_page => {
                let comma = if line.ends_with(',') { "," } else { "" };
                lines.push(format!("{head}\": \"PAGE\"{comma}"));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

#[test]
fn each_format_is_as_expected() {
    let bless = std::env::var_os("ARNLINT_BLESS").is_some();
    for format in FORMATS {
        let report = settled(&report(&fixtures(), format, &["page.md", "policy.json"]));
        let path = fixtures().join(format!("{format}.out"));
        if bless {
            fs::write(&path, &report).expect("it can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(report, expected, "{format}: run ARNLINT_BLESS=1 cargo test --test formats");
    }
}
