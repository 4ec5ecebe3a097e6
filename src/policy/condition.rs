//! Conditions: operators, keys and values.

use std::borrow::Cow;
use std::fmt;

use super::variable::split_at_byte;
use super::{Reader, has_placeholder, has_variable};
use crate::catalogue::{Catalogue, ConditionKey as ServiceKey, GlobalKey, KeyType, LegacyPrefix, Service};
use crate::source::Span;
use crate::tree::{Member, Node, Text, Value};

/// An operator of a `Condition` and its keys, all of which must fit.
#[derive(Debug)]
pub struct Condition<'d> {
    /// The operator and its block.
    pub member: &'d Member<'d>,
    /// What the operator does, where there is one of this name.
    pub operator: Option<Operator>,
    /// The keys with their values.
    pub keys: Vec<ConditionKey<'d>>,
}

/// A condition key and the values it is compared with, one of which must fit.
#[derive(Debug)]
pub struct ConditionKey<'d> {
    /// The key and its values.
    pub member: &'d Member<'d>,
    /// What the key names.
    pub meaning: KeyMeaning<'d>,
    /// The values that are text, numbers or booleans, in order.
    pub values: Vec<ConditionValue<'d>>,
    /// Whether there may be values that are not seen.
    pub open: bool,
}

/// A value of a condition.
#[derive(Clone, Copy, Debug)]
pub struct ConditionValue<'d> {
    /// The value as it stands in the document.
    pub node: &'d Node<'d>,
}

/// A condition operator: `ForAnyValue:StringLikeIfExists` is all three of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// How several values of the request are taken together.
    pub set: Option<SetOperator>,
    /// The comparison.
    pub comparison: Comparison,
    /// Whether a request without the key fits.
    pub if_exists: bool,
}

/// How several values of a request are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// Every one of them must fit; none at all fits too.
    ForAllValues,
    /// One of them must fit.
    ForAnyValue,
}

macro_rules! comparisons {
    ($($name:ident $family:ident $negated:literal),* $(,)?) => {
        /// A comparison by its name in the policy language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names are the documentation")]
        pub enum Comparison {
            $($name),*
        }

        impl Comparison {
            /// All comparisons.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name)),*
                }
            }

            /// What it compares.
            pub const fn family(self) -> Family {
                match self {
                    $(Self::$name => Family::$family),*
                }
            }

            /// Whether it holds for what is not equal.
            pub const fn is_negated(self) -> bool {
                match self {
                    $(Self::$name => $negated),*
                }
            }
        }
    };
}

comparisons! {
    StringEquals String false,
    StringNotEquals String true,
    StringEqualsIgnoreCase String false,
    StringNotEqualsIgnoreCase String true,
    StringLike String false,
    StringNotLike String true,
    NumericEquals Numeric false,
    NumericNotEquals Numeric true,
    NumericLessThan Numeric false,
    NumericLessThanEquals Numeric false,
    NumericGreaterThan Numeric false,
    NumericGreaterThanEquals Numeric false,
    DateEquals Date false,
    DateNotEquals Date true,
    DateLessThan Date false,
    DateLessThanEquals Date false,
    DateGreaterThan Date false,
    DateGreaterThanEquals Date false,
    Bool Bool false,
    BinaryEquals Binary false,
    IpAddress IpAddress false,
    NotIpAddress IpAddress true,
    ArnEquals Arn false,
    ArnNotEquals Arn true,
    ArnLike Arn false,
    ArnNotLike Arn true,
    Null Null false,
}

/// What a comparison compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Text.
    String,
    /// Numbers.
    Numeric,
    /// Dates.
    Date,
    /// `true` and `false`.
    Bool,
    /// Bytes in Base64.
    Binary,
    /// Addresses and ranges of them.
    IpAddress,
    /// ARNs, field by field.
    Arn,
    /// Whether there is a value.
    Null,
}

impl Comparison {
    /// Whether `*` and `?` in a value are wildcards.
    pub const fn has_wildcards(self) -> bool {
        matches!(self, Self::StringLike | Self::StringNotLike) || matches!(self.family(), Family::Arn)
    }
}

