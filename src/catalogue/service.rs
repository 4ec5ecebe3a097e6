//! Services and the types of their resources.

use std::fmt;
use std::ops::Range;

use super::action::Action;
use super::blob::{Blob, Hash, Section};
use super::key::{ConditionKey, KeyType};
use crate::pattern::matches_ignore_case;

/// A service: what stands before the colon of an action.
#[derive(Clone, Copy)]
pub struct Service<'a> {
    blob: Blob<'a>,
    index: usize,
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
        Self { blob, index }
    }

    /// Its number among the services of the catalogue.
    pub(crate) const fn number(self) -> usize {
        self.index
    }

    /// The prefix of its actions: `kinesis`.
    pub fn prefix(self) -> &'a str {
        self.blob.string(self.blob.field(Section::Services, self.index, 0))
    }

    /// Its name: `Amazon Kinesis Data Streams`.
    pub fn name(self) -> &'a str {
        self.blob.string(self.blob.field(Section::Services, self.index, 3))
    }

    /// Whether resource control policies reach it.
    pub fn supports_rcp(self) -> bool {
        self.blob.field(Section::Services, self.index, 15) != 0
    }

    /// How many actions it has, of whatever status.
    pub fn action_count(self) -> usize {
        self.action_range().len()
    }

    /// Its actions, of whatever status, sorted without case.
    pub fn actions(self) -> impl Iterator<Item = Action<'a>> {
        self.action_range().map(move |index| Action::new(self.blob, self, index))
    }

    /// The action of this name, whatever its case and status.
    pub fn action(self, name: &str) -> Option<Action<'a>> {
        let hash = Hash::NEW.text(self.prefix()).byte(b':').text(name);
        let (_, index) = self.blob.find_action(hash, self.prefix(), name)?;
        self.action_range().contains(&index).then(|| Action::new(self.blob, self, index))
    }

    /// The actions that a pattern grants: those that match, without retired names and names of
    /// API operations.
    pub fn matching<'p>(self, pattern: &'p str) -> impl Iterator<Item = Action<'a>> + use<'a, 'p> {
        // What stands before the first wildcard says where in the sorted names to look.
        let stem = &pattern[..pattern.find(['*', '?']).unwrap_or(pattern.len())];
        let prefix_only = &pattern[stem.len()..] == "*";
        let beginning = self.blob.beginning_with(Section::Actions, self.action_range(), stem);
        beginning.map(move |index| Action::new(self.blob, self, index)).filter(move |action| {
            action.status().can_be_granted() && (prefix_only || matches_ignore_case(pattern, action.name()))
        })
    }

    /// The types of its resources.
    pub fn resources(self) -> impl Iterator<Item = Resource<'a>> {
        self.resource_range().map(move |index| Resource { blob: self.blob, index })
    }

    /// The condition keys that it defines or takes, with their types.
    pub fn condition_keys(self) -> impl Iterator<Item = ConditionKey<'a>> {
        let keys = self.blob.range(Section::Services, self.index, 12, Section::Keys);
        keys.map(move |index| ConditionKey {
            name: self.blob.string(self.blob.field(Section::Keys, index, 0)),
            key_type: KeyType::of_code(self.blob.byte(Section::Keys, index, 3)),
        })
    }

    /// The resource type with this number among those of the service.
    pub(super) fn resource(self, number: usize) -> Resource<'a> {
        Resource { blob: self.blob, index: self.resource_range().start + number }
    }

    /// The place of an action of this service among them.
    pub(crate) fn place_of(self, action: Action<'_>) -> usize {
        action.index().saturating_sub(self.action_range().start)
    }

    /// The number of a resource type among those of the service, if it is one of them.
    pub(super) fn number_of(self, resource: Resource<'_>) -> Option<usize> {
        resource.index.checked_sub(self.resource_range().start)
    }

    fn action_range(self) -> Range<usize> {
        self.blob.range(Section::Services, self.index, 6, Section::Actions)
    }

    fn resource_range(self) -> Range<usize> {
        self.blob.range(Section::Services, self.index, 9, Section::Resources)
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
