//! The bytes of the catalogue: sections of fixed records that are read where they lie. The layout
//! is described in `compile/blob.rs`, which writes them.
//!
//! The embedded blob is right by its tests. One that comes from a file may hold anything, so
//! reading is total: what lies outside is zero or empty.

use std::fmt;
use std::ops::Range;

use super::hash::{NameHash, STEM, stem_of};
use super::table::TableName;
use crate::pattern::compare_ignore_case;

/// The start of every blob.
const MAGIC: &[u8] = b"ARNC";
/// The version of the layout that this code reads.
const FORMAT: usize = 3;
/// Where the string id of the date stands.
const DATE: usize = 12;
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
    Index,
    Stems,
    Prefixes,
    Rows,
}

impl Section {
    const COUNT: usize = Self::Rows as usize + 1;

    /// The bytes of one record.
    const fn record(self) -> usize {
        match self {
            Self::Services => 18,
            Self::Actions => 14,
            Self::On => 6,
            Self::Index => 10,
            Self::Stems => STEM,
            Self::Resources => 12,
            Self::Tables => 9,
            Self::Keys | Self::Prefixes | Self::Rows => 4,
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

/// A catalogue file that has been read: where its sections lie, and its pool of strings.
pub struct Reference<'f> {
    sections: [&'f [u8]; Section::COUNT],
    pool: &'f str,
    date: usize,
    /// The numbers of the tables that the code asks for.
    tables: [Option<usize>; TableName::COUNT],
}

impl fmt::Debug for Reference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({})", Blob(self).date())
    }
}

impl<'f> Reference<'f> {
    /// A reference whose pool is kept apart and which is known to be sound.
    pub(super) const fn trusted(bytes: &'f [u8], pool: &'f str) -> Self {
        let mut sections: [&[u8]; Section::COUNT] = [&[]; Section::COUNT];
        let mut section = 0;
        while section < Section::COUNT {
            let (start, end) = (number(bytes, OFFSETS + section * 4), number(bytes, OFFSETS + section * 4 + 4));
            // With a byte of the next one, so that a number at the end can be read with what is behind it. The
            // records of the last one end in a byte of their own.
            let end = if end < bytes.len() { end + 1 } else { end };
            sections[section] = bytes.split_at(end).0.split_at(start).1;
            section += 1;
        }
        let mut reference =
            Self { sections, pool, date: number(bytes, DATE) & 0xff_ffff, tables: [None; TableName::COUNT] };
        let mut table = 0;
        while table < TableName::COUNT {
            reference.tables[table] = reference.find_table(TableName::ALL[table].as_str());
            table += 1;
        }
        reference
    }

    /// The number of the table of this name.
    const fn find_table(&self, name: &str) -> Option<usize> {
        let tables = self.sections[Section::Tables as usize];
        let count = (tables.len() / Section::Tables.record()).saturating_sub(1);
        let mut table = 0;
        while table < count {
            if is_same(self.name(number(tables, table * Section::Tables.record()) & 0xff_ffff), name.as_bytes()) {
                return Some(table);
            }
            table += 1;
        }
        None
    }

    /// The bytes of a string by its number.
    const fn name(&self, id: usize) -> &'f [u8] {
        let strings = self.sections[Section::Strings as usize];
        let at = id * Section::Strings.record();
        let (start, end) =
            (number(strings, at) & 0xff_ffff, number(strings, at + Section::Strings.record()) & 0xff_ffff);
        let pool = self.pool.as_bytes();
        if start <= end && end <= pool.len() { pool.split_at(end).0.split_at(start).1 } else { &[] }
    }

