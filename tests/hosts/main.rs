//! Pages of all kinds: which policies are found in them, and that each place is the one in the
//! page.

mod asciidoc;
mod html;
mod limits;
mod listings;
mod restructured;

use std::fmt::Write;

use arnlint::host::{Extracted, extract};
use arnlint::json::Fault;
use arnlint::source::Source;
use arnlint::tree::{Node, Value};

/// A policy with a string of every kind that a host could get wrong.
pub(crate) const POLICY: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Sid\": \"Read\",\n    \
    \"Effect\": \"Allow\",\n    \"Action\": [\"s3:GetObject\", \"s3:List*\"],\n    \
    \"Resource\": \"arn:aws:s3:::<YOUR_BUCKET>/${aws:username}/é\"\n  }]\n}\n";

pub(crate) fn source(name: &str, page: &str) -> Source {
    Source::new(name, page.as_bytes().to_vec()).expect("a small page")
}

/// `text` with `indent` before each line that holds something.
pub(crate) fn indented(text: &str, indent: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{}", format!("{indent}{line}").trim_end());
        out
    })
}

/// All strings of a tree, keys too, with their spans.
fn strings(root: &Node<'_>) -> Vec<(String, arnlint::source::Span)> {
    let mut found = Vec::new();
    root.walk(&mut |node| match &node.value {
        Value::String(text) => found.push((text.as_str().to_owned(), node.span)),
        Value::Object(object) => {
            found.extend(object.members.iter().map(|member| (member.name().to_owned(), member.key.span)));
        }
        _ => {}
    });
    found
}

/// The faults of each document of a page, after a look at every place: the bytes under a string
/// are its token once `decode` has undone what the page does to text.
#[track_caller]
pub(crate) fn faults(name: &str, page: &str, decode: impl Fn(&str) -> String) -> Vec<Vec<Fault>> {
    let source = source(name, page);
    let Extracted { documents, .. } = extract(&source, false);
    for document in &documents {
        for (text, span) in strings(&document.root) {
            let token = source.slice(span);
            assert_eq!(decode(token), format!("\"{text}\""), "{token} in\n{page}");
            assert!(!document.verbatim || token == format!("\"{text}\""), "{token} is not verbatim in\n{page}");
        }
    }
    documents.into_iter().map(|document| document.errors.into_iter().map(|error| error.fault).collect()).collect()
}

/// The page holds `count` policies without faults, whose text stands there as it is.
#[track_caller]
pub(crate) fn assert_plain(name: &str, page: &str, count: usize) {
    assert_eq!(faults(name, page, str::to_owned), vec![Vec::new(); count], "{page}");
    assert!(extract(&source(name, page), false).documents.iter().all(|document| document.verbatim), "{page}");
    // Whatever the line ends are, and with a mark at the start.
    let other = format!("\u{feff}{}", page.replace('\n', "\r\n"));
    assert_eq!(faults(name, &other, str::to_owned), vec![Vec::new(); count], "{other:?}");
}

#[track_caller]
pub(crate) fn assert_silent(name: &str, page: &str) {
    assert_eq!(faults(name, page, str::to_owned), Vec::<Vec<Fault>>::new(), "{page}");
}
