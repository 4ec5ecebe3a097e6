//! Condition keys and their types.

/// A condition key of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConditionKey<'a> {
    /// Its name; what varies in it stands as `${…}`: `aws:ResourceTag/${TagKey}`.
    pub name: &'a str,
    /// What its values are.
    pub key_type: KeyType,
}

/// What the values of a condition key are, and whether a request can hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyType {
    /// What one value is.
    pub value: ValueType,
    /// What it can be as well.
    pub alternative: Option<ValueType>,
    /// Whether a request can hold several.
    pub multivalued: bool,
}

/// What a value of a condition key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A date.
    Date,
    /// An address or a range of addresses.
    IpAddress,
}

impl KeyType {
    /// The type with this code; the codes are those of `compile/mod.rs`.
    pub(super) const fn of_code(code: u8) -> Self {
        let (value, multivalued) = match code {
            1 => (ValueType::String, true),
            2 => (ValueType::Arn, false),
            3 => (ValueType::Arn, true),
            4 => (ValueType::Bool, false),
            5 => (ValueType::Bool, true),
            6 => (ValueType::Numeric, false),
            7 => (ValueType::Date, false),
            8 => (ValueType::IpAddress, false),
            _ => (ValueType::String, false),
        };
        // KMS compares the date of `kms:ValidTo` as the number of seconds too.
        let alternative = if matches!(value, ValueType::Date) { Some(ValueType::Numeric) } else { None };
        Self { value, alternative, multivalued }
    }
}
