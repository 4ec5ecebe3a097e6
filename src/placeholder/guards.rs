//! Where the signs of a text say that a search finds nothing, it finds nothing.

use proptest::prelude::*;

use super::instructions::{find_in, may_instruct};
use super::signs::Signs;
use super::tests::World;
use super::vocabulary::{Nouns, may_ask};
use super::{Field, find, search};

/// What the searches know, and what stands between it.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    // Marks, most of them more than once: texts must fall apart often enough.
    "-", "-", "-", "_", "_", "/", "/", ":", ":", ".", ".", " ", " ", "*", "*", "**", "***", "?", "@", ",", "$", "%", "<",
    ">", "<<", "{", "}", "[", "]", "(", ")", "'", "\\", "é", "\u{a0}", "${aws:userid}", "${", "{{", "&{",
    // Numbers.
    "0", "1", "2", "12", "123", "4567", "123456789012", "864213579021", "192.0.2.1", "198.51.100", "203.0.113.7",
    "2001:db8::1", "2001:0db8:", "1234abcd-12ab-34cd-56ef-1234567890ab", "i-1234567890abcdef0",
    // Words of searches.
    "x", "xx", "xxx", "X", "XXX", "y", "yyyyyy", "YYY", "your", "Your", "YOUR", "insert", "ENTER", "enter", "replace",
    "REPLACE", "change", "Change", "specify", "here", "HERE", "me", "ME", "with", "the", "of", "OF", "my", "My", "MY",
    "test", "Test", "example", "Example", "EXAMPLE", "doc-example", "DOC-EXAMPLE-", "amzn-s3-demo-", "o-example",
    ".amazonaws.com", "region", "REGION", "service", "service-name", "partition", "account", "ACCOUNT", "accountid",
    "account-id", "-username", "-region-account-id", "repo:", "system:serviceaccount:", "ORG", "SEU", "VOTRE", "SID",
    "optional", "LATEST",
    // Nouns, endings, names.
    "bucket", "Bucket", "BUCKET", "queue", "Queue", "QUEUE", "table", "role", "topic", "name", "Name", "NAME", "names",
    "id", "Id", "ID", "IDs", "arn", "Arn", "ARN", "arns", "number", "prefix", "suffix", "uuid", "values", "identifier",
    "s3", "S3", "ec2", "iam", "AWS", "aws", "acme", "Acme", "lake", "orders", "a", "A", "b", "s", "d", "eu-west-1",
    "secret", "a1B2c3", "log-group", "function", "path", "version",
];

/// What texts begin with.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "", "", "", "arn:aws:s3:::", "arn:aws:sqs:eu-west-1:864213579021:", "arn:aws:iam::864213579021:role/",
    "arn:aws:secretsmanager:*:*:secret:", "arn:aws:dynamodb:*:*:table/", "arn:aws:autoscaling:*:*:group:*:groupName/",
    "arn:aws:sns:region:*:", "arn:aws:", "arn:", "<arn>",
];

const FIELDS: &[Field<'_>] = &[
    Field::Action,
    Field::Resource,
    Field::Principal,
    Field::ConditionValue { key: "aws:PrincipalTag/crew" },
    Field::ConditionValue { key: "aws:SourceAccount" },
    Field::ConditionValue { key: "aws:SourceArn" },
    Field::ConditionValue { key: "aws:RequestedRegion" },
    Field::ConditionValue { key: "aws:PrincipalOrgID" },
    Field::ConditionValue { key: "aws:TagKeys" },
    Field::ConditionKey,
    Field::Keyword { element: "" },
    Field::Keyword { element: "Version" },
    Field::Keyword { element: "Effect" },
    Field::Label,
];

fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(prop::sample::select(PIECES), 0..8);
    (prop::sample::select(BEGINNINGS), pieces).prop_map(|(beginning, pieces)| beginning.to_owned() + &pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn signs_hide_nothing(text in texts()) {
        for &field in FIELDS {
            let all = search(&text, field, &World, |_| Signs::ALL);
            prop_assert_eq!(find(&text, field, &World), all, "{:?} as {:?}", text, field);
        }
    }

    #[test]
    fn instructions_are_looked_for(text in texts()) {
        let found = find_in(&text, 0, Field::Resource);
        prop_assert!(may_instruct(&text) || found.is_empty(), "{:?}: {:?}", text, found);
    }

    #[test]
    fn names_that_ask_may_ask(text in texts()) {
        prop_assert!(may_ask(&text) || !Nouns::read(&text).is_some_and(Nouns::asks), "{:?}", text);
    }
}

#[test]
fn whatever_may_be_an_account_is_looked_at() {
    for before in 0..30 {
        for behind in 0..14 {
            for len in 10..15 {
                let text = format!("{}{}{}", "-".repeat(before), "7".repeat(len), "-".repeat(behind));
                let found = find(&text, Field::ConditionKey, &World);
                assert_eq!(found.len(), usize::from(len == 12), "{text}");
            }
        }
    }
}
