//! The list of rules, and the page of one.

use std::fmt::Write;

use serde::Serialize;

use super::super::args::RulesFormat;
use super::url;
use crate::rule::Rule;
use crate::rules;

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    summary: &'static str,
    category: &'static str,
    severity: &'static str,
    fix: &'static str,
    aws_codes: &'static [&'static str],
    /// The finding ids of parliament that stand for the same fault.
    parliament: Vec<&'static str>,
    url: String,
}

/// All rules.
pub(in super::super) fn rules(format: RulesFormat) -> String {
    match format {
        RulesFormat::Text => table(),
        RulesFormat::Json => {
            let entries: Vec<Entry> = rules::all().iter().map(|rule| entry(rule)).collect();
            serde_json::to_string_pretty(&entries).unwrap_or_default() + "\n"
        }
    }
}

fn entry(rule: &Rule) -> Entry {
    Entry {
        name: rule.name,
        summary: rule.page_field("summary"),
        category: rule.category.name(),
        severity: rule.severity.name(),
        fix: rule.page_field("fix"),
        aws_codes: rule.aws_codes,
        parliament: rule.page_field("parliament").split_whitespace().collect(),
        url: url(rule.name),
    }
}

fn table() -> String {
    let width = rules::all().iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules::all() {
        let fix = rule.page_field("fix");
        let fix = if fix == "none" { "" } else { fix };
        let _ = writeln!(
            text,
            "{:width$}  {:11}  {:7}  {fix:6}  {}",
            rule.name,
            rule.category.name(),
            rule.severity.name(),
            rule.page_field("summary")
        );
        if !rule.aws_codes.is_empty() {
            let _ = writeln!(text, "{:width$}  {}", "", rule.aws_codes.join(" "));
        }
    }
    text
}

/// The page of a rule as the terminal shows it: the executed samples with their results.
pub(in super::super) fn page(rule: &Rule) -> String {
    let facts = format!(
        "{} · {} · {}",
        rule.category.name(),
        rule.severity.name(),
        if rule.page_field("fix") == "none" { "no fix" } else { rule.page_field("fix") }
    );
    let title = rule.page_text().lines().next().unwrap_or(rule.name);
    let mut text = format!("{title}\n{facts}\n");
    if !rule.aws_codes.is_empty() {
        let _ = writeln!(text, "Access Analyzer: {}", rule.aws_codes.join(", "));
    }
    text + &plain_page(rule)
}

/// The page of a rule below its title, without the words that steer the tests.
pub(super) fn plain_page(rule: &Rule) -> String {
    let mut text = String::new();
    for line in rule.page_text().lines().skip(1) {
        let line = match line.strip_prefix("```") {
            Some(info) => format!("```{}", info.split(' ').next().unwrap_or("")),
            None => line.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}
