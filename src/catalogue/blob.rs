//! The bytes of the catalogue: sections of fixed records that are read where they lie. The layout
//! is described in `compile/blob.rs`, which writes them.
//!
//! The embedded blob is right by its tests. One that comes from a file may hold anything, so
//! reading is total: what lies outside is zero or empty.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

/// The start of every blob.
const MAGIC: &[u8] = b"ARNC";
/// The version of the layout that this code reads.
const FORMAT: u32 = 1;
/// Where the offsets of the sections begin.
const OFFSETS: usize = 16;

/// The sections, in the order of the blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Services,
    Actions,
    On,
    Resources,
    Keys,
    Strings,
    Sets,
    Items,
    Tables,
    Cells,
}

impl Section {
    const LAST: usize = Self::Cells as usize;

    /// The bytes of one record.
    const fn record(self) -> usize {
        match self {
            Self::Services => 18,
            Self::Actions => 14,
            Self::On => 6,
            Self::Resources => 12,
            Self::Tables => 9,
            Self::Keys => 4,
            Self::Strings | Self::Sets | Self::Items | Self::Cells => 3,
        }
    }
}

/// Why a file is no catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatalogueError {
    /// It does not begin like one.
    Magic,
    /// It has the layout of another version of arnlint.
    Format(u32),
    /// It ends too early, or its parts do not fit together.
    Damaged,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("it does not begin like one"),
            Self::Format(found) => write!(f, "it has layout {found}, and this arnlint reads layout {FORMAT}"),
            Self::Damaged => f.write_str("it is damaged or cut off"),
        }
    }
}

impl std::error::Error for CatalogueError {}

/// The bytes and the pool of strings.
#[derive(Clone, Copy)]
pub(super) struct Blob<'a> {
    bytes: &'a [u8],
    pool: &'a str,
}

impl<'a> Blob<'a> {
    /// A blob whose pool is kept apart and which is known to be sound.
    pub(super) const fn trusted(bytes: &'a [u8], pool: &'a str) -> Self {
        Self { bytes, pool }
    }

    /// Splits the bytes of a file into blob and pool, and looks whether they can be that.
    pub(super) fn read(file: &'a [u8]) -> Result<Self, CatalogueError> {
        if !file.starts_with(MAGIC) {
            return Err(CatalogueError::Magic);
        }
        let whole = Self { bytes: file, pool: "" };
        let format = whole.u32(4);
        if format != FORMAT {
            return Err(CatalogueError::Format(format));
        }
        let split = file.len().checked_sub(whole.u32(8) as usize).ok_or(CatalogueError::Damaged)?;
        let (bytes, pool) = file.split_at(split);
        let pool = std::str::from_utf8(pool).map_err(|_| CatalogueError::Damaged)?;
        let blob = Self { bytes, pool };
        let offsets: Vec<usize> = (0..=Section::LAST + 1).map(|section| blob.offset(section)).collect();
        let first = OFFSETS + (Section::LAST + 2) * 4;
        let ordered = offsets.is_sorted() && offsets.first() == Some(&first) && offsets.last() == Some(&bytes.len());
        if ordered { Ok(blob) } else { Err(CatalogueError::Damaged) }
    }

    /// The string of the date.
    pub(super) fn date(self) -> &'a str {
        self.string(self.u24(12))
    }

    /// How many records a section has, with the one that marks its end.
    pub(super) fn len(self, section: Section) -> usize {
        let start = self.offset(section as usize);
        self.offset(section as usize + 1).saturating_sub(start) / section.record()
    }

    /// The 24-bit number at `at` in a record.
    pub(super) fn field(self, section: Section, record: usize, at: usize) -> usize {
        self.u24(self.offset(section as usize) + record * section.record() + at)
    }

    /// The byte at `at` in a record.
    pub(super) fn byte(self, section: Section, record: usize, at: usize) -> u8 {
        let at = self.offset(section as usize) + record * section.record() + at;
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The records of `below` that belong to a record: from its own "first" field to that of the
    /// next one.
    pub(super) fn range(self, section: Section, record: usize, at: usize, below: Section) -> Range<usize> {
        let end = self.field(section, record + 1, at).min(self.len(below));
        self.field(section, record, at).min(end)..end
    }

    /// A string by its number.
    pub(super) fn string(self, id: usize) -> &'a str {
        let (start, end) = (self.field(Section::Strings, id, 0), self.field(Section::Strings, id + 1, 0));
        self.pool.get(start..end).unwrap_or("")
    }

    /// The strings of a set by its number.
    pub(super) fn set(self, id: usize) -> impl Iterator<Item = &'a str> + Clone {
        self.range(Section::Sets, id, 0, Section::Items)
            .map(move |item| self.string(self.field(Section::Items, item, 0)))
    }

    /// Among sorted records whose name is their field `at`, the first that is not below `name`;
    /// names are compared without the case of ASCII letters.
    pub(super) fn lower_bound(self, section: Section, records: Range<usize>, name: &str) -> usize {
        // Every look-up comes through here: what does not change is read once.
        let (first, size) = (self.offset(section as usize), section.record());
        let (strings, string) = (self.offset(Section::Strings as usize), Section::Strings.record());
        let name_of = |record: usize| {
            let at = strings + self.u24(first + record * size) * string;
            self.pool.as_bytes().get(self.u24(at)..self.u24(at + string)).unwrap_or_default()
        };
        let (mut low, mut high) = (records.start, records.end);
        while low < high {
            let middle = low.midpoint(high);
            match compare(name_of(middle), name.as_bytes()) {
                Ordering::Less => low = middle + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// The record of this name.
    pub(super) fn find(self, section: Section, records: Range<usize>, name: &str) -> Option<usize> {
        let end = records.end;
        let at = self.lower_bound(section, records, name);
        (at < end && self.string(self.field(section, at, 0)).eq_ignore_ascii_case(name)).then_some(at)
    }

    fn offset(self, section: usize) -> usize {
        self.u32(OFFSETS + section * 4) as usize
    }

    fn u32(self, at: usize) -> u32 {
        self.bytes.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
    }

    fn u24(self, at: usize) -> usize {
        match self.bytes.get(at..at + 3) {
            Some(&[a, b, c]) => usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16,
            _ => 0,
        }
    }
}

/// The order of names: that of their ASCII-lower-case bytes.
pub(super) fn compare(a: &[u8], b: &[u8]) -> Ordering {
    for (a, b) in a.iter().zip(b) {
        // Most letters are the same as they stand.
        if a != b {
            let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
            if a != b {
                return a.cmp(&b);
            }
        }
    }
    a.len().cmp(&b.len())
}
