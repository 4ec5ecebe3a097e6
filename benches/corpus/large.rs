//! Single inputs that are large in one way: a policy on one line, a policy full of mistakes, and
//! the description of an account.

use std::io::{self, Write};

use serde_json::{Value, json};

/// The size of the policy on one line.
pub(crate) const LINE_BYTES: usize = 1_000_000;

/// How many findings [`findings`] has.
pub(crate) const FINDINGS: usize = 10_000;

/// The size of the description of an account.
pub(crate) const ACCOUNT_BYTES: u64 = 100_000_000;

/// A policy of a little more than [`LINE_BYTES`] on one line: the statements of `policies`, one
/// policy after the other.
pub(crate) fn line(policies: &[Value]) -> String {
    let mut statements = Vec::new();
    let mut length = 0;
    let all = policies.iter().flat_map(|policy| policy["Statement"].as_array().into_iter().flatten());
    for statement in all.cycle() {
        let mut statement = statement.clone();
        if let Some(id) = statement.get_mut("Sid") {
            *id = json!(format!("Statement{}", statements.len()));
        }
        length += statement.to_string().len() + 1;
        statements.push(statement);
        if length >= LINE_BYTES {
            break;
        }
    }
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

/// A policy with [`FINDINGS`] mistakes of the kind that arnlint was written for, laid out as people
/// do.
pub(crate) fn findings() -> String {
    let statement = |index: usize| {
        json!({
            "Sid": format!("Read{index}"),
            "Effect": "Allow",
            "Action": ["kinesis: Get*", "kinesis :Put*"],
            "Resource": format!("arn:aws:kinesis:eu-west-1:464622532012:stream/clicks-{index}"),
        })
    };
    let statements: Vec<Value> = (0..FINDINGS / 2).map(statement).collect();
    format!("{:#}\n", json!({ "Version": "2012-10-17", "Statement": statements }))
}

/// Writes what `aws iam get-account-authorization-details` prints of an account whose policies are
/// these, over and over, until it has `bytes`.
pub(crate) fn account(policies: &[Value], bytes: u64, into: impl Write) -> io::Result<()> {
    let mut into = io::BufWriter::new(into);
    into.write_all(
        b"{\n  \"UserDetailList\": [],\n  \"GroupDetailList\": [],\n  \"RoleDetailList\": [],\n  \"Policies\": [",
    )?;
    let mut written = 0;
    for (index, policy) in policies.iter().cycle().enumerate() {
        let name = format!("policy-{index:06}");
        let described = json!({
            "PolicyName": name,
            "PolicyId": format!("ANPA{index:016}"),
            "Arn": format!("arn:aws:iam::464622532012:policy/{name}"),
            "Path": "/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": true,
            "CreateDate": "2026-11-25T00:00:00+00:00",
            "UpdateDate": "2026-11-25T00:00:00+00:00",
            "PolicyVersionList": [{
                "Document": policy,
                "VersionId": "v1",
                "IsDefaultVersion": true,
                "CreateDate": "2026-11-25T00:00:00+00:00",
            }],
        });
        let text = format!("{}\n{described:#}", if index > 0 { "," } else { "" });
        into.write_all(text.as_bytes())?;
        written += text.len() as u64;
        if written >= bytes {
            break;
        }
    }
    into.write_all(b"\n  ],\n  \"IsTruncated\": false\n}\n")?;
    into.flush()
}