impl Operator {
    /// The operator of this name. Case does not count.
    pub fn parse(name: &str) -> Option<Self> {
        let (set, rest) = match split_at_byte(name, b':') {
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAllValues") => (Some(SetOperator::ForAllValues), rest),
            Some((set, rest)) if set.eq_ignore_ascii_case("ForAnyValue") => (Some(SetOperator::ForAnyValue), rest),
            Some(_) => return None,
            None => (None, name),
        };
        // Most are written as they are called.
        let is = |known: &str, text: &str| known == text || known.eq_ignore_ascii_case(text);
        let find = |text: &str| Comparison::ALL.iter().copied().find(|known| is(known.name(), text));
        if let Some(comparison) = find(rest) {
            return Some(Self { set, comparison, if_exists: false });
        }
        let stem = rest.len().checked_sub("IfExists".len())?;
        let (stem, suffix) = (rest.get(..stem)?, rest.get(stem..)?);
        let comparison = find(stem).filter(|_| suffix.eq_ignore_ascii_case("IfExists"))?;
        Some(Self { set, comparison, if_exists: true })
    }

    /// What it compares.
    pub const fn family(self) -> Family {
        self.comparison.family()
    }

    /// Whether it holds for what is not equal.
    pub const fn is_negated(self) -> bool {
        self.comparison.is_negated()
    }