    /// Reads a catalogue that `cargo xtask catalogue blob` wrote: the blob, then its pool.
    pub fn read(file: &'f [u8]) -> Result<Self, CatalogueError> {
        if !file.starts_with(MAGIC) {
            return Err(CatalogueError::Magic);
        }
        let format = number(file, 4);
        if format != FORMAT {
            return Err(CatalogueError::Format(u32::try_from(format).unwrap_or(u32::MAX)));
        }
        let split = file.len().checked_sub(number(file, 8)).ok_or(CatalogueError::Damaged)?;
        let (bytes, pool) = file.split_at(split);
        let pool = std::str::from_utf8(pool).map_err(|_| CatalogueError::Damaged)?;
        let offsets: Vec<usize> = (0..=Section::COUNT).map(|section| number(bytes, OFFSETS + section * 4)).collect();
        let first = OFFSETS + (Section::COUNT + 1) * 4;
        let ordered = offsets.is_sorted() && offsets.first() == Some(&first) && offsets.last() == Some(&bytes.len());
        if ordered { Ok(Self::trusted(bytes, pool)) } else { Err(CatalogueError::Damaged) }
    }
}

/// The 32-bit number at `at`; 0 behind the end.
const fn number(bytes: &[u8], at: usize) -> usize {
    if at + 4 > bytes.len() {
        return 0;
    }
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize
}

const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// A reference, and how its records are read.
#[derive(Clone, Copy)]
pub(super) struct Blob<'a>(pub(super) &'a Reference<'a>);

