//! Small tables: rows of strings, sorted by their first column.

use super::Catalogue;
use super::blob::{Blob, Section, short};

/// The tables that are asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum TableName {
    /// Service, region, account, resource, name of the type.
    ArnFormats,
    /// Service, the words of its formats.
    ArnServices,
    /// Name, type, how many values, what it says, whether it is sensitive.
    GlobalConditionKeys,
    /// Prefix, what it was, the month in which it was last documented, whether it is accepted.
    LegacyPrefixes,
    /// Name, DNS suffix, prefixes of regions, regions.
    Partitions,
    /// Service, resource: what AWS offers to everybody, and whose ARNs have no account.
    PublicResources,
    /// Region, partition.
    Regions,
    /// The principal.
    ServicePrincipals,
    /// Service, the services for which it does not send them.
    SourceKeySenders,
    /// Service, the actions for which it does not say.
    VpceAccountServices,
}

impl TableName {
    /// How many there are.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// All of them, in the order of their numbers.
    pub(super) const ALL: [Self; 10] = [
        Self::ArnFormats,
        Self::ArnServices,
        Self::GlobalConditionKeys,
        Self::LegacyPrefixes,
        Self::Partitions,
        Self::PublicResources,
        Self::Regions,
        Self::ServicePrincipals,
        Self::SourceKeySenders,
        Self::VpceAccountServices,
    ];

    /// What the blob calls it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::ArnFormats => "arn-formats",
            Self::ArnServices => "arn-services",
            Self::GlobalConditionKeys => "global-condition-keys",
            Self::LegacyPrefixes => "legacy-prefixes",
            Self::Partitions => "partitions",
            Self::PublicResources => "public-resources",
            Self::Regions => "regions",
            Self::ServicePrincipals => "service-principals",
            Self::SourceKeySenders => "source-key-senders",
            Self::VpceAccountServices => "vpce-account-services",
        }
    }
}

/// A table of `data/overlay`.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    blob: Blob<'a>,
    number: usize,
    first_cell: usize,
    columns: usize,
    rows: usize,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    blob: Blob<'a>,
    first_cell: u32,
    columns: u32,
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
        let cell = self.blob.find_row(self.number, key).and_then(|cell| cell.checked_sub(self.first_cell));
        let first = cell.map_or(self.rows, |cell| cell / self.columns);
        let rows = (first..self.rows).map(move |index| self.row(index));
        // The first was found by its key, and the others mostly have the very string.
        let id = cell.map(|_| self.row(first).id(0));
        rows.take_while(move |row| Some(row.id(0)) == id || row.bytes(0).eq_ignore_ascii_case(key.as_bytes()))
    }

    /// The row of this number.
    #[inline]
    pub(super) fn row(self, index: usize) -> Row<'a> {
        Row { blob: self.blob, first_cell: short(self.first_cell + index * self.columns), columns: short(self.columns) }
    }
}

impl<'a> Row<'a> {
    /// The cell of a column, counted from 0; nothing where it says `-`.
    pub(super) fn cell(self, column: usize) -> Option<&'a str> {
        let cell = self.blob.string(self.id(column));
        (column < self.columns as usize && cell != "-").then_some(cell)
    }

    /// The number of the string in a cell.
    #[inline]
    fn id(self, column: usize) -> usize {
        self.blob.field(Section::Cells, self.first_cell as usize + column, 0)
    }

    /// The bytes of a cell, whatever it says.
    #[inline]
    pub(super) fn bytes(self, column: usize) -> &'a [u8] {
        self.blob.name(Section::Cells, self.first_cell as usize + column)
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
    pub(super) fn table(self, name: TableName) -> Table<'a> {
        let blob = self.blob;
        let Some(number) = blob.table(name) else {
            return Table { blob, number: 0, first_cell: 0, columns: 1, rows: 0 };
        };
        let columns = blob.field(Section::Tables, number, 3).max(1);
        let cells = blob.range(Section::Tables, number, 6, Section::Cells);
        Table { blob, number, first_cell: cells.start, columns, rows: cells.len() / columns }
    }

    /// What is known of a prefix that no service of the reference has.
    pub fn legacy_prefix(self, prefix: &str) -> Option<LegacyPrefix<'a>> {
        if self.more.iter().any(|known| known.eq_ignore_ascii_case(prefix)) {
            return Some(LegacyPrefix { last_documented: None, is_accepted: true });
        }
        let row = self.table(TableName::LegacyPrefixes).find(prefix)?;
        Some(LegacyPrefix { last_documented: row.cell(2), is_accepted: row.cell(3) == Some("yes") })
    }
}
