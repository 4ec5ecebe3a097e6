//! How often each rule was found.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Run, is_fixable};
use crate::diagnostic::Severity;

#[derive(Serialize)]
struct Row {
    rule: &'static str,
    severity: &'static str,
    count: usize,
    fixable: usize,
}

/// The rules with findings, the most frequent first.
fn rows(run: &Run<'_>) -> Vec<Row> {
    let mut rules: BTreeMap<&'static str, (Severity, usize, usize)> = BTreeMap::new();
    for (_, found) in run.findings() {
        let (severity, count, fixable) = rules.entry(found.rule).or_insert((found.severity, 0, 0));
        *severity = (*severity).max(found.severity);
        *count += 1;
        *fixable += usize::from(is_fixable(found));
    }
    let row = |(rule, (severity, count, fixable)): (_, (Severity, _, _))| Row {
        rule,
        severity: severity.name(),
        count,
        fixable,
    };
    let mut rows: Vec<Row> = rules.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// A table, with `[*]` for rules of whose findings `--fix` repairs some.
pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(run);
    let width = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0);
    rows.iter().try_for_each(|row| {
        let mark = if row.fixable > 0 { " [*]" } else { "" };
        writeln!(out, "{:width$}  {:7}  {}{mark}", row.count, row.severity, row.rule)
    })
}

pub(super) fn write_json(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &rows(run))?;
    writeln!(out)
}
