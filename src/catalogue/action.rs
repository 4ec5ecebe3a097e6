//! Actions: what they do, what they take, and how sure we are of them.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;

use super::blob::{Blob, Section, short};
use super::service::{Resource, Service};

/// What an action does, by the levels of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccessLevel {
    /// Reads what is in a resource.
    Read,
    /// Lists resources.
    List,
    /// Makes, changes or deletes resources.
    Write,
    /// Changes tags.
    Tagging,
    /// Changes who may do what.
    Permissions,
}

/// Where the name of an action comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status<'a> {
    /// The reference lists it.
    Documented,
    /// The reference does not list it, and another source that can be trusted does.
    Extra,
    /// The SDKs have an operation of this name, newer than the reference.
    Pending,
    /// The reference listed it once.
    Retired {
        /// The month in which it was last seen, as `2025-11`.
        last_documented: &'a str,
    },
    /// It is the name of an API operation that other actions authorise.
    ApiOperation,
}

/// An action of a service.
#[derive(Clone, Copy)]
pub struct Action<'a> {
    service: Service<'a>,
    index: u32,
}

/// Actions of one catalogue are the same when they stand at the same place in it.
impl PartialEq for Action<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}

impl Eq for Action<'_> {}

impl Hash for Action<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl fmt::Debug for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({self})")
    }
}

/// The full name, as `kinesis:GetRecords`.
impl fmt::Display for Action<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        [self.service.prefix(), ":", self.name()].into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl<'a> Action<'a> {
    pub(super) const fn new(service: Service<'a>, index: usize) -> Self {
        Self { service, index: short(index) }
    }

    /// Its place among all actions of the catalogue.
    pub(crate) const fn index(self) -> usize {
        self.index as usize
    }

    /// Its service.
    pub const fn service(self) -> Service<'a> {
        self.service
    }

    /// Its name without the service: `GetRecords`.
    pub fn name(self) -> &'a str {
        self.blob().string(self.field(0))
    }

    /// Adds its full name.
    pub fn push_to(self, out: &mut String) {
        out.extend([self.service().prefix(), ":", self.name()]);
    }

    /// What it does.
    pub fn level(self) -> AccessLevel {
        match self.blob().byte(Section::Actions, self.index(), 12) {
            0 => AccessLevel::Read,
            1 => AccessLevel::List,
            3 => AccessLevel::Tagging,
            4 => AccessLevel::Permissions,
            _ => AccessLevel::Write,
        }
    }

    /// Where its name comes from.
    pub fn status(self) -> Status<'a> {
        match self.origin() & !TAKES_RESOURCES {
            1 => Status::Extra,
            2 => Status::Pending,
            3 => Status::Retired { last_documented: self.extra().next().unwrap_or("") },
            4 => Status::ApiOperation,
            _ => Status::Documented,
        }
    }

    /// Whether a policy that names it can grant something: it is neither retired nor the name of an operation.
    pub fn can_be_granted(self) -> bool {
        self.origin() & !TAKES_RESOURCES < 3
    }

    /// The condition keys that it takes whatever the resource.
    pub fn condition_keys(self) -> impl Iterator<Item = &'a str> {
        self.blob().set(self.field(3))
    }

    /// Whether it takes resources at all, and not `*` alone.
    pub fn takes_resources(self) -> bool {
        self.origin() & TAKES_RESOURCES != 0
    }

    /// Whether it takes resources of this type.
    pub fn takes(self, resource: Resource<'_>) -> bool {
        let number = self.service.number_of(resource);
        self.on_range().any(|index| Some(self.blob().field(Section::On, index, 0) & !REQUIRED) == number)
    }

    /// The types of resources that it takes; none where it works on `*` alone.
    pub fn resources(self) -> impl Iterator<Item = On<'a>> {
        self.on_range().map(move |index| {
            let blob = self.blob();
            let resource = blob.field(Section::On, index, 0);
            On {
                resource: self.service.resource(resource & !REQUIRED),
                required: resource & REQUIRED != 0,
                blob,
                keys: blob.field(Section::On, index, 3),
            }
        })
    }

    /// The actions that authorise an API operation, by their full names.
    pub fn authorised_by(self) -> impl Iterator<Item = &'a str> {
        self.extra().filter(move |_| self.status() == Status::ApiOperation)
    }

    /// The actions that the caller needs besides this one, by their full names.
    pub fn depends_on(self) -> impl Iterator<Item = &'a str> {
        self.extra().filter(move |_| self.status() == Status::Documented)
    }

    /// The code of its status, and the bit of those that take resources.
    #[inline]
    fn origin(self) -> u8 {
        self.blob().byte(Section::Actions, self.index(), 13)
    }

    #[inline]
    const fn blob(self) -> Blob<'a> {
        self.service.blob()
    }

    fn on_range(self) -> Range<usize> {
        self.blob().range(Section::Actions, self.index(), 9, Section::On)
    }

    fn extra(self) -> impl Iterator<Item = &'a str> {
        self.blob().set(self.field(6))
    }

    fn field(self, at: usize) -> usize {
        self.blob().field(Section::Actions, self.index(), at)
    }
}

/// A set of actions of one catalogue.
#[derive(Clone, Debug, Default)]
pub struct ActionSet {
    /// The places of the actions, in words of 64: the number of the word, and its bits. Sorted.
    words: Vec<(usize, u64)>,
    /// The word of the last action, which is mostly that of the next one.
    last: usize,
}

impl ActionSet {
    /// Takes an action in, and says whether it is new.
    #[inline]
    pub fn insert(&mut self, action: Action<'_>) -> bool {
        let (number, bit) = (action.index() / 64, 1 << (action.index() % 64));
        let bits = match self.words.get_mut(self.last) {
            Some((last, bits)) if *last == number => bits,
            _ => self.go_to(number),
        };
        let is_new = *bits & bit == 0;
        *bits |= bit;
        is_new
    }

    /// The bits of the word of this number, which is the last one from now on.
    fn go_to(&mut self, number: usize) -> &mut u64 {
        self.last = self.words.partition_point(|word| word.0 < number);
        if self.words.get(self.last).is_none_or(|word| word.0 != number) {
            self.words.insert(self.last, (number, 0));
        }
        &mut self.words[self.last].1
    }
}

/// The bit of an action's status that says that it takes resources.
const TAKES_RESOURCES: u8 = 1 << 7;
/// The bit of a resource's number that says that the action needs it.
const REQUIRED: usize = 1 << 23;

/// A type of resource that an action takes.
#[derive(Clone, Copy)]
pub struct On<'a> {
    /// The type.
    pub resource: Resource<'a>,
    /// Whether the action cannot do without one.
    pub required: bool,
    blob: Blob<'a>,
    keys: usize,
}

impl fmt::Debug for On<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "On({}{})", self.resource.name(), if self.required { "*" } else { "" })
    }
}

impl<'a> On<'a> {
    /// The condition keys that the action takes on such a resource.
    pub fn condition_keys(self) -> impl Iterator<Item = &'a str> {
        self.blob.set(self.keys)
    }
}
