//! What one edit of a filled policy makes of it: its own finding and no other, at its place.

use arnlint::diagnostic::Severity::{Advice, Error, Warning};

use crate::{Found, PAGE, fill_in, findings, with_template};

/// What is said of a page's first policy when it is filled in and then edited.
fn edited(page: &str, values: &[(&str, &str)], edit: impl Fn(&str) -> String) -> Vec<Found> {
    with_template(page, |template| {
        let form = &template.forms[0];
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let policy = fill_in(form, |slot| value(&slot.name));
        assert_eq!(findings(&template, &policy, None), [], "{policy}");
        let edited = edit(&policy);
        assert_ne!(edited, policy, "the edit changes nothing in {policy}");
        findings(&template, &edited, None)
    })
}

/// The findings by rule, severity and place.
fn short(found: &[Found]) -> Vec<(&'static str, arnlint::diagnostic::Severity, &str)> {
    found.iter().map(|found| (found.rule, found.severity, found.text.as_str())).collect()
}

const VALUES: &[(&str, &str)] = &[("REGION", "eu-west-1"), ("ACCOUNT-ID", "464622532012"), ("TABLE-NAME", "orders")];
const ORDERS: &str = "\"arn:aws:dynamodb:eu-west-1:464622532012:table/orders\"";

/// Replaces the `nth` occurrence of a text, from 0.
fn replace_nth(text: &str, from: &str, to: &str, nth: usize) -> String {
    let (at, _) = text.match_indices(from).nth(nth).unwrap_or_else(|| panic!("no {from} in {text}"));
    format!("{}{to}{}", &text[..at], &text[at + from.len()..])
}

fn of_page(edit: impl Fn(&str) -> String) -> Vec<Found> {
    edited(PAGE, VALUES, edit)
}

/// Takes the `nth` statement out of the layout of [`PAGE`].
fn without_statement(policy: &str, nth: usize) -> String {
    let mut value: serde_json::Value = serde_json::from_str(policy).expect("JSON");
    value["Statement"].as_array_mut().expect("a list").remove(nth);
    serde_json::to_string_pretty(&value).expect("JSON")
}

#[test]
fn an_action_more() {
    let more = "\"dynamodb:DescribeTable\", \"dynamodb:DeleteItem\"";
    let found = of_page(|policy| policy.replace("\"dynamodb:DescribeTable\"", more));
    assert_eq!(short(&found), [("template-extra-access", Error, "\"dynamodb:DeleteItem\"")]);
    assert!(found[0].message.contains("`dynamodb:DeleteItem`"), "{found:?}");
    // In a statement that was not there.
    let found = of_page(|policy| {
        let more = format!(
            "\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"dynamodb:DeleteItem\", \"Resource\": {ORDERS}}},"
        );
        policy.replace("\"Statement\": [", &more)
    });
    assert_eq!(short(&found), [("template-extra-access", Error, "\"dynamodb:DeleteItem\"")]);
}

#[test]
fn a_wildcard_for_the_name() {
    for nth in [0, 1] {
        let found = of_page(|policy| replace_nth(policy, "table/orders", "table/*", nth));
        assert_eq!(short(&found), [("template-extra-access", Error, "*")]);
    }
    // Everywhere at once, and a part of the name.
    let found = of_page(|policy| policy.replace("table/orders", "table/*"));
    assert_eq!(short(&found), [("template-extra-access", Error, "*"); 2]);
    let found = of_page(|policy| replace_nth(policy, "table/orders", "table/orders*", 0));
    assert_eq!(short(&found), [("template-extra-access", Error, "orders*")]);
    let found = of_page(|policy| replace_nth(policy, "464622532012", "*", 1));
    assert_eq!(short(&found), [("template-extra-access", Error, "*")]);
}

#[test]
fn two_names() {
    let found = of_page(|policy| replace_nth(policy, "orders", "bills", 1));
    let names = ["orders", "bills"];
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.severity), ("template-value-mismatch", Warning));
    assert!(names.contains(&one.text.as_str()), "{one:?}");
    let found = of_page(|policy| replace_nth(policy, "eu-west-1", "eu-west-2", 1));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.text.len()), ("template-value-mismatch", "eu-west-1".len()));
    // Which of three is the odd one is known.
    let page = PAGE.replace("\"dynamodb:ListTables\"", "\"dynamodb:Scan\"").replace(
        "                        \"*\"",
        "                        \"arn:aws:dynamodb:REGION:ACCOUNT-ID:table/TABLE-NAME\"",
    );
    for nth in 0..3 {
        let found = edited(&page, VALUES, |policy| replace_nth(policy, "orders", "bills", nth));
        assert_eq!(short(&found), [("template-value-mismatch", Warning, "bills")], "{nth}");
    }
}

#[test]
fn a_statement_less() {
    for (nth, action) in [(0, "BatchGetItem"), (1, "DescribeTable"), (2, "ListTables")] {
        let found = of_page(|policy| without_statement(policy, nth));
        let [one] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((one.rule, one.severity), ("template-missing-access", Error));
        assert_eq!(one.text, "\"Statement\"");
        assert!(one.message.contains(&format!("`dynamodb:{action}`")), "{found:?}");
    }
}

#[test]
fn a_token_left() {
    for (value, token) in [("eu-west-1", "REGION"), ("464622532012", "ACCOUNT-ID"), ("orders", "TABLE-NAME")] {
        for nth in [0, 1] {
            let found = of_page(|policy| replace_nth(policy, value, token, nth));
            assert_eq!(short(&found), [("template-placeholder-left", Error, token)]);
        }
        let found = of_page(|policy| policy.replace(value, token));
        assert_eq!(short(&found), [("template-placeholder-left", Error, token); 2]);
    }
}

