//! What a value must look like, and what a key must hold, for a family of operators to compare it.

use super::condition::{ConditionValue, Family, KeyMeaning};
use super::date::is_date;
use super::ip::IpRange;
use super::variable::{Variable, has_variable, variables};
use crate::catalogue::{KeyType, ValueType};
use crate::pattern::is_pattern;

impl Family {
    /// Whether this text is a value that operators of the family can compare. IAM reads a date
    /// from whole seconds since 1970 too.
    pub fn reads(self, text: &str) -> bool {
        match self {
            Self::String | Self::Arn => true,
            Self::Bool | Self::Null => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            Self::Numeric => is_number(text),
            Self::Date => is_digits(text) || is_date(text),
            Self::IpAddress => IpRange::parse(text).is_some(),
            Self::Binary => is_base64(text),
        }
    }

    /// Whether operators of the family compare what a key of this type holds. Text and ARNs go
    /// either way: IAM compares ARNs with the operators for text, and text that has the form of
    /// an ARN with those for ARNs.
    pub fn compares(self, key_type: KeyType) -> bool {
        let compares = |value| match self {
            Self::Null => true,
            Self::String | Self::Arn => matches!(value, ValueType::String | ValueType::Arn),
            Self::Numeric => value == ValueType::Numeric,
            Self::Date => value == ValueType::Date,
            Self::Bool => value == ValueType::Bool,
            Self::IpAddress => value == ValueType::IpAddress,
            Self::Binary => false,
        };
        compares(key_type.value) || key_type.alternative.is_some_and(compares)
    }
}

impl KeyMeaning<'_> {
    /// Whether the key holds what somebody chose to write there, whatever its type says: a tag, an
    /// entry of an encryption context, a claim of an identity provider.
    pub fn is_free_text(&self) -> bool {
        let varies = |name: &str, key_type: KeyType| name.ends_with('}') && key_type.value == ValueType::String;
        match self {
            Self::Global(key) => varies(key.name, key.key_type),
            Self::Service(key) => varies(key.name, key.key_type),
            Self::Provider(_) => true,
            _ => false,
        }
    }
}

impl ConditionValue<'_> {
    /// Whether the value is this one text: no wildcard in it, and nothing that is filled in.
    pub fn is_literal(&self) -> bool {
        let text = self.as_str();
        !is_pattern(&text) && !has_variable(&text)
    }

    /// Whether the value is made of `*` alone, so that under a comparison with wildcards it matches
    /// whatever the request holds.
    pub fn matches_anything(&self) -> bool {
        let text = self.as_str();
        !text.is_empty() && text.bytes().all(|byte| byte == b'*')
    }

    /// Whether IAM fills in a part of the value.
    pub fn varies(&self) -> bool {
        variables(&self.as_str()).any(|variable| variable.varies())
    }

    /// Whether the value holds a wildcard, when escapes such as `${*}` are set aside.
    pub fn has_wildcard(&self) -> bool {
        let text = self.as_str();
        if !is_pattern(&text) {
            return false;
        }
        let mut rest = 0;
        let outside = variables(&text).any(|Variable { range, .. }| {
            let before = std::mem::replace(&mut rest, range.end)..range.start;
            is_pattern(&text[before])
        });
        outside || is_pattern(&text[rest..])
    }
}

/// Digits, and one at least.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An integer or a decimal fraction, with a sign or without.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    match digits.split_once('.') {
        None => is_digits(digits),
        Some((whole, fraction)) => (whole.is_empty() || is_digits(whole)) && is_digits(fraction),
    }
}

/// Base64 of RFC 4648, padded.
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && text.len() - body.len() <= 2 && body.bytes().all(sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_families() {
        let read = |family: Family, good: &[&str], bad: &[&str]| {
            assert_eq!(good.iter().find(|text| !family.reads(text)), None);
            assert_eq!(bad.iter().find(|text| family.reads(text)), None);
        };
        read(Family::Bool, &["true", "False"], &["yes", "1", ""]);
        read(Family::Numeric, &["10", "-3", "+2.5", ".5"], &["ten", "", "-", "1.", "1e9", "10 "]);
        read(Family::Date, &["1735689600", "2026-12-31"], &["31/12/2026", "-1"]);
        read(Family::Binary, &["", "QmluYXJ5VmFsdWU=", "QUI="], &["not base64!", "QUI", "Q===", "QU=I"]);
    }
}
