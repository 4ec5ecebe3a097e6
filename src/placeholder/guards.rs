//! Where the signs of a text say that a search finds nothing, it finds nothing.

use proptest::prelude::*;

use super::blank::{expressions, is_variable_alone};
use super::instructions::{find_in, may_instruct};
use super::signs::Signs;
use super::tests::World;
use super::vocabulary::{Nouns, may_ask};
use super::{Field, find, search};

/// Words that the searches know, those of a search together, and others.
#[rustfmt::skip]
const WORDS: &[&[&str]] = &[
    // Delimiters, variables, crosses.
    &["**", "***", "TOKEN", "lake", "<", ">", "<<", ">>", "{", "{{", "}", "[", "[[", "]", "${", "&{", "$", "(", ")", "'",
      "%", "\\", "é", "optional", "LATEST", "aws:userid", "${aws:userid}", "${var.lake}", "{proxy+}", "a-z"],
    &["x", "xx", "xxx", "xxxx", "X", "XX", "XXX", "y", "yyy", "yyyyyy", "Y", "YYYYYY", "vpce", "1"],
    // Instructions and sentences.
    &["your", "Your", "YOUR", "yourbucket", "insert", "Insert", "INSERT", "enter", "ENTER", "center", "replace",
      "REPLACE", "change", "CHANGE", "specify", "SPECIFY", "here", "HERE", "me", "ME", "with", "WITH", "the", "this",
      "of", "OF", "name", "arn", "ids", "(", ")", "bucket", "orders", "é", "lake"],
    &["the", "ARN", "of", "a", "role", "that", "reads", "your", "name", "in", "account", "lake", "any"],
    // Hosts and fields.
    &["ec2", ".amazonaws.com", ".amazonaws.com", "region", "REGION", "aws-region", "eu-west-1", "service",
      "service-name", "SERVICE", "partition", "account", "ACCOUNT", "s3", "123", "1234567", "global"],
    // Values and names of documentation.
    &["123456789012", "864213579021", "777777777777", "192.0.2.1", "198.51.100.7/24", "203.0.113.7", "2001:db8::1",
      "2001:0db8::/32", "1234abcd-12ab-34cd-56ef-1234567890ab", "i-1234567890abcdef0", "i-0123456789abcdef0",
      "EXAMPLE", "AKIAEXAMPLE", "example.com", "o-exampleorgid", "example", "0a"],
    &["my", "My", "MY", "mySQL", "myqueue", "test", "Test", "example", "Example", "doc-example", "DOC-EXAMPLE-",
      "amzn-s3-demo-", "topic", "Queue", "bucket", "jobs", "1"],
    // Names made of nouns.
    &["bucket", "Bucket", "BUCKET", "queue", "QUEUE", "Table", "role", "ROLE", "topic", "name", "Name", "NAME", "names",
      "id", "Id", "ID", "IDs", "arn", "Arn", "ARN", "arns", "ARNS", "number", "prefix", "suffix", "uuid", "values",
      "identifier", "bucketname", "hostedzoneid", "s3", "S3", "iam", "AWS", "acme", "Acme", "lake", "a", "b", "A", "1",
      "secret", "a1B2c3", "function", "path", "version", "account", "ORG", "accountid", "username", "region", "source"],
    &["repo:", "system:serviceaccount:", "ORG", "REPO", "owner", "repo", "namespace", "SEU", "VOTRE", "SID", "ACCOUNT",
      "id", "ID", "IBM", "ENVIRONMENT", "tenant", "acme", "HTTP", "**TOKEN**"],
];

/// What stands between words.
#[rustfmt::skip]
const MARKS: &[&str] = &[
    "", "", "", "-", "-", "-", "-", "_", "_", "/", "/", ":", ":", ".", " ", " ", " ", "*", "?", "@", ",", "\u{a0}", "2",
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
    let words = prop::sample::select(WORDS).prop_flat_map(|words| {
        let marks = prop_oneof![prop::sample::select(MARKS), Just("-"), Just(" ")];
        prop::collection::vec((prop::sample::select(words), marks), 0..7)
    });
    (prop::sample::select(BEGINNINGS), words)
        .prop_map(|(beginning, words)| words.iter().fold(beginning.to_owned(), |text, (word, mark)| text + word + mark))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn signs_hide_nothing(text in texts()) {
        for &field in FIELDS {
            let all = search(&text, field, &World, |_| Signs::ALL);
            prop_assert_eq!(find(&text, field, &World), all, "{:?} as {:?}", text, field);
        }
    }

    #[test]
    fn variables_alone_are_expressions(text in "[$][{][ a-zA-Z0-9:/_.$'{<é-]{0,12}[}]?") {
        prop_assert!(!is_variable_alone(&text) || expressions(&text).next() == Some(0..text.len()), "{:?}", text);
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
