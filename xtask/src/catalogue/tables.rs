//! The tables of data/overlay: read, sorted and written in one way.

use std::collections::BTreeMap;
use std::path::Path;

use super::compile::read_table;
use super::{Error, Name};

/// All tables of data/overlay, by name.
pub(super) const NAMES: &[&str] = &[
    "api-operation-names",
    "condition-operators",
    "dependent-actions",
    "extra-actions",
    "global-condition-keys",
    "legacy-prefixes",
    "partitions",
    "pending-operations",
    "permission-management-overrides",
    "privilege-escalation",
    "rejected-actions",
    "resource-additions",
    "retired-actions",
    "sensitive-actions",
    "service-principals",
];

pub(super) type Row = Vec<String>;

#[derive(Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) header: Row,
    pub(super) rows: Vec<Row>,
}

pub(super) type Tables = BTreeMap<&'static str, Table>;

/// Reads all tables.
pub(super) fn read(folder: &Path) -> Result<Tables, Error> {
    let mut tables = Tables::new();
    for name in NAMES {
        let mut rows = read_table(folder, name)?;
        let header = rows.remove(0);
        tables.insert(name, Table { header, rows });
    }
    Ok(tables)
}

impl Table {
    /// The table as it stands in its file: sorted without case, no row twice.
    pub(super) fn text(&self) -> String {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| (row.iter().map(|cell| cell.to_ascii_lowercase()).collect::<Vec<_>>(), *row));
        rows.dedup();
        let lines = std::iter::once(&self.header).chain(rows).map(|row| row.join("\t") + "\n");
        lines.collect()
    }
}

/// The action that a row begins with.
pub(super) fn name(row: &[String]) -> Name {
    (row[0].clone(), row[1].to_ascii_lowercase())
}

/// A row from its cells.
pub(super) fn row<const N: usize>(cells: [&str; N]) -> Row {
    cells.map(str::to_owned).to_vec()
}

/// The cell of a list.
pub(super) fn cell(items: &[String]) -> String {
    if items.is_empty() { "-".to_owned() } else { items.join(" ") }
}
