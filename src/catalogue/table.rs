//! Small tables: rows of strings, sorted by their first column.

use super::Catalogue;
use super::blob::{Blob, Section};
use crate::pattern::compare_ignore_case;

/// A table of `data/overlay`.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    blob: Blob<'a>,
    first_cell: usize,
    columns: usize,
    rows: usize,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: Table<'a>,
    index: usize,
}

impl<'a> Table<'a> {
    /// All rows, sorted by their first column.
    pub(super) fn rows(self) -> impl Iterator<Item = Row<'a>> {
        (0..self.rows).map(move |index| self.row(index))
    }

    /// The first row whose first column says `key`, whatever its case.
    pub(super) fn find(self, key: &str) -> Option<Row<'a>> {
        self.all(key).next()
    }

    /// The rows whose first column says `key`, whatever its case.
    pub(super) fn all(self, key: &str) -> impl Iterator<Item = Row<'a>> + use<'a, '_> {
        let first = self.partition_point(|name| compare_ignore_case(name.as_bytes(), key.as_bytes()).is_lt());
        (first..self.rows).map(move |index| self.row(index)).take_while(move |row| row.name().eq_ignore_ascii_case(key))
    }

    /// The first row whose first column is not `below`, as those before it are.
    fn partition_point(self, below: impl Fn(&str) -> bool) -> usize {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = low.midpoint(high);
            if below(self.row(middle).name()) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The row of this number.
    pub(super) fn row(self, index: usize) -> Row<'a> {
        Row { table: self, index }
    }
}

impl<'a> Row<'a> {
    /// Its first cell.
    fn name(self) -> &'a str {
        let Table { blob, first_cell, columns, .. } = self.table;
        blob.string(blob.field(Section::Cells, first_cell + self.index * columns, 0))
    }

    /// The cell of a column, counted from 0; nothing where it says `-`.
    pub(super) fn cell(self, column: usize) -> Option<&'a str> {
        let Table { blob, first_cell, columns, .. } = self.table;
        let cell = blob.string(blob.field(Section::Cells, first_cell + self.index * columns + column, 0));
        (column < columns && cell != "-").then_some(cell)
    }

    /// The words of a cell.
    pub(super) fn words(self, column: usize) -> impl Iterator<Item = &'a str> {
        self.cell(column).into_iter().flat_map(|cell| cell.split(' '))
    }
}

/// A prefix that is no service of the reference, and yet none that somebody made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegacyPrefix<'a> {
    last_documented: Option<&'a str>,
    is_accepted: bool,
}

impl<'a> LegacyPrefix<'a> {
    /// The month in which the service was last in the reference, as `2025-11`; nothing for one
    /// that never was, and that policies of AWS use all the same.
    pub const fn last_documented(self) -> Option<&'a str> {
        self.last_documented
    }

    /// Whether Access Analyzer takes it for a service all the same.
    pub const fn is_accepted(self) -> bool {
        self.is_accepted
    }
}

impl<'a> Catalogue<'a> {
    /// The table of this name; empty where there is none.
    pub(super) fn table(self, name: &str) -> Table<'a> {
        let blob = self.blob;
        let tables = 0..blob.len(Section::Tables).saturating_sub(1);
        let Some(index) = blob.find(Section::Tables, tables, name) else {
            return Table { blob, first_cell: 0, columns: 1, rows: 0 };
        };
        let columns = blob.field(Section::Tables, index, 3).max(1);
        let cells = blob.range(Section::Tables, index, 6, Section::Cells);
        Table { blob, first_cell: cells.start, columns, rows: cells.len() / columns }
    }

    /// What is known of a prefix that no service of the reference has.
    pub fn legacy_prefix(self, prefix: &str) -> Option<LegacyPrefix<'a>> {
        if self.more.iter().any(|known| known.eq_ignore_ascii_case(prefix)) {
            return Some(LegacyPrefix { last_documented: None, is_accepted: true });
        }
        let row = self.table("legacy-prefixes").find(prefix)?;
        Some(LegacyPrefix { last_documented: row.cell(2), is_accepted: row.cell(3) == Some("yes") })
    }
}
