//! What pages say of the placeholders of their policies, and policies held against pages that are
//! hard to read.

mod common;

use std::fmt::Write;
use std::fs;
use std::sync::Arc;

use arnlint::catalogue::Catalogue;
use arnlint::host;
use arnlint::source::Source;
use arnlint::template::Template;
use common::{arnlint, run_with, scratch, stdout};

fn policy(statements: &[&str]) -> String {
    let statements: Vec<String> = statements.iter().map(|statement| format!("{{{statement}}}")).collect();
    format!("{{\"Version\": \"2012-10-17\", \"Statement\": [\n{}\n]}}", statements.join(",\n"))
}

fn page(prose: &str, policy: &str) -> String {
    format!("{prose}\n\n```json\n{policy}\n```\n")
}

/// A statement about the objects of a resource.
fn read(resource: &str) -> String {
    format!("\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"{resource}\"")
}

const STREAM: &str = "\"Effect\": \"Allow\", \"Action\": \"kinesis:PutRecord\", \
    \"Resource\": \"arn:aws:kinesis:REGION:ACCOUNT_ID:stream/STREAM_NAME\"";

/// The placeholders of a page about a stream, each with its description.
fn described(prose: &str) -> Vec<(String, String)> {
    let source = Source::new("page.md", page(prose, &policy(&[STREAM])).into_bytes()).expect("a page");
    let source = Arc::new(source);
    let extracted = host::extract(&source, false);
    let template = Template::read(&source, &extracted.documents, Catalogue::embedded());
    template.forms[0].slots.iter().map(|slot| (slot.token.clone(), slot.description().to_owned())).collect()
}

fn assert_described(prose: &str, region: &str, account: &str, stream: &str) {
    let expected = [("REGION", region), ("ACCOUNT_ID", account), ("STREAM_NAME", stream)];
    let expected: Vec<(String, String)> =
        expected.iter().map(|(token, what)| ((*token).to_owned(), (*what).to_owned())).collect();
    assert_eq!(described(prose), expected, "{prose}");
}

const NOTHING: (&str, &str, &str) = ("an AWS region", "an account id of 12 digits", "the name of a resource");

#[test]
fn lists_behind_a_verb_describe() {
    let prose =
        "Replace:\n\n* REGION with the AWS region.\n* ACCOUNT_ID with your account.\n* STREAM_NAME with the stream.";
    assert_described(prose, "the AWS region", "your account", "the stream");
}

#[test]
fn terms_and_cells_of_html_describe() {
    let prose = "<dl><dt><code>STREAM_NAME</code></dt><dd>The stream</dd></dl>\n\n<table>\n<tr><td>REGION</td><td>The \
                 region</td></tr>\n<tr>\n  <td>ACCOUNT_ID</td>\n  <td>Your account</td>\n</tr></table>";
    assert_described(prose, "The region", "Your account", "The stream");
}

#[test]
fn code_describes_nothing() {
    let (region, account, stream) = NOTHING;
    assert_described("```\nREGION=$(aws configure get region)\n```", region, account, stream);
    assert_described("Use `arn:aws:iam::ACCOUNT_ID:root` there.", region, account, stream);
}

#[test]
fn a_description_ends_where_another_text_is_replaced() {
    let (region, _, stream) = NOTHING;
    assert_described("Replace ACCOUNT_ID with your account, and app* with your names.", region, "your account", stream);
}

#[test]
fn things_are_no_placeholders() {
    let (region, account, stream) = NOTHING;
    assert_described(
        "You can change the stream for another. Replace `kinesis` by what you like.",
        region,
        account,
        stream,
    );
}

fn conforms(name: &str, page: &str, policy: &str) -> String {
    let folder = scratch(name);
    fs::write(folder.join("page.md"), page).expect("it can be written");
    fs::write(folder.join("policy.json"), policy).expect("it can be written");
    let args = ["check", "--output-format", "concise", "--template", "page.md", "policy.json"];
    let output = run_with(arnlint().current_dir(&folder).args(args), b"");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
    stdout(&output).lines().filter(|line| line.contains(" template-")).fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "{line}");
        all
    })
}

