//! The bytes of the catalogue: sections of fixed records that are read where they lie. The layout
//! is described in `compile/blob.rs`, which writes them.
//!
//! The embedded blob is right by its tests. One that comes from a file may hold anything, so
//! reading is total: what lies outside is zero or empty.

use std::fmt;
use std::ops::Range;

use crate::pattern::compare_ignore_case;

/// The start of every blob.
const MAGIC: &[u8] = b"ARNC";
/// The version of the layout that this code reads.
const FORMAT: usize = 2;
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
}

impl Section {
    const COUNT: usize = Self::Index as usize + 1;

    /// The bytes of one record.
    const fn record(self) -> usize {
        match self {
            Self::Services => 18,
            Self::Actions => 14,
            Self::On | Self::Index => 6,
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

/// A catalogue file that has been read: where its sections lie, and its pool of strings.
pub struct Reference<'f> {
    sections: [&'f [u8]; Section::COUNT],
    pool: &'f str,
    date: usize,
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
            sections[section] = bytes.split_at(end).0.split_at(start).1;
            section += 1;
        }
        Self { sections, pool, date: number(bytes, DATE) & 0xff_ffff }
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

/// A reference, and how its records are read.
#[derive(Clone, Copy)]
pub(super) struct Blob<'a>(pub(super) &'a Reference<'a>);

impl<'a> Blob<'a> {
    /// The string of the date.
    pub(super) fn date(self) -> &'a str {
        self.string(self.0.date)
    }

    /// How many records a section has, with the one that marks its end.
    pub(super) fn len(self, section: Section) -> usize {
        self.section(section).len() / section.record()
    }

    /// The 24-bit number at `at` in a record.
    pub(super) fn field(self, section: Section, record: usize, at: usize) -> usize {
        u24(self.section(section), record * section.record() + at)
    }

    /// The byte at `at` in a record.
    pub(super) fn byte(self, section: Section, record: usize, at: usize) -> u8 {
        self.section(section).get(record * section.record() + at).copied().unwrap_or(0)
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
        self.0.pool.get(start..end).unwrap_or("")
    }

    /// The strings of a set by its number.
    pub(super) fn set(self, id: usize) -> impl Iterator<Item = &'a str> + Clone {
        self.range(Section::Sets, id, 0, Section::Items)
            .map(move |item| self.string(self.field(Section::Items, item, 0)))
    }

    /// Among sorted records whose name is their field 0, the first that is not below `name`; names
    /// are compared without the case of ASCII letters.
    fn lower_bound(self, section: Section, records: Range<usize>, name: &str) -> usize {
        self.partition_point(section, records, |known| compare_ignore_case(known, name.as_bytes()).is_lt())
    }

    /// Among sorted records, those whose name begins with `stem`.
    pub(super) fn beginning_with(self, section: Section, records: Range<usize>, stem: &str) -> Range<usize> {
        let first = self.lower_bound(section, records.clone(), stem);
        let begins =
            |known: &[u8]| known.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem.as_bytes()));
        first..self.partition_point(section, first..records.end, begins)
    }

    /// The first of some records whose name is not `below`, as those before it are.
    fn partition_point(self, section: Section, records: Range<usize>, below: impl Fn(&[u8]) -> bool) -> usize {
        let (section, size) = (self.section(section), section.record());
        let (strings, string) = (self.section(Section::Strings), Section::Strings.record());
        let (mut low, mut high) = (records.start, records.end);
        while low < high {
            let middle = low.midpoint(high);
            let at = u24(section, middle * size) * string;
            let name = self.0.pool.as_bytes().get(u24(strings, at)..u24(strings, at + string)).unwrap_or_default();
            if below(name) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The record of this name.
    pub(super) fn find(self, section: Section, records: Range<usize>, name: &str) -> Option<usize> {
        let end = records.end;
        let at = self.lower_bound(section, records, name);
        (at < end && self.string(self.field(section, at, 0)).eq_ignore_ascii_case(name)).then_some(at)
    }

    /// The service and the action of this full name, whatever its case.
    pub(super) fn find_action(self, hash: Hash, prefix: &str, name: &str) -> Option<(usize, usize)> {
        let slots = self.len(Section::Index);
        let first = hash.slot(slots);
        for slot in (first..slots).chain(0..first) {
            let action = self.field(Section::Index, slot, 0).checked_sub(1)?;
            if self.byte(Section::Index, slot, 5) != hash.tag() {
                continue;
            }
            let low = usize::from(self.byte(Section::Index, slot, 3));
            let service = low | usize::from(self.byte(Section::Index, slot, 4)) << 8;
            let is = |section, record, text: &str| {
                let known = self.string(self.field(section, record, 0));
                known == text || known.eq_ignore_ascii_case(text)
            };
            if is(Section::Actions, action, name) && is(Section::Services, service, prefix) {
                return Some((service, action));
            }
        }
        None
    }

    fn section(self, section: Section) -> &'a [u8] {
        self.0.sections[section as usize]
    }
}

fn u24(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..at + 3) {
        Some(&[a, b, c]) => usize::from(a) | usize::from(b) << 8 | usize::from(c) << 16,
        _ => 0,
    }
}

/// The hash by which the index of actions is laid out: FNV-1a of the full name, each byte with the
/// bit set that makes letters small. Its parts can be fed one behind the other.
#[derive(Clone, Copy)]
pub(crate) struct Hash(u32);

impl Hash {
    pub(crate) const NEW: Self = Self(0x811c_9dc5);

    /// The hash of what was fed and of this byte behind it.
    pub(crate) const fn byte(self, byte: u8) -> Self {
        Self((self.0 ^ (byte | 0x20) as u32).wrapping_mul(0x0100_0193))
    }

    pub(crate) fn text(self, text: &str) -> Self {
        text.bytes().fold(self, Self::byte)
    }

    /// What tells most of those apart that share a slot.
    const fn tag(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    /// Where to look first among so many slots.
    pub(crate) const fn slot(self, slots: usize) -> usize {
        ((self.0 as u64 * slots as u64) >> 32) as usize
    }
}
