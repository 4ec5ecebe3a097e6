//! Condition keys of small worlds.

/// A condition key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    /// Whether it can have several values.
    pub(crate) several: bool,
    /// What a request may have for it, besides nothing.
    pub(crate) values: &'static [&'static [&'static str]],
    pub(crate) operators: &'static [&'static str],
    /// What conditions ask for.
    pub(crate) listed: &'static [&'static str],
}

const TEXT: &[&str] =
    &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "Null"];
const ARN: &[&str] = &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotLike", "Null"];
const DATE: &[&str] = &[
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Null",
];
const NUMBER: &[&str] = &[
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "NumericLessThanEquals",
];

/// A tag.
pub(crate) const TEAM: Key = Key {
    name: "aws:PrincipalTag/team",
    several: false,
    values: &[&["a"], &["b"], &["ab"], &["A"], &["q"], &["?"], &["a*"]],
    operators: TEXT,
    listed: &["a", "b", "A", "a*", "?", "*b", "ab"],
};
/// `true` or `false`.
pub(crate) const TLS: Key = Key {
    name: "aws:SecureTransport",
    several: false,
    values: &[&["true"], &["false"]],
    operators: &["Bool", "Null"],
    listed: &["true", "false"],
};

/// Keys of all types.
pub(crate) const KEYS: &[Key] = &[
    TEAM,
    TLS,
    Key {
        name: "aws:TagKeys",
        several: true,
        values: &[&["a"], &["b"], &["a", "b"], &["ab"], &["?"], &["q"], &["a", "q"], &["b", "q"], &["a", "b", "q"]],
        operators: &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "Null"],
        listed: &["a", "b", "a*", "?", "*b"],
    },
    Key {
        name: "s3:max-keys",
        several: false,
        values: &[&["0"], &["1"], &["1.5"], &["2"], &["2.5"], &["3"], &["4"]],
        operators: NUMBER,
        listed: &["1", "2", "3"],
    },
    Key {
        name: "aws:SourceIp",
        several: false,
        values: &[
            &["0.0.0.0"],
            &["9.255.255.255"],
            &["10.0.0.0"],
            &["10.0.0.1"],
            &["10.0.0.64"],
            &["10.0.0.128"],
            &["10.0.1.0"],
            &["255.255.255.255"],
            &["::1"],
        ],
        operators: &["IpAddress", "NotIpAddress"],
        listed: &["10.0.0.0/24", "10.0.0.0/26", "10.0.0.128/25", "10.0.0.7/25"],
    },
    Key {
        name: "aws:VpcSourceIp",
        several: false,
        values: &[
            &["10.0.0.1"],
            &["::1"],
            &["2001:db8::1"],
            &["2001:db8:4000::"],
            &["2001:db8:8000::"],
            &["2001:db9::"],
            &["ffff::"],
        ],
        operators: &["IpAddress", "NotIpAddress"],
        listed: &["2001:db8::/32", "2001:db8::/34", "2001:db8:8000::/33", "::/0", "0.0.0.0/0"],
    },
    Key {
        name: "aws:CurrentTime",
        several: false,
        values: &[
            &["2025-12-31T23:59:59Z"],
            &["2026-01-01"],
            &["2026-01-01T00:00:00.5Z"],
            &["1767225601"],
            &["2026-01-01T00:00:30Z"],
            &["2026-01-01T00:01:00+00:00"],
            &["2026-02"],
        ],
        operators: DATE,
        listed: &[
            "2026-01-01T00:00:00Z",
            "2026-01-01T02:00:00+02:00",
            "1767225601",
            "2026-01-01T00:00:01Z",
            "2026-01-01T00:01Z",
        ],
    },
    Key {
        name: "aws:SourceArn",
        several: false,
        values: &[
            &["arn:aws:sns:eu-west-1:464622532012:t"],
            &["arn:aws:sns:eu-west-2:464622532012:t"],
            &["arn:aws:sns:eu-west-1:830192746510:t"],
            &["arn:aws:sns:eu-west-1:464622532012:u"],
            &["arn:aws:sns:eu-west-1:464622532012:t:x"],
            &["arn:aws:sns:eu-west-1:x:464622532012:t"],
            &["arn:aws:sns::464622532012:t"],
            &["arn:aws:sqs:eu-west-1:464622532012:t"],
        ],
        operators: ARN,
        listed: &[
            "arn:aws:sns:eu-west-1:464622532012:t",
            "arn:aws:sns:*:464622532012:t",
            "arn:aws:sns:eu-west-?:*:t*",
            "arn:aws:sns:*:*:*",
            "arn:aws:sns:*:t",
            "arn:*:464622532012:t",
            "arn:aws:s?s:eu-west-1:*:t",
        ],
    },
];

/// Keys that variables stand for, and such that are compared with them.
pub(crate) const VARIABLE_KEYS: &[Key] = &[
    Key {
        name: "aws:username",
        several: false,
        values: &[&["a"], &["B"], &["*"], &["a:b"]],
        operators: TEXT,
        listed: &["a", "b", "a*", "${aws:PrincipalTag/team}", "${aws:username}", "a${*}"],
    },
    Key {
        name: "aws:PrincipalTag/team",
        several: false,
        values: &[&["a"], &["b"], &["A"], &["?"], &[""]],
        operators: TEXT,
        listed: &["a", "b", "?", "*b", "${aws:username}", "${aws:username, 'a'}", "${aws:PrincipalTag/team}", "${?}"],
    },
    Key {
        name: "aws:TagKeys",
        several: true,
        values: &[&["a"], &["A", "b"], &["*"]],
        operators: &["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"],
        listed: &["a", "?", "*b", "${aws:username}", "${aws:PrincipalTag/team}", "${*}"],
    },
    Key {
        name: "aws:SourceArn",
        several: false,
        values: &[
            &["arn:aws:sns:a:464622532012:t"],
            &["arn:aws:sns:a:b:464622532012:t"],
            &["arn:aws:sns:eu-west-1:464622532012:a"],
            &["arn:aws:sns:eu-west-1:464622532012:a:b"],
        ],
        operators: ARN,
        listed: &[
            "arn:aws:sns:*:464622532012:t",
            "arn:aws:sns:${aws:username}:464622532012:t",
            "arn:aws:sns:*:464622532012:*",
            "arn:aws:sns:*:464622532012:${aws:username}",
            "arn:*:${aws:PrincipalTag/team}",
        ],
    },
];
