//! Facts about AWS that are not about a service: partitions, regions, the words of ARN formats.

use super::Catalogue;
use super::table::TableName;
use crate::placeholder::Facts;

/// What is known of a text that could be a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region<'a> {
    /// A region of this partition.
    Known(&'a str),
    /// None that we know, but it has the form of the regions of this partition: perhaps a new one.
    Possible(&'a str),
}

impl<'a> Region<'a> {
    /// The partition that it is in.
    pub const fn partition(self) -> &'a str {
        match self {
            Self::Known(partition) | Self::Possible(partition) => partition,
        }
    }
}

/// What regions are called after.
const DIRECTIONS: &[&str] =
    &["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];

impl<'a> Catalogue<'a> {
    /// Whether this is a partition: `aws`, `aws-cn`…
    pub fn is_partition(self, text: &str) -> bool {
        // There are few, and nearly always it is the first.
        self.partitions().any(|known| known == text)
    }

    /// All partitions.
    pub fn partitions(self) -> impl Iterator<Item = &'a str> {
        self.table(TableName::Partitions).rows().filter_map(|row| row.cell(0))
    }

    /// All regions that are known.
    pub fn regions(self) -> impl Iterator<Item = &'a str> {
        self.table(TableName::Partitions).rows().flat_map(|row| row.words(3))
    }

    /// The region of this name: one that is known, or one that could be new.
    pub fn region(self, text: &str) -> Option<Region<'a>> {
        let known = self.table(TableName::Regions).find(text).filter(|row| row.cell(0) == Some(text));
        if let Some(row) = known {
            return row.cell(1).map(Region::Known);
        }
        let (stem, number) = text.rsplit_once('-')?;
        let (prefix, direction) = stem.rsplit_once('-')?;
        let formed =
            DIRECTIONS.contains(&direction) && matches!(number.as_bytes(), [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']);
        let mut partitions = self.table(TableName::Partitions).rows();
        let row = partitions.find(|row| formed && row.words(2).any(|known| known == prefix))?;
        row.cell(0).map(Region::Possible)
    }

    /// The known region that `text` is a slip of.
    pub fn nearest_region(self, text: &str) -> Option<&'a str> {
        super::nearest::nearest(text, self.regions())
    }

    /// Whether the ARN formats of a service hold this word literally, as `log-group`.
    pub fn is_arn_word(self, service: &str, word: &str) -> bool {
        self.table(TableName::ArnServices).find(service).is_some_and(|row| row.words(1).any(|known| known == word))
    }
}

impl Facts for Catalogue<'_> {
    fn is_partition(&self, text: &str) -> bool {
        (*self).is_partition(text)
    }

    fn is_region(&self, text: &str) -> bool {
        (*self).region(text).is_some()
    }

    fn is_arn_word(&self, service: &str, word: &str) -> bool {
        (*self).is_arn_word(service, word)
    }
}