impl<'a> Blob<'a> {
    /// The string of the date.
    pub(super) fn date(self) -> &'a str {
        self.string(self.0.date)
    }

    /// How many records a section has, with the one that marks its end. The byte behind it makes none.
    #[inline]
    pub(super) fn len(self, section: Section) -> usize {
        self.section(section).len() / section.record()
    }

    /// The 24-bit number at `at` in a record.
    #[inline]
    pub(super) fn field(self, section: Section, record: usize, at: usize) -> usize {
        u24(self.section(section), record * section.record() + at)
    }

    /// The byte at `at` in a record.
    #[inline]
    pub(super) fn byte(self, section: Section, record: usize, at: usize) -> u8 {
        self.section(section).get(record * section.record() + at).copied().unwrap_or(0)
    }

    /// The records of `below` that belong to a record: from its own "first" field to that of the
    /// next one.
    #[inline]
    pub(super) fn range(self, section: Section, record: usize, at: usize, below: Section) -> Range<usize> {
        let end = self.field(section, record + 1, at).min(self.len(below));
        self.field(section, record, at).min(end)..end
    }

    /// A string by its number.
    #[inline]
    pub(super) fn string(self, id: usize) -> &'a str {
        let (start, end) = (self.field(Section::Strings, id, 0), self.field(Section::Strings, id + 1, 0));
        self.0.pool.get(start..end).unwrap_or("")
    }

    /// The strings of a set by its number.
    #[inline]
    pub(super) fn set(self, id: usize) -> impl Iterator<Item = &'a str> + Clone {
        self.range(Section::Sets, id, 0, Section::Items)
            .map(move |item| self.string(self.field(Section::Items, item, 0)))
    }

    /// The number of a table.
    pub(super) const fn table(self, name: TableName) -> Option<usize> {
        self.0.tables[name as usize]
    }

    /// Among actions that are sorted by name, those whose name begins with `stem`, whatever the case.
    pub(super) fn beginning_with(self, actions: Range<usize>, stem: &str) -> Range<usize> {
        let key = |stem: &[u8; STEM]| u64::from_be_bytes(*stem);
        let (stems, _) = self.section(Section::Stems).as_chunks();
        let stems = stems.get(actions.clone()).unwrap_or_default();
        let least = stem_of(stem.as_bytes());
        let bits = u32::try_from(8 * stem.len()).unwrap_or(u32::MAX);
        let (least, most) = (key(&least), key(&least) | u64::MAX.checked_shr(bits).unwrap_or(0));
        let first = stems.partition_point(|stem| key(stem) < least);
        let end = first + stems[first..].partition_point(|stem| key(stem) <= most);
        let found = actions.start + first..actions.start + end;
        if stem.len() <= STEM {
            return found;
        }
        let stem = stem.as_bytes();
        let first = self.partition_point(found.clone(), |known| compare_ignore_case(known, stem).is_lt());
        let begins = |known: &[u8]| known.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem));
        first..self.partition_point(first..found.end, begins)
    }

    /// The first of some actions whose name is not `below`, as those before it are.
    fn partition_point(self, actions: Range<usize>, below: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (actions.start, actions.end);
        while low < high {
            let middle = low.midpoint(high);
            if below(self.name(Section::Actions, middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The bytes of the name of a record, which is its field 0.
    #[inline]
    pub(super) fn name(self, section: Section, record: usize) -> &'a [u8] {
        let (strings, string) = (self.section(Section::Strings), Section::Strings.record());
        let at = self.field(section, record, 0) * string;
        self.0.pool.as_bytes().get(u24(strings, at)..u24(strings, at + string)).unwrap_or_default()
    }

    /// The service of this prefix, whatever its case.
    pub(super) fn find_service(self, prefix: &str) -> Option<usize> {
        self.probe(Section::Prefixes, NameHash::NEW.name(prefix), |_: &[u8; 4], service| {
            is_same_word(self.name(Section::Services, service), prefix.as_bytes()).then_some(service)
        })
    }

    /// The service and the action of this full name, whatever its case.
    #[inline]
    pub(super) fn find_action(self, name: &str) -> Option<(usize, usize)> {
        self.probe(Section::Index, NameHash::NEW.name(name), |slot: &[u8; 10], action| {
            // What is needed is all in the slot: each step further would be to memory far away.
            let short = self.0.pool.as_bytes().get(u24(slot, 5)..)?.get(..usize::from(slot[8]))?;
            let (prefix, own) = name.as_bytes().split_at_checked(name.len().checked_sub(short.len())?)?;
            let (colon, prefix) = prefix.split_last()?;
            let service = usize::from(u16::from_le_bytes([slot[3], slot[4]]));
            let is_it = *colon == b':'
                && is_same_word(short, own)
                && is_same_word(self.name(Section::Services, service), prefix);
            is_it.then_some((service, action))
        })
    }

    /// The first cell of the first row of a table that begins with this key, whatever its case.
    pub(super) fn find_row(self, table: usize, key: &str) -> Option<usize> {
        self.probe(Section::Rows, NameHash::of_table(table).name(key), |_: &[u8; 4], cell| {
            is_same_word(self.name(Section::Cells, cell), key.as_bytes()).then_some(cell)
        })
    }

    /// Goes through the slots of a hash table where an entry can be, up to the first that is free. `look`
    /// is given a slot and its entry.
    #[inline]
    fn probe<T, const N: usize>(
        self,
        section: Section,
        hash: NameHash,
        look: impl Fn(&[u8; N], usize) -> Option<T>,
    ) -> Option<T> {
        let (slots, _) = self.section(section).as_chunks::<N>();
        let (before, behind) = slots.split_at_checked(hash.slot(slots.len()))?;
        for slot in behind.iter().chain(before) {
            let entry = u24(slot, 0).checked_sub(1)?;
            if slot[N - 1] == hash.tag()
                && let Some(found) = look(slot, entry)
            {
                return Some(found);
            }
        }
        None
    }

    #[inline]
    fn section(self, section: Section) -> &'a [u8] {
        self.0.sections[section as usize]
    }
}

#[inline]
fn u24(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..at + 4) {
        // One load with the byte behind it is cheaper than three.
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]) as usize & 0xff_ffff,
        _ => 0,
    }
}

/// A number that comes from a blob, where all have 24 bits, or the length of a text below 4 GiB.
#[allow(clippy::cast_possible_truncation)]
pub(super) const fn short(number: usize) -> u32 {
    number as u32
}

/// Whether a name is this word, whatever its case. Most are written as they are.
#[inline]
fn is_same_word(name: &[u8], word: &[u8]) -> bool {
    name == word || name.eq_ignore_ascii_case(word)
}
