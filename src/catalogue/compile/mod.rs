//! Compiles the text in data/ into the blob that the library embeds.
//!
//! None of this is part of the library: build.rs, the maintainers' tasks and the tests take it in
//! by its path, so that there is one reader of the text and one writer of the blob.

mod blob;
mod format;
#[path = "../hash.rs"]
mod hash;
mod overlay;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

pub(crate) use blob::{FORMAT, MAGIC, SECTIONS, write_blob};
pub(crate) use text::{list, read_date, read_reference, read_table};

/// The levels of access, in the order of their codes.
pub(crate) const LEVELS: &[&str] = &["read", "list", "write", "tagging", "permissions"];
/// The statuses of an action, in the order of their codes.
pub(crate) const STATUSES: &[&str] = &["documented", "extra", "pending", "retired", "operation"];
/// The types of condition keys, in the order of their codes.
pub(crate) const TYPES: &[&str] =
    &["String", "ArrayOfString", "ARN", "ArrayOfARN", "Bool", "ArrayOfBool", "Numeric", "Date", "IPAddress"];

pub(crate) type Error = String;

/// All of data/ that the blob holds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Data {
    /// The day of the reference, as `2026-09-26`.
    pub(crate) date: String,
    /// By prefix.
    pub(crate) services: BTreeMap<String, Service>,
    /// Name, then header and rows.
    pub(crate) tables: BTreeMap<String, Vec<Vec<String>>>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) name: String,
    /// Whether resource control policies reach it.
    pub(crate) rcp: bool,
    /// Name and type.
    pub(crate) keys: Vec<(String, String)>,
    pub(crate) resources: Vec<Resource>,
    /// By lower-case name.
    pub(crate) actions: BTreeMap<String, Action>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) arns: Vec<String>,
    pub(crate) keys: Vec<String>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) name: String,
    pub(crate) level: String,
    pub(crate) status: String,
    pub(crate) keys: Vec<String>,
    /// What it depends on, what authorises it or when it was last documented, by its status.
    pub(crate) extra: Vec<String>,
    pub(crate) on: Vec<On>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct On {
    pub(crate) resource: String,
    pub(crate) required: bool,
    pub(crate) keys: Vec<String>,
}

/// The overlays that become tables as they are.
const TABLES: &[&str] = &[
    "condition-operators",
    "global-condition-keys",
    "legacy-prefixes",
    "partitions",
    "privilege-escalation",
    "public-resources",
    "sensitive-actions",
    "service-principals",
    "source-key-senders",
    "vpce-account-services",
];

/// The regions, each with its partition, from the table of partitions.
fn regions(partitions: &[Vec<String>]) -> Vec<Vec<String>> {
    let rows = partitions.iter().skip(1).flat_map(|row| {
        row[3].split(' ').filter(|region| *region != "-").map(|region| vec![region.to_owned(), row[0].clone()])
    });
    std::iter::once(vec!["region".to_owned(), "partition".to_owned()]).chain(rows).collect()
}

/// Reads data/: the reference with the overlays laid over it.
pub(crate) fn read_data(folder: &Path) -> Result<Data, Error> {
    let mut data = Data { date: read_date(folder)?, services: read_reference(folder)?, ..Data::default() };
    let overlay = folder.join("overlay");
    overlay::lay(&mut data, &overlay)?;
    for name in TABLES {
        data.tables.insert((*name).to_owned(), read_table(&overlay, name)?);
    }
    let regions = regions(&data.tables["partitions"]);
    data.tables.insert("regions".to_owned(), regions);
    data.tables.insert("arn-services".to_owned(), format::services(&data));
    data.tables.insert("arn-formats".to_owned(), format::formats(&data));
    Ok(data)
}
