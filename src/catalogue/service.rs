//! Services and the types of their resources.

use std::fmt;
use std::ops::Range;

use super::action::Action;
use super::action_pattern::ActionPattern;
use super::blob::{Blob, Section, short};
use super::key::{ConditionKey, KeyType};

/// A service: what stands before the colon of an action.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    blob: Blob<'a>,
    index: u32,
}

/// Services of one catalogue are the same when they stand at the same place in it.
impl PartialEq for Service<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl Eq for Service<'_> {}

impl fmt::Debug for Service<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({})", self.prefix())
    }
}

impl<'a> Service<'a> {
    pub(super) const fn new(blob: Blob<'a>, index: usize) -> Self {
        Self { blob, index: short(index) }
    }

    pub(super) const fn blob(self) -> Blob<'a> {
        self.blob
    }

    /// Its number among the services of the catalogue.
    pub(crate) const fn number(self) -> usize {
        self.index as usize
    }

    /// The prefix of its actions: `kinesis`.
    pub fn prefix(self) -> &'a str {
        self.blob.string(self.blob.field(Section::Services, self.number(), 0))
    }

    /// Its name: `Amazon Kinesis Data Streams`.
    pub fn name(self) -> &'a str {
        self.blob.string(self.blob.field(Section::Services, self.number(), 3))
    }

    /// Whether resource control policies reach it.
    pub fn supports_rcp(self) -> bool {
        self.blob.field(Section::Services, self.number(), 15) != 0
    }

    /// How many actions it has, of whatever status.
    pub fn action_count(self) -> usize {
        self.action_range().len()
    }

    /// Its actions, of whatever status, sorted without case.
    pub fn actions(self) -> impl Iterator<Item = Action<'a>> {
        self.action_range().map(move |index| Action::new(self, index))
    }

    /// The action of this name, whatever its case and status.
    pub fn action(self, name: &str) -> Option<Action<'a>> {
        let (_, index) = self.blob.find_action(&[self.prefix(), ":", name].concat())?;
        self.action_range().contains(&index).then(|| Action::new(self, index))
    }

    /// A pattern over the names of its actions.
    pub fn pattern<'p>(self, text: &'p str) -> ActionPattern<'a, 'p> {
        // What stands before the first wildcard says where in the sorted names to look.
        let stem = text.bytes().position(|byte| matches!(byte, b'*' | b'?')).unwrap_or(text.len());
        let beginning = self.blob.beginning_with(self.action_range(), &text[..stem]);
        ActionPattern::new(self, text, stem, beginning)
    }

    /// The actions that a pattern grants.
    pub fn matching<'p>(self, pattern: &'p str) -> impl Iterator<Item = Action<'a>> + use<'a, 'p> {
        self.pattern(pattern).actions()
    }

    /// The types of its resources.
    pub fn resources(self) -> impl Iterator<Item = Resource<'a>> {
        self.resource_range().map(move |index| Resource { blob: self.blob, index })
    }

    /// The condition keys that it defines or takes, with their types.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey<'a>> {
        let keys = self.blob.range(Section::Services, self.number(), 12, Section::Keys);
        keys.map(move |index| ConditionKey {
            name: self.blob.string(self.blob.field(Section::Keys, index, 0)),
            key_type: KeyType::of_code(self.blob.byte(Section::Keys, index, 3)),
        })
    }

    /// The resource type with this number among those of the service.
    pub(super) fn resource(self, number: usize) -> Resource<'a> {
        Resource { blob: self.blob, index: self.resource_range().start + number }
    }

    /// The number of a resource type among those of the service, if it is one of them.
    pub(super) fn number_of(self, resource: Resource<'_>) -> Option<usize> {
        resource.index.checked_sub(self.resource_range().start)
    }

    /// Where in the catalogue its actions stand.
    pub(crate) fn action_range(self) -> Range<usize> {
        self.blob.range(Section::Services, self.number(), 6, Section::Actions)
    }

    fn resource_range(self) -> Range<usize> {
        self.blob.range(Section::Services, self.number(), 9, Section::Resources)
    }
}

/// A type of resource.
#[derive(Clone, Copy)]
pub struct Resource<'a> {
    blob: Blob<'a>,
    index: usize,
}

/// Types of one catalogue are the same when they stand at the same place in it.
impl PartialEq for Resource<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl Eq for Resource<'_> {}

impl fmt::Debug for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Resource({})", self.name())
    }
}

impl<'a> Resource<'a> {
    /// Its name in the reference: `stream`.
    pub fn name(self) -> &'a str {
        self.blob.string(self.blob.field(Section::Resources, self.index, 0))
    }

    /// The formats of its ARNs: `arn:${Partition}:kinesis:${Region}:${Account}:stream/${StreamName}`.
    pub fn arns(self) -> impl Iterator<Item = &'a str> + Clone {
        self.blob.set(self.blob.field(Section::Resources, self.index, 3))
    }

    /// The formats as patterns of ARNs: what varies is `*`, and `?*` where it is a region or an
    /// account, which are never empty.
    pub fn arn_patterns(self) -> impl Iterator<Item = &'a str> + Clone {
        self.blob.set(self.blob.field(Section::Resources, self.index, 6))
    }

    /// The condition keys that say something about it.
    pub fn condition_keys(self) -> impl Iterator<Item = &'a str> {
        self.blob.set(self.blob.field(Section::Resources, self.index, 9))
    }
}
