//! Condition keys by their names: those that every service knows, and those of a service.

use super::key::{ConditionKey, KeyType, ValueType};
use super::table::TableName;
use super::{Action, Catalogue, Service};
use crate::pattern::matches_ignore_case;

/// A key that does not belong to a service: `aws:SourceIp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalKey<'a> {
    /// Its name, with `${TagKey}` for the part that varies.
    pub name: &'a str,
    /// What its values are.
    pub key_type: KeyType,
    /// Whether a wildcard in its value gives away more than it seems to: ids of accounts,
    /// organizations and networks.
    pub is_sensitive: bool,
}

impl<'a> Catalogue<'a> {
    /// The global key of this name, whatever its case. A tag key goes by what stands before its
    /// slash.
    pub fn global_key(self, name: &str) -> Option<GlobalKey<'a>> {
        let table = self.table(TableName::GlobalConditionKeys);
        let row = table.find(name).or_else(|| {
            let (stem, tag) = name.split_once('/')?;
            if tag.is_empty() { None } else { table.find(&format!("{stem}/${{TagKey}}")) }
        })?;
        Some(GlobalKey {
            name: row.cell(0).unwrap_or(""),
            key_type: KeyType::of_words(row.bytes(1), row.bytes(2) == b"multi"),
            is_sensitive: row.bytes(4) == b"yes",
        })
    }

    /// The names of all global keys.
    pub fn global_key_names(self) -> impl Iterator<Item = &'a str> {
        self.table(TableName::GlobalConditionKeys).rows().filter_map(|row| row.cell(0))
    }

    /// Whether the claim of this name comes from an identity provider that the reference lists: one
    /// that anybody can have an account with.
    pub fn knows_provider(self, claim: &str) -> bool {
        let provider = |name: &'_ str| name.rfind(':').unwrap_or(name.len());
        let claim = &claim[..provider(claim)];
        let mut keys = self.service("sts").into_iter().flat_map(Service::condition_keys);
        keys.any(|key| key_matches(&key.name[..provider(key.name)], claim))
    }

    /// The key of a service by its full name, whatever its case: `s3:prefix`. Some services take
    /// keys that bear another prefix than theirs; those are found too, by a search through all.
    pub fn service_key(self, name: &str) -> Option<ConditionKey<'a>> {
        let (prefix, _) = name.split_once(':')?;
        let own = self.service(prefix).and_then(|service| service.condition_key(name));
        let begins = |known: &str| known.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        own.or_else(|| {
            let mut all = self.services().flat_map(Service::condition_keys);
            all.find(|key| begins(key.name) && key_matches(key.name, name))
        })
    }

    /// Whether `name` is what stands before the name of a tag: `aws:ResourceTag`, `ec2:ResourceTag/`.
    pub fn is_tag_prefix(self, name: &str) -> bool {
        let key = format!("{}/${{TagKey}}", name.trim_end_matches('/'));
        let (prefix, _) = name.split_once(':').unwrap_or_default();
        self.table(TableName::GlobalConditionKeys).find(&key).is_some()
            || self
                .service(prefix)
                .is_some_and(|service| service.condition_keys().any(|known| known.name.eq_ignore_ascii_case(&key)))
    }

    /// What the values of a claim of an identity provider are: those that the reference lists, and
    /// those that every provider has.
    pub fn claim_type(self, name: &str) -> Option<KeyType> {
        if let Some(known) = self.service("sts").and_then(|sts| sts.condition_key(name)) {
            return Some(known.key_type);
        }
        let (_, claim) = name.rsplit_once(':')?;
        let one_of = |claims: &[&str]| claims.iter().any(|known| known.eq_ignore_ascii_case(claim));
        let multivalued = one_of(&["amr"]);
        (multivalued || one_of(&["aud", "oaud", "sub"])).then_some(KeyType {
            value: ValueType::String,
            alternative: None,
            multivalued,
        })
    }

    /// Whether requests to a service say which account owns the VPC endpoint they came through,
    /// for the action of this name.
    pub fn sets_vpce_account(self, service: &str, action: &str) -> bool {
        let row = self.table(TableName::VpceAccountServices).find(service);
        row.is_some_and(|row| !row.words(1).any(|except| except.eq_ignore_ascii_case(action)))
    }
}

impl<'a> Service<'a> {
    /// The key of this full name among those that the service defines or takes. Of several forms
    /// that fit it is the longest: `events:Metadata/x/Matcher` is no tag called `x/Matcher`.
    pub fn condition_key(self, name: &str) -> Option<ConditionKey<'a>> {
        self.condition_keys().filter(|key| key_matches(key.name, name)).max_by_key(|key| key.name.len())
    }
}

impl Action<'_> {
    /// Whether a request for this action can hold the key: by itself, or for one of the types of
    /// resources it takes.
    pub fn takes_key(self, name: &str) -> bool {
        self.condition_keys().any(|key| key_matches(key, name))
            || self.resources().any(|on| {
                on.condition_keys().any(|key| key_matches(key, name))
                    || on.resource.condition_keys().any(|key| key_matches(key, name))
            })
    }
}

/// Whether `name` is the key that the reference writes as `known`; what varies, `${…}`, stands for
/// any text but none.
pub fn key_matches(known: &str, name: &str) -> bool {
    let (key, text) = (known.as_bytes(), name.as_bytes());
    // Most keys differ from the name before anything varies in them.
    let mut at = 0;
    while at < key.len() && key[at] != b'$' {
        let Some(letter) = text.get(at) else { return false };
        if key[at] != *letter && !key[at].eq_ignore_ascii_case(letter) {
            return false;
        }
        at += 1;
    }
    let varies = &known[at..];
    if !varies.starts_with("${") {
        return known.eq_ignore_ascii_case(name);
    }
    // Of most the end varies, and no more.
    if varies.bytes().position(|byte| byte == b'}') == Some(varies.len() - 1) {
        return at < text.len();
    }
    let mut pattern = String::with_capacity(known.len());
    let mut rest = known;
    while let Some(start) = rest.find("${") {
        pattern.push_str(&rest[..start]);
        pattern.push_str("?*");
        rest = rest[start..].find('}').map_or("", |end| &rest[start + end + 1..]);
    }
    pattern.push_str(rest);
    matches_ignore_case(&pattern, name)
}

impl KeyType {
    /// The type that a table spells as one word, or as two with a bar between them.
    fn of_words(words: &[u8], multivalued: bool) -> Self {
        let mut values = words.split(|&byte| byte == b'|').map(|word| match word {
            b"ARN" => ValueType::Arn,
            b"Bool" => ValueType::Bool,
            b"Numeric" => ValueType::Numeric,
            b"Date" => ValueType::Date,
            b"IPAddress" => ValueType::IpAddress,
            _ => ValueType::String,
        });
        Self { value: values.next().unwrap_or(ValueType::String), alternative: values.next(), multivalued }
    }
}
