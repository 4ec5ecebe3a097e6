//! Policies of any kind, checked: no panic, findings that are well-formed, and names of findings
//! that stay when the file is laid out in another way. Where there are two policies, each is also
//! held against the other.

use std::sync::Arc;

use arnlint::access::{Access, new_access};
use arnlint::bounds::{Bounds, Forbidden, Reference};
use arnlint::catalogue::Catalogue;
use arnlint::check::{Checked, check};
use arnlint::config::Config;
use arnlint::host::{self, Format};
use arnlint::policy::{Policy, infer_type};
use arnlint::rules;
use arnlint::source::Source;
use arnlint::template::Template;

use super::laws;
use super::policy::{Written, written};

/// Checks the policies that the bytes stand for.
pub fn run(bytes: &[u8]) {
    let files = written(bytes);
    for Written { name, text } in &files {
        hold(name, text.as_bytes());
    }
    if let [old, new] = files.as_slice() {
        compare(old, new);
    }
}

/// The files that the bytes stand for, by their names.
pub fn files(bytes: &[u8]) -> Vec<(&'static str, String)> {
    written(bytes).into_iter().map(|file| (file.name, file.text)).collect()
}

/// Checks a file.
pub fn hold(name: &str, bytes: &[u8]) {
    let source = Source::new(name, bytes.to_vec()).expect("a small file");
    let checked = laws::check(&source);
    laws::sound(&source, &checked);
    if source.fault().is_some() {
        return;
    }
    if serde_json::from_str::<serde_json::Value>(source.text()).is_ok() {
        for space in ["", "\r\n\t"] {
            let text = laid_out(source.text(), space);
            let other = Source::new(name, text.into_bytes()).expect("a small file");
            assert_same(&source, &checked, &other);
        }
    } else if Format::of_name(name) != Some(Format::Json) {
        let moved = format!("\n\n{}", source.text());
        let other = Source::new(name, moved.into_bytes()).expect("a small file");
        assert_same(&source, &checked, &other);
    }
}

fn assert_same(source: &Source, checked: &Checked, other: &Source) {
    let names = |checked: &Checked| {
        let mut names: Vec<_> = laws::all(checked).map(|found| (found.rule, found.fingerprint)).collect();
        names.sort_unstable();
        names
    };
    let again = laws::check(other);
    let (before, after) = (names(checked), names(&again));
    assert_eq!(before, after, "{}\nand\n{}\n{checked:#?}\n{again:#?}", source.text(), other.text());
}

/// The JSON with `space` behind every token, and no other space.
fn laid_out(text: &str, space: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut is_string, mut is_escaped) = (false, false);
    for c in text.chars() {
        if !is_string && c.is_ascii_whitespace() {
            continue;
        }
        out.push(c);
        if c == '"' && !is_escaped {
            is_string = !is_string;
        }
        is_escaped = is_string && c == '\\' && !is_escaped;
        if !is_string && "\"{}[]:,".contains(c) {
            out.push_str(space);
        }
    }
    out
}

/// Holds the second policy against the first in every way there is, and against itself.
fn compare(old: &Written, new: &Written) {
    let old = Arc::new(Source::new(old.name, old.text.clone().into_bytes()).expect("a small file"));
    let new = Source::new(new.name, new.text.clone().into_bytes()).expect("a small file");
    let catalogue = Catalogue::embedded();
    let extracted = host::extract(&old, true);
    let Some(document) = extracted.documents.first() else { return };
    let policy = Policy::read(document, infer_type(&document.root, old.name()), catalogue);
    let template = Template::read(&old, &extracted.documents, catalogue);
    let itself = new_access(&policy, &policy, catalogue);
    assert!(itself.grants.is_empty(), "{}\ngrants more than itself: {itself:#?}", old.text());
    let reference = Reference { source: Arc::clone(&old), policy: &policy };
    let access = Access { actions: vec!["s3:*".to_owned()], resources: vec!["arn:aws:s3:::orders/*".to_owned()] };
    let bounds = Bounds {
        before: Some(reference.clone()),
        after: Some(reference.clone()),
        forbidden: vec![Forbidden { name: None, access }],
        ceilings: vec![reference],
        template: Some(&template),
    };
    let config = Config { rules: rules::all().to_vec(), bounds, ..Config::default() };
    let checked = check(&new, &config);
    laws::findings(&new, &checked);
    laws::template(&old);
}
