//! Whatever a page holds, reading it ends, soon, and breaks nothing.

use arnlint::host::{Format, extract};

use super::{POLICY, indented, source};

const NAMES: &[&str] = &["a.md", "a.adoc", "a.rst", "a.html"];

/// Patterns that could make a reader look at the same text over and over. Each is long enough
/// that doing so for every repeat would not end while anybody waits.
#[test]
fn long_pages_are_read_once() {
    let pieces = [
        "{",
        "{\n",
        "}\n",
        "{\"\n",
        "{}\n",
        "{\"a\":\n",
        "<<EOF\n",
        "<<EOF ",
        "<<EOF\n{\nEOF\n",
        "# <<EOF\n",
        "<",
        "<a ",
        "<a <b ",
        "<a b=\"",
        "<a b='>\" c=\"",
        "<!--",
        "<pre>",
        "<pre><code>",
        "<code></code>",
        "</",
        "<script>",
        "<textarea>&",
        "&",
        "&#1",
        "'{\"",
        "'{\" '$A' ",
        "'{\"'$A'",
        "'$( '{\" )",
        "\"{\\\"",
        "=\"{\\\"\\\\\"",
        "----\n",
        "....\n",
        "```\n",
        "\n----",
        "////\n",
        "a::\n\n",
        "a::\n",
        "a::\n\n b\n",
        "..\n",
        ".. code::\n",
        "  \n",
        "\t",
        "{% x %}",
        "{%",
        "%}{",
        "{% x %}{\n",
        "{{ a }}",
        "{{ ",
        " <1>",
        "<1> <1> ",
        "\"",
        "\\",
        "{\"Statement\":{\"Sid\":\"\"}}\n",
    ];
    for name in NAMES {
        for piece in pieces {
            let long = piece.repeat(150_000 / piece.len());
            for page in [
                format!("{long}\nStatement Effect\n>\"'%}}}}}}"),
                format!("Statement\n\n```\n{long}\n```\n"),
                format!("----\n{long}\nStatement\nEOF\n----\n"),
                format!("Statement\n<pre>{long}</pre>"),
                format!("Statement::\n\n  x\n  {long}"),
            ] {
                extract(&source(name, &page), false);
            }
        }
    }
}

/// A page with any piece of it gone is read without a panic.
#[test]
fn mutilated_pages() {
    let heredoc = format!("cat <<EOF\n{POLICY}EOF\necho '{POLICY}'\n");
    let quoted = format!("X=\"{}\"\n", POLICY.replace('"', "\\\""));
    let listing = format!("{heredoc}{quoted}");
    let pages = [
        ("a.md", format!("- x\n\n{}", indented(&format!("```\n{listing}```\n"), "  "))),
        ("a.adoc", format!("----\n{}----\n", listing.replace("[{", "[{ // <1>"))),
        ("a.rst", format!("x::\n\n{}", indented(&listing, "  "))),
        ("a.html", format!("<pre>{}<br></pre>", listing.replace('<', "&lt;").replace('"', "<b>&quot;</b>"))),
    ];
    for (name, page) in pages {
        let places: Vec<usize> = page.char_indices().map(|(at, _)| at).collect();
        for (number, &start) in places.iter().enumerate() {
            for len in [1, 2, 7] {
                let end = places.get(number + len).copied().unwrap_or(page.len());
                let source = source(name, &format!("{}{}", &page[..start], &page[end..]));
                for document in extract(&source, false).documents {
                    assert!(document.span().end as usize <= source.text().len());
                    assert!(document.errors.iter().all(|error| source.slice(error.span).len() <= page.len()));
                }
            }
        }
    }
}

#[test]
fn names_promise_formats() {
    for (name, format) in [
        ("a.adoc", Some(Format::AsciiDoc)),
        ("a.asciidoc", Some(Format::AsciiDoc)),
        ("a.asc", Some(Format::AsciiDoc)),
        ("a.RST", Some(Format::ReStructuredText)),
        ("a.html", Some(Format::Html)),
        ("b/a.HTM", Some(Format::Html)),
        ("a.mdx", Some(Format::Markdown)),
        ("a.txt", None),
    ] {
        assert_eq!(Format::of_name(name), format, "{name}");
    }
}
