//! `docs/rules.md` is the index of the rules, made here from their pages; run the tests with
//! `ARNLINT_BLESS=1` to write it anew.

mod common;

use std::collections::BTreeMap;
use std::fmt::Write;

use arnlint::rule::Rule;
use arnlint::rules;

#[test]
fn the_index_of_rules_is_true() {
    let mut categories: BTreeMap<_, Vec<&Rule>> = BTreeMap::new();
    for rule in rules::all() {
        categories.entry(rule.category).or_default().push(rule);
    }
    let tables = categories.into_iter().map(|(category, rules)| {
        let mut table =
            format!("## {}\n\n| rule | severity | fix | reports |\n| --- | --- | --- | --- |\n", category.name());
        for rule in rules {
            let (name, severity, summary) = (rule.name, rule.severity.name(), rule.page_field("summary"));
            let fix = Some(rule.page_field("fix")).filter(|fix| *fix != "none").unwrap_or_default();
            let _ = writeln!(table, "| [{name}](../rules/{name}.md) | {severity} | {fix} | {summary} |");
        }
        table
    });
    let tables: Vec<String> = tables.collect();
    common::hold("docs/rules.md", "index", &tables.join("\n"));
}
