//! The AWS reference: services, their actions, resources and condition keys, and small tables of
//! facts about IAM. It is one blob that `build.rs` makes from the text in `data/`; nothing is
//! parsed or allocated before it is asked for.

mod action;
mod action_pattern;
mod blob;
mod condition;
mod facts;
mod format;
mod hash;
mod key;
mod nearest;
mod principal;
mod service;
mod table;

use std::fmt;

pub use action::{AccessLevel, Action, ActionSet, On, Status};
pub use action_pattern::ActionPattern;
pub use blob::{CatalogueError, Reference};
pub use condition::{GlobalKey, key_matches};
pub use facts::Region;
pub use format::ArnFormat;
pub use key::{ConditionKey, KeyType, ValueType};
pub use principal::ServicePrincipal;
pub use service::{Resource, Service};
pub use table::LegacyPrefix;

use blob::{Blob, Section};

/// A catalogue: the embedded one, or one from a file.
#[derive(Clone, Copy)]
pub struct Catalogue<'a> {
    blob: Blob<'a>,
    /// Prefixes of services that the reference does not have.
    more: &'a [String],
}

impl fmt::Debug for Catalogue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Catalogue({})", self.date())
    }
}

static EMBEDDED: Reference<'static> = Reference::trusted(
    include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.bin")),
    include_str!(concat!(env!("OUT_DIR"), "/catalogue.txt")),
);

impl Catalogue<'static> {
    /// The catalogue that this binary was built with.
    ///
    /// ```
    /// use arnlint::catalogue::Catalogue;
    ///
    /// let kinesis = Catalogue::embedded().service("kinesis").expect("a service");
    /// let action = kinesis.action("describestream").expect("an action, whatever its case");
    /// assert_eq!(action.name(), "DescribeStream");
    /// assert_eq!(kinesis.matching("Get*").count(), 3);
    /// ```
    pub const fn embedded() -> Self {
        Self { blob: Blob(&EMBEDDED), more: &[] }
    }
}

impl<'a> Catalogue<'a> {
    /// The catalogue of a file.
    pub const fn of(reference: &'a Reference<'a>) -> Self {
        Self { blob: Blob(reference), more: &[] }
    }

    /// The same with these prefixes of services that it does not have: nothing is known of them
    /// but that they exist.
    pub fn with_services(self, more: &'a [String]) -> Self {
        Self { more, ..self }
    }

    /// The day of which the reference is, as `2026-09-26`.
    pub fn date(self) -> &'a str {
        self.blob.date()
    }

    /// All services, sorted by prefix.
    pub fn services(self) -> impl Iterator<Item = Service<'a>> {
        (0..self.service_count()).map(move |index| Service::new(self.blob, index))
    }

    /// The service with this prefix, whatever its case.
    pub fn service(self, prefix: &str) -> Option<Service<'a>> {
        self.blob.find_service(prefix).map(|index| Service::new(self.blob, index))
    }

    /// The action of this full name (`s3:GetObject`), whatever its case.
    pub fn action(self, name: &str) -> Option<Action<'a>> {
        let (service, action) = self.blob.find_action(name)?;
        Some(Action::new(Service::new(self.blob, service), action))
    }

    fn service_count(self) -> usize {
        self.blob.len(Section::Services).saturating_sub(1)
    }
}
