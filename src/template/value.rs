//! What can stand in the place of a placeholder.

use super::slot::Slot;
use crate::arn::Arn;
use crate::catalogue::{Catalogue, Region};
use crate::pattern::is_pattern;
use crate::placeholder::Kind;
use crate::policy::is_account_id;
use crate::wording::quote;

/// Why a value cannot stand for a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong, as the end of a sentence that begins with the value.
    pub reason: String,
    /// What to do instead, as a sentence.
    pub help: String,
}

#[expect(clippy::unnecessary_wraps, reason = "all of its callers give it back as it is")]
fn unfit(reason: impl Into<String>, help: impl Into<String>) -> Option<Unfit> {
    Some(Unfit { reason: reason.into(), help: help.into() })
}

impl Slot {
    /// Why `value` cannot be this placeholder's; nothing where it can. `partition` is the one of the
    /// policy, where it says so.
    pub fn refuse(&self, value: &str, partition: Option<&str>, catalogue: Catalogue<'_>) -> Option<Unfit> {
        if value.is_empty() || value.trim() != value {
            return unfit("is empty or has blanks around it", "Write the value alone.");
        }
        if is_pattern(value) && matches!(self.kind, Kind::Account | Kind::Region | Kind::Partition) {
            return unfit("holds a wildcard", "Write one value; a policy can be filled in once for each.");
        }
        match self.kind {
            Kind::Region => region(value, partition, catalogue),
            Kind::Account if !is_account_id(value) => {
                let digits = value.bytes().filter(u8::is_ascii_digit).count();
                let reason = if digits == value.len() {
                    format!("is no account id: it has {digits} digits, not 12")
                } else {
                    "is no account id".to_owned()
                };
                unfit(reason, "Write the 12 digits of the account, zeros in front and all.")
            }
            Kind::Partition if !catalogue.is_partition(value) => {
                let known: Vec<String> = catalogue.partitions().map(quote).collect();
                unfit("is no partition", format!("Write one of {}.", known.join(", ")))
            }
            Kind::Version if value != "2012-10-17" && value != "2008-10-17" => {
                unfit("is no version of the policy language", "Write `2012-10-17`.")
            }
            Kind::Effect if value != "Allow" && value != "Deny" => unfit("is no effect", "Write `Allow` or `Deny`."),
            Kind::Name => self.name(value),
            _ => None,
        }
    }

    fn name(&self, value: &str) -> Option<Unfit> {
        if self.is_whole {
            let is_arn = matches!(Arn::parse(value), Some(Ok(_)));
            let says_arn = self.name.to_ascii_lowercase().contains("arn");
            return if says_arn && !is_arn { unfit("is no ARN", "Write the whole ARN of the resource.") } else { None };
        }
        if is_pattern(value) {
            return unfit("holds a wildcard", "Write one name; a policy can be filled in once for each.");
        }
        if value.starts_with("arn:") && !self.name.to_ascii_lowercase().contains("arn") {
            return unfit("is a whole ARN", "Write the name alone: the template has the rest of the ARN.");
        }
        let reason = self.names?.refuse(value)?;
        unfit(format!("is no name for it: {reason}"), "Write the name as the service shows it.")
    }
}

fn region(value: &str, partition: Option<&str>, catalogue: Catalogue<'_>) -> Option<Unfit> {
    let near = || {
        catalogue.nearest_region(value).map_or_else(
            || "Write a region, for example `eu-west-1`.".to_owned(),
            |near| format!("Did you mean {}?", quote(near)),
        )
    };
    match catalogue.region(value) {
        None => unfit("is no AWS region", near()),
        Some(Region::Known(home)) if partition.is_some_and(|partition| partition != home) => unfit(
            format!(
                "is a region of partition {}, and the policy is for {}",
                quote(home),
                quote(partition.unwrap_or(""))
            ),
            "Write a region of the same partition.",
        ),
        Some(Region::Possible(_)) => {
            unfit(format!("is no AWS region that the reference of {} knows", catalogue.date()), near())
        }
        Some(Region::Known(_)) => None,
    }
}