#[test]
fn a_whole_arn_can_have_wildcards_behind_a_name() {
    let page = page("A page.", &policy(&[&read("<ARN>")]));
    assert_eq!(conforms("documented-whole", &page, &policy(&[&read("arn:aws:s3:::mine/*")])), "");
    for wide in ["*", "arn:aws:s3:::*", "arn:aws:s3:::mine*"] {
        let found = conforms("documented-wide", &page, &policy(&[&read(wide)]));
        assert!(found.contains("error template-extra-access"), "{wide}: {found}");
    }
}

#[test]
fn the_arn_of_a_role_of_an_account_is_no_account() {
    let statement = |principal: &str| {
        let read = read("arn:aws:s3:::mine/*");
        policy(&[&format!("{read}, \"Principal\": {{\"AWS\": \"{principal}\"}}")])
    };
    let page = page("A page.", &statement("{ARN_OF_CROSS_ACCOUNT_ROLE}"));
    assert_eq!(conforms("documented-principal", &page, &statement("arn:aws:iam::210987654321:role/reader")), "");
}

#[test]
fn placeholders_that_look_alike_keep_apart() {
    let of = |output: &str, input: &str| {
        let statement = |actions: &str, bucket: &str| {
            format!(
                "\"Effect\": \"Allow\", \"Action\": [{actions}], \
                 \"Resource\": [\"arn:aws:s3:::{bucket}\", \"arn:aws:s3:::{bucket}/*\"]"
            )
        };
        let read = "\"s3:GetObject\", \"s3:ListBucket\"";
        policy(&[&statement("\"s3:*\"", output), &statement(read, input)])
    };
    let page = page("A page.", &of("OUTPUT_BUCKET_NAME", "INPUT_BUCKET_NAME"));
    assert_eq!(conforms("documented-alike", &page, &of("results", "sources")), "");
}

#[test]
fn the_form_with_the_same_strings_is_meant() {
    let of = |actions: &str, bucket: &str| {
        policy(&[&format!("\"Effect\": \"Allow\", \"Action\": [{actions}], \"Resource\": \"arn:aws:s3:::{bucket}/*\"")])
    };
    let few = "\"s3:GetObject\"";
    let more = "\"s3:GetObject\", \"s3:GetObject\", \"s3:GetObject\", \"s3:PutObject\"";
    let pages = [page("More.", &of(more, "BUCKET_NAME")), page("Few.", &of(few, "BUCKET_NAME"))].join("\n");
    assert_eq!(conforms("documented-nearest", &pages, &of(few, "mine")), "");
}

#[test]
fn hostile_pages_end() {
    let many = |text: &str, count: usize| text.repeat(count);
    let simple = policy(&[&read("arn:aws:s3:::BUCKET_NAME/*")]);
    let own = policy(&[&read("arn:aws:s3:::mine/*")]);
    let long = policy(&[&read(&format!("arn:aws:s3:::mine/{}", many("a", 100_000)))]);
    let slots: String = (0..1000).fold(String::new(), |mut all, at| {
        let _ = write!(all, "{{n{at}}}");
        all
    });
    let statements: Vec<String> = (0..300).map(|at| read(&format!("arn:aws:s3:::mine{at}/x"))).collect();
    let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
    let backtracks = policy(&[&read("arn:aws:s3:::{a}{b}{c}{d}{e}/*a*a*a/x")]);
    let cases = [
        (page(&many("change ", 50_000), &simple), &own),
        (page(&many("<", 200_000), &simple), &own),
        (page(&many("[", 200_000), &simple), &own),
        (page(&many("`BUCKET_NAME` ", 20_000), &simple), &own),
        (page("A page.", &policy(&[&read(&format!("arn:aws:s3:::<B>/{}", many("a", 100_000)))])), &long),
        (page("A page.", &policy(&[&read(&format!("arn:aws:s3:::{slots}"))])), &long),
        (page("A page.", &backtracks), &long),
        (page("A page.", &policy(&[&read("arn:aws:s3:::<A>"), &read("arn:aws:s3:::<A>/x")])), &policy(&statements)),
    ];
    for (at, (page, policy)) in cases.iter().enumerate() {
        let found = conforms("documented-hostile", page, policy);
        // The first five are the template, filled in; the others are something else.
        assert_eq!(found.is_empty(), at < 5, "case {at}: {}", found.chars().take(300).collect::<String>());
    }
}