    /// Whether no request fits that lacks the key: neither by the way of `IfExists`, nor because
    /// nothing is unequal to everything, nor because all of no values fit.
    pub fn requires_key(self) -> bool {
        !self.is_negated()
            && !self.if_exists
            && self.set != Some(SetOperator::ForAllValues)
            && self.family() != Family::Null
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.set {
            Some(SetOperator::ForAllValues) => "ForAllValues:",
            Some(SetOperator::ForAnyValue) => "ForAnyValue:",
            None => "",
        })?;
        f.write_str(self.comparison.name())?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

/// What a condition key names, as far as the catalogue knows.
#[derive(Clone, Copy, Debug)]
pub enum KeyMeaning<'a> {
    /// A part of it is still to be filled in.
    Placeholder,
    /// It holds a policy variable, which IAM takes literally here.
    Variable,
    /// It does not have the form `prefix:name`.
    Malformed,
    /// The prefix of a tag key without the name of a tag: `aws:ResourceTag`.
    MissingTag,
    /// A key that every service knows.
    Global(GlobalKey<'a>),
    /// A key of a service.
    Service(ServiceKey<'a>),
    /// A claim of an identity provider, `accounts.google.com:aud`, with what its values are where
    /// that is known.
    Provider(Option<KeyType>),
    /// `aws:` and a name that is no key.
    UnknownGlobal,
    /// A key that its service does not have.
    Unknown(Service<'a>),
    /// No service has this prefix.
    UnknownService(&'a str),
    /// A key of a service that the reference no longer lists, or never did.
    LegacyService(LegacyPrefix<'a>),
}

impl<'a> KeyMeaning<'a> {
    /// What `name` means as a condition key.
    pub fn of(name: &'a str, catalogue: Catalogue<'a>) -> Self {
        if has_variable(name) {
            return Self::Variable;
        }
        let (prefix, rest) = split_at_byte(name, b':').unwrap_or_default();
        if prefix.is_empty() || rest.is_empty() || prefix.contains(char::is_whitespace) {
            return Self::Malformed;
        }
        if let Some(key) = catalogue.global_key(name) {
            return Self::Global(key);
        }
        // The issuer of a provider is a host, with a path for some.
        if prefix.contains(['.', '/']) || prefix.eq_ignore_ascii_case("saml") {
            return Self::Provider(catalogue.claim_type(name));
        }
        let service = catalogue.service(prefix);
        if let Some(key) = service.and_then(|service| service.condition_key(name)) {
            return Self::Service(key);
        }
        if catalogue.is_tag_prefix(name) {
            return Self::MissingTag;
        }
        if prefix.eq_ignore_ascii_case("aws") {
            return Self::UnknownGlobal;
        }
        if let Some(key) = catalogue.service_key(name) {
            return Self::Service(key);
        }
        if let Some(service) = service {
            return Self::Unknown(service);
        }
        catalogue.legacy_prefix(prefix).map_or(Self::UnknownService(prefix), Self::LegacyService)
    }

    /// What the values of the key are, where that is known.
    pub const fn key_type(&self) -> Option<KeyType> {
        match self {
            Self::Global(key) => Some(key.key_type),
            Self::Service(key) => Some(key.key_type),
            Self::Provider(key_type) => *key_type,
            _ => None,
        }
    }
}

impl<'d> Condition<'d> {
    /// Reads the element `Condition`.
    pub(super) fn read_all(member: &'d Member<'d>, reader: &Reader<'_, 'd>) -> impl Iterator<Item = Self> {
        let operators = member.value.as_object().map_or(&[][..], |object| &object.members);
        operators.iter().map(|operator| {
            let keys = operator.value.as_object().map_or(&[][..], |object| &object.members);
            Self {
                member: operator,
                operator: Operator::parse(operator.name()),
                keys: keys.iter().map(|key| ConditionKey::read(key, reader)).collect(),
            }
        })
    }

    /// The name of the operator, as the user wrote it.
    pub fn name(&self) -> &'d str {
        self.member.name()
    }

    /// Whether a request without this key, one of the condition's own, does not fit.
    pub fn needs(&self, key: &ConditionKey<'_>) -> bool {
        let Some(operator) = self.operator else { return false };
        match (operator.family(), operator.set) {
            (Family::Null, _) => !key.open && key.values.iter().all(|value| value.as_str() == "false"),
            (_, Some(SetOperator::ForAllValues)) => false,
            (_, Some(SetOperator::ForAnyValue)) => !operator.if_exists,
            (_, None) => !operator.if_exists && !operator.is_negated(),
        }
    }

    /// Whether only requests whose value for this key is one of those listed fit.
    pub fn restricts_to(&self, key: &ConditionKey<'_>) -> bool {
        let negated = self.operator.is_none_or(|operator| operator.is_negated() || operator.family() == Family::Null);
        !negated && self.needs(key)
    }
}

impl<'d> ConditionKey<'d> {
    fn read(member: &'d Member<'d>, reader: &Reader<'_, 'd>) -> Self {
        let count = member.value.as_array().map_or(1, |array| array.items.len());
        let mut key = Self { member, meaning: KeyMeaning::Placeholder, values: Vec::with_capacity(count), open: false };
        if !has_placeholder(reader.placeholders, member.key.span) {
            key.meaning = KeyMeaning::of(member.name(), reader.catalogue);
        }
        let mut take = |node: &'d Node<'d>| match &node.value {
            Value::String(_) | Value::Number(_) | Value::Bool(_) => key.values.push(ConditionValue { node }),
            Value::Template(_) | Value::Unknown => key.open = true,
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        };
        match &member.value.value {
            Value::Array(array) => {
                array.items.iter().for_each(&mut take);
                key.open |= array.open;
            }
            _ => take(&member.value),
        }
        key
    }

    /// The key, as the user wrote it.
    pub fn name(&self) -> &'d str {
        self.member.name()
    }

    /// Whether this is the key of that name. Case does not count.
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The bytes of the key with its quotes.
    pub fn span(&self) -> Span {
        self.member.key.span
    }
}

impl<'d> ConditionValue<'d> {
    /// The value as text; IAM compares numbers and booleans as they are written.
    pub fn as_str(&self) -> Cow<'d, str> {
        match &self.node.value {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Borrowed(number),
            Value::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            _ => Cow::Borrowed(""),
        }
    }

    /// The text, where the value is a string.
    pub fn text(&self) -> Option<&'d Text<'d>> {
        self.node.text()
    }

    /// The bytes of the value; a string's with its quotes.
    pub fn span(&self) -> Span {
        self.node.span
    }
}
