//! Pages and values at random.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Value, json};

use crate::common::Dice;
use crate::rewrite::list;

/// A service: what its resources are, and some of its actions that take them. `R`, `A` and `N`
/// stand for the region, the account and the name.
struct Service {
    prefix: &'static str,
    resource: &'static str,
    thing: &'static str,
    actions: &'static [&'static str],
}

const SERVICES: &[Service] = &[
    Service {
        prefix: "sqs",
        resource: "arn:aws:sqs:R:A:N",
        thing: "queue",
        actions: &["SendMessage", "ReceiveMessage", "DeleteMessage", "GetQueueUrl", "Get*"],
    },
    Service {
        prefix: "dynamodb",
        resource: "arn:aws:dynamodb:R:A:table/N",
        thing: "table",
        actions: &["GetItem", "PutItem", "Scan", "Query", "DescribeTable", "BatchGet*"],
    },
    Service {
        prefix: "s3",
        resource: "arn:aws:s3:::N/*",
        thing: "bucket",
        actions: &["GetObject", "PutObject", "DeleteObject", "GetObject*"],
    },
    Service {
        prefix: "s3",
        resource: "arn:aws:s3:::N",
        thing: "bucket",
        actions: &["ListBucket", "GetBucketLocation", "GetBucketPolicy"],
    },
    Service {
        prefix: "kinesis",
        resource: "arn:aws:kinesis:R:A:stream/N",
        thing: "stream",
        actions: &["GetRecords", "PutRecord", "DescribeStream", "Get*"],
    },
    Service {
        prefix: "lambda",
        resource: "arn:aws:lambda:R:A:function:N",
        thing: "function",
        actions: &["InvokeFunction", "GetFunction", "UpdateFunctionCode"],
    },
    Service {
        prefix: "sns",
        resource: "arn:aws:sns:R:A:N",
        thing: "topic",
        actions: &["Publish", "Subscribe", "GetTopicAttributes"],
    },
];

/// Actions that no page of the generator has, and that take the resources of a statement.
pub(crate) fn foreign(statement: &Value) -> Vec<&'static str> {
    let resource = list(&statement["Resource"])[0].as_str().expect("a text").to_owned();
    let own = match resource.split(':').nth(2).expect("an ARN") {
        "sqs" => "sqs:PurgeQueue",
        "dynamodb" => "dynamodb:DeleteTable",
        "s3" if resource.ends_with("/*") => "s3:PutObjectAcl",
        "s3" => "s3:DeleteBucket",
        "kinesis" => "kinesis:DeleteStream",
        "lambda" => "lambda:DeleteFunction",
        _ => "sns:DeleteTopic",
    };
    vec![own, "*"]
}

const REGIONS: &[&str] = &["eu-west-1", "us-east-1", "ap-southeast-2", "eu-central-1"];

/// A page, and a value for each of its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) values: BTreeMap<String, String>,
}

/// A page with one policy.
pub(crate) fn page(dice: &mut Dice) -> Page {
    let style = dice.below(5);
    let token = |words: &str| match style {
        0 => words.to_ascii_uppercase(),
        1 => format!("<{words}>"),
        2 => format!("<YOUR_{}>", words.to_ascii_uppercase().replace('-', "_")),
        3 => format!("{{{{{words}}}}}"),
        _ => words.to_ascii_uppercase().replace('-', "_"),
    };
    let (region, account) = (token("region"), token("account-id"));
    let mut said =
        vec![format!("Replace {region} with the region."), format!("Replace {account} with your account id.")];
    let mut values = BTreeMap::new();
    let mut statements = Vec::new();
    for _ in 0..=dice.below(4) {
        let service = &SERVICES[dice.below(SERVICES.len())];
        let mut actions = service.actions.to_vec();
        while actions.len() > 1 && dice.chance(60) {
            actions.remove(dice.below(actions.len()));
        }
        let actions: Vec<String> = actions.iter().map(|action| format!("{}:{action}", service.prefix)).collect();
        let mut resources = Vec::new();
        for _ in 0..=usize::from(dice.chance(25)) {
            let which = dice.pick(&["", "source-", "target-"]);
            let name = token(&format!("{which}{}-name", service.thing));
            let resource: String = service
                .resource
                .split_inclusive([':', '/'])
                .map(|part| {
                    let word = part.trim_end_matches([':', '/']);
                    let end = &part[word.len()..];
                    match word {
                        "R" => format!("{region}{end}"),
                        "A" => format!("{account}{end}"),
                        "N" => format!("{name}{end}"),
                        word => format!("{word}{end}"),
                    }
                })
                .collect();
            if resource.contains(&region) {
                values.insert(region.clone(), dice.pick(REGIONS).to_owned());
                values.insert(account.clone(), digits(dice));
            }
            if let Entry::Vacant(vacant) = values.entry(name.clone()) {
                said.push(format!("Replace {name} with the name of the {which}{}.", service.thing));
                vacant.insert(value(dice));
            }
            if !resources.contains(&resource) {
                resources.push(resource);
            }
        }
        let one_or_list = |all: Vec<String>| if all.len() == 1 { json!(all[0]) } else { json!(all) };
        let mut statement =
            json!({"Effect": "Allow", "Action": one_or_list(actions), "Resource": one_or_list(resources)});
        if dice.chance(20) {
            statement["Condition"] = json!({"StringEquals": {"aws:PrincipalTag/team": "crawlers"}});
        }
        statements.push(statement);
    }
    if dice.chance(20) {
        statements.push(json!({
            "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }));
    }
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    let text = format!("# Permissions\n\n```json\n{}\n```\n\n{}\n", pretty(&policy), said.join("\n\n"));
    Page { text, values }
}

fn pretty(policy: &Value) -> String {
    serde_json::to_string_pretty(policy).expect("JSON")
}

fn digits(dice: &mut Dice) -> String {
    (0..12).map(|_| char::from(b'0' + u8::try_from(dice.below(10)).expect("a digit"))).collect()
}

/// A name that all of the services allow.
fn value(dice: &mut Dice) -> String {
    let letters: String =
        (0..3 + dice.below(8)).map(|_| char::from(b'a' + u8::try_from(dice.below(26)).expect("a letter"))).collect();
    match dice.below(4) {
        0 => format!("{letters}-{}", dice.below(100)),
        1 => dice.pick(&["orders", "orders-eu", "bills"]).to_owned(),
        _ => letters,
    }
}
