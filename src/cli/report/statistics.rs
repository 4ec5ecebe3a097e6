//! How often each rule was found.

use std::io::{self, Write};

use serde::Serialize;

use super::{FileReport, Format, Summary};

/// A table, with `[*]` for rules of whose findings `--fix` repairs some; or JSON.
pub(super) struct Statistics {
    pub(super) is_json: bool,
}

#[derive(Serialize)]
struct Row {
    rule: &'static str,
    severity: &'static str,
    count: usize,
    fixable: usize,
}

/// The rules with findings, the most frequent first.
fn rows(summary: &Summary) -> Vec<Row> {
    let found = summary.rules.iter().filter(|(_, of_rule)| of_rule.count > 0);
    let mut rows: Vec<Row> = found
        .map(|(&rule, found)| Row { rule, severity: found.severity.name(), count: found.count, fixable: found.fixable })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

impl Format for Statistics {
    fn file(&self, _file: &FileReport, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let rows = rows(summary);
        if self.is_json {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            return writeln!(out);
        }
        let width = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or(0);
        rows.iter().try_for_each(|row| {
            let mark = if row.fixable > 0 { " [*]" } else { "" };
            writeln!(out, "{:width$}  {:7}  {}{mark}", row.count, row.severity, row.rule)
        })
    }
}
