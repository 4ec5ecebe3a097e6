//! The formats of ARNs, field by field.

use super::table::{Row, TableName};
use std::fmt;

use super::{Catalogue, Service};
use crate::pattern::{differ_before_wildcards, overlaps};

/// A format of ARNs. What varies in a field stands as `*`.
#[derive(Clone, Copy)]
pub struct ArnFormat<'a> {
    row: Row<'a>,
}

impl fmt::Debug for ArnFormat<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArnFormat({}: {})", self.type_name(), self.resource())
    }
}

impl<'a> ArnFormat<'a> {
    /// The region: empty where the ARNs have none, `*` where they name one.
    pub fn region(self) -> &'a str {
        self.row.cell(1).unwrap_or("")
    }

    /// The account: empty where the ARNs have none, `*` where they name one, sometimes a word.
    pub fn account(self) -> &'a str {
        self.row.cell(2).unwrap_or("")
    }

    /// The part behind the fifth colon, as a pattern.
    pub fn resource(self) -> &'a str {
        self.row.cell(3).unwrap_or("")
    }

    /// The name of the type of resource: `log-group`.
    pub fn type_name(self) -> &'a str {
        self.row.cell(4).unwrap_or("")
    }

    /// Whether an ARN whose resource part is this pattern can name such a resource.
    #[inline]
    pub fn fits(self, resource: &str) -> bool {
        let (format, name) = (self.row.bytes(3), resource.as_bytes());
        // Most formats of a service begin with another word.
        !differ_before_wildcards(format, name) && (takes_rest(format, name) || overlaps(self.resource(), resource))
    }
}

/// Whether a format is the beginning of this name and a star behind it, as most are that fit: the star takes all
/// the rest, whatever the wildcards of the beginning stand for in both.
fn takes_rest(format: &[u8], name: &[u8]) -> bool {
    format.strip_suffix(b"*").is_some_and(|stem| name.starts_with(stem))
}

impl<'a> Catalogue<'a> {
    /// The formats of the ARNs that have this in their third field.
    pub fn arn_formats(self, service: &str) -> impl Iterator<Item = ArnFormat<'a>> {
        self.table(TableName::ArnFormats).all(service).map(|row| ArnFormat { row })
    }

    /// Whether this can be the third field of an ARN: the prefix of a service, or the name that
    /// its ARNs have instead.
    pub fn is_arn_service(self, service: &str) -> bool {
        let listed = self.service(service).is_some_and(|known| known.prefix() == service);
        listed
            || match self.legacy_prefix(service) {
                // Formats of services that are gone live on for a while.
                Some(legacy) => legacy.is_accepted(),
                None => self.table(TableName::ArnFormats).find(service).is_some_and(|row| row.cell(0) == Some(service)),
            }
    }

    /// The name of a service in ARNs that `service` is a slip of.
    pub fn nearest_arn_service(self, service: &str) -> Option<&'a str> {
        let names = self.services().map(Service::prefix);
        super::nearest::nearest(
            service,
            names.chain(self.table(TableName::ArnFormats).rows().filter_map(|row| row.cell(0))),
        )
    }

    /// Whether a resource of this name can be one that AWS offers to everybody, so that no account
    /// stands in its ARN.
    pub fn is_public_resource(self, service: &str, resource: &str) -> bool {
        self.table(TableName::PublicResources)
            .all(service)
            .any(|row| row.cell(1).is_some_and(|pattern| overlaps(pattern, resource)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_takes_the_rest_overlaps(format in "[ab?*]{0,5}", rest in "[ab?*]{0,3}") {
            let name = [format.trim_end_matches('*'), &rest].concat();
            prop_assert!(!takes_rest(format.as_bytes(), name.as_bytes()) || overlaps(&format, &name));
        }
    }
}