#[test]
fn values_that_cannot_be() {
    for (value, wrong) in [
        ("eu-west-1", "eu-wset-1"),
        ("eu-west-1", "cn-north-1"),
        ("464622532012", "46462253201"),
        ("orders", "my orders"),
        ("orders", "ab"),
    ] {
        let found = of_page(|policy| policy.replace(value, wrong));
        assert_eq!(short(&found), [("template-value-invalid", Error, wrong); 2], "{wrong}");
    }
}

#[test]
fn actions_in_the_place_of_a_wildcard() {
    let found = of_page(|policy| policy.replace("\"dynamodb:BatchGet*\"", "\"dynamodb:BatchGetItem\""));
    // `BatchGet*` is one action today.
    assert_eq!(found, []);
    let page =
        PAGE.replace("dynamodb: BatchGet*", "dynamodb:Describe*").replace("dynamodb:DescribeTable", "dynamodb:Scan");
    let list = "\"dynamodb:DescribeTable\", \"dynamodb:DescribeTimeToLive\"";
    let found = edited(&page, VALUES, |policy| policy.replace("\"dynamodb:Describe*\"", list));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.severity), ("template-missing-access", Advice));
}

const GUARDED: &str = r#"# Uploads

Attach this, and replace `<your-bucket>` with the name of the bucket.

```json
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::<your-bucket>/*",
      "Condition": {"StringEquals": {"aws:PrincipalTag/team": "uploads"}}
    },
    {
      "Effect": "Deny",
      "Action": "s3:PutObject",
      "Resource": "arn:aws:s3:::<your-bucket>/kept/*"
    }
  ]
}
```
"#;
const BUCKET: &[(&str, &str)] = &[("your-bucket", "kim-uploads")];
const CONDITION: &str = ",\n      \"Condition\": {\"StringEquals\": {\"aws:PrincipalTag/team\": \"uploads\"}}";

#[test]
fn a_deny_less() {
    let found = edited(GUARDED, BUCKET, |policy| without_statement(policy, 1));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.severity), ("template-extra-access", Error));
    assert!(one.message.contains("`s3:PutObject`"), "{one:?}");
}

#[test]
fn conditions() {
    let found = edited(GUARDED, BUCKET, |policy| policy.replace(CONDITION, ""));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.severity), ("template-extra-access", Error));
    let found = edited(GUARDED, BUCKET, |policy| policy.replace("\"uploads\"", "[\"uploads\", \"ops\"]"));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.severity), ("template-extra-access", Error));
    let more = ", \"aws:PrincipalTag/site\": \"leeds\"}}";
    let found = edited(GUARDED, BUCKET, |policy| policy.replace("\"uploads\"}}", &format!("\"uploads\"{more}")));
    let [one] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((one.rule, one.severity), ("template-missing-access", Advice));
}

#[test]
fn several_rows() {
    let both = "\"arn:aws:dynamodb:eu-west-1:464622532012:table/orders\", \
                \"arn:aws:dynamodb:eu-central-1:464622532012:table/bills\"";
    assert_eq!(of_page(|policy| policy.replace(ORDERS, both)), []);
    // One of two places alone.
    let found = of_page(|policy| replace_nth(policy, ORDERS, both, 1));
    assert!(found.iter().any(Found::is_against_template), "{found:?}");
}

#[test]
fn another_partition() {
    for (partition, region) in [("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1")] {
        let moved =
            |policy: &str| policy.replace("arn:aws:", &format!("arn:{partition}:")).replace("eu-west-1", region);
        assert_eq!(of_page(moved), [], "{partition}");
    }
    // A region of the old partition.
    let found = of_page(|policy| policy.replace("arn:aws:", "arn:aws-cn:"));
    assert_eq!(short(&found), [("template-value-invalid", Error, "eu-west-1"); 2]);
}

#[test]
fn words_that_the_page_declares() {
    let page = GUARDED
        .replace("/kept/*", "/prefix/*")
        .replace("name of the bucket.", "name of the bucket and `prefix` with the folder to keep.");
    let values = [BUCKET, &[("prefix", "archive")]].concat();
    let found = edited(&page, &values, |policy| policy.replace("archive", "prefix"));
    assert_eq!(short(&found), [("template-placeholder-left", Error, "prefix")]);
    // An account of the documentation that is asked to be replaced.
    let page = PAGE.replace("ACCOUNT-ID", "123456789012");
    let values = [&VALUES[..1], &[("123456789012", "464622532012")], &VALUES[2..]].concat();
    let found = edited(&page, &values, |policy| policy.replace("464622532012", "123456789012"));
    assert_eq!(short(&found), [("template-placeholder-left", Error, "123456789012"); 2]);
}

#[test]
fn statements_that_are_optional() {
    let page = format!("{PAGE}\nThe action `dynamodb:ListTables` is optional: it fills the list of tables.\n");
    assert_eq!(edited(&page, VALUES, |policy| without_statement(policy, 2)), []);
    let page = PAGE
        .replacen("\"Effect\"", "\"Sid\": \"Look\",\n                    \"Effect\"", 1)
        .replace("6. Choose", "6. You can remove the statement `Look` where nothing is crawled.\n\n7. Choose");
    assert_eq!(edited(&page, VALUES, |policy| without_statement(policy, 0)), []);
    let found = edited(&page, VALUES, |policy| without_statement(policy, 1));
    assert_eq!(found.iter().map(|found| found.rule).collect::<Vec<_>>(), ["template-missing-access"]);
}
