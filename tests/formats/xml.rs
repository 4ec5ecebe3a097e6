//! The XML of Checkstyle and JUnit, read back by an XML parser.

use roxmltree::{Document, Node};

use crate::common::{arnlint, root, scratch, stdout};
use crate::{fixtures, list, report, sentences, text};

fn attribute<'n>(node: Node<'n, '_>, name: &str) -> &'n str {
    node.attribute(name).unwrap_or_else(|| panic!("no {name} in {node:?}"))
}

fn children<'n>(node: Node<'n, 'n>, name: &str) -> Vec<Node<'n, 'n>> {
    let children: Vec<_> = node.children().filter(Node::is_element).collect();
    assert!(children.iter().all(|child| child.has_tag_name(name)), "{node:?}");
    children
}

#[test]
fn checkstyle_says_what_the_json_report_says() {
    let plain = crate::json(root(), "json", &["fixtures", "rules"]);
    let xml = report(root(), "checkstyle", &["fixtures", "rules"]);
    let document = Document::parse(&xml).expect("XML");
    assert!(document.root_element().has_tag_name("checkstyle"));
    let files = children(document.root_element(), "file");
    assert_eq!(files.len().to_string(), plain["summary"]["files"].to_string());
    let clean: Vec<&str> =
        files.iter().filter(|file| !file.has_children()).map(|file| attribute(*file, "name")).collect();
    assert!(clean.contains(&"fixtures/ok/kinesis.json"), "{clean:?}");
    let errors: Vec<_> = files.iter().flat_map(|file| children(*file, "error")).collect();
    assert_eq!(errors.len(), list(&plain["diagnostics"]).len());
    for (error, found) in errors.iter().zip(list(&plain["diagnostics"])) {
        assert_eq!(attribute(error.parent_element().expect("a file"), "name"), text(&found["file"]));
        assert_eq!(attribute(*error, "line"), found["span"]["start"]["line"].to_string());
        assert_eq!(attribute(*error, "column"), found["span"]["start"]["column"].to_string());
        assert_eq!(attribute(*error, "message"), sentences(found));
        assert_eq!(attribute(*error, "source"), format!("arnlint.{}", text(&found["rule"])));
        let severity = match text(&found["severity"]) {
            "advice" => "info",
            severity => severity,
        };
        assert_eq!(attribute(*error, "severity"), severity);
        assert_eq!(error.attributes().count(), 5);
    }
}

#[test]
fn junit_says_what_the_json_report_says() {
    let plain = crate::json(root(), "json", &["fixtures", "rules"]);
    let xml = report(root(), "junit", &["fixtures", "rules"]);
    let document = Document::parse(&xml).expect("XML");
    let top = document.root_element();
    assert!(top.has_tag_name("testsuites"));
    let suites = children(top, "testsuite");
    assert_eq!(suites.len().to_string(), plain["summary"]["files"].to_string());
    let figure = |suite: Node<'_, '_>, name: &str| attribute(suite, name).parse::<usize>().expect("a number");
    // Readers count the suites: what they come to is not known before the last.
    assert_eq!(top.attributes().count(), 1);
    let mut found = list(&plain["diagnostics"]).iter();
    for suite in suites {
        let cases = children(suite, "testcase");
        let failures = suite.descendants().filter(|node| node.has_tag_name("failure")).count();
        assert_eq!((figure(suite, "tests"), figure(suite, "failures")), (cases.len(), failures));
        for case in cases {
            assert_eq!(attribute(case, "classname"), attribute(suite, "name"));
            if attribute(case, "name") == "no findings" {
                assert!(!case.has_children());
                continue;
            }
            let found = found.next().expect("a finding for each case");
            let place = format!("{}:{}", found["span"]["start"]["line"], found["span"]["start"]["column"]);
            assert_eq!(attribute(case, "name"), format!("{} at {place}", text(&found["rule"])));
            assert_eq!(attribute(case, "file"), text(&found["file"]));
            assert_eq!(attribute(case, "line"), found["span"]["start"]["line"].to_string());
            let body = case.first_element_child().expect("a child");
            let help = found["help"].as_str().map_or(String::new(), |help| format!("\n{help}"));
            let (severity, message) = (text(&found["severity"]), text(&found["message"]));
            let expected = format!("{}:{place}: {severity}: {message}{help}", text(&found["file"]));
            assert_eq!(body.text().unwrap_or_default(), expected);
            if severity == "advice" {
                assert!(body.has_tag_name("system-out"));
            } else {
                assert!(body.has_tag_name("failure"));
                assert_eq!((attribute(body, "message"), attribute(body, "type")), (message, severity));
            }
        }
    }
    assert!(found.next().is_none());
}

#[test]
fn what_fails_the_run_is_a_failure() {
    let failures = |args: &[&str]| {
        let xml = report(&fixtures(), "junit", &[&["page.md", "policy.json"], args].concat());
        let document = Document::parse(&xml).expect("XML");
        let count = document.descendants().filter(|node| node.has_tag_name("failure")).count();
        let suites = children(document.root_element(), "testsuite").into_iter();
        let said: usize = suites.map(|suite| attribute(suite, "failures").parse::<usize>().expect("a number")).sum();
        assert_eq!(said, count);
        count
    };
    assert_eq!(failures(&[]), 7);
    assert_eq!(failures(&["--fail-on", "error"]), 3);
    assert_eq!(failures(&["--fail-on", "advice"]), 10);
    assert_eq!(failures(&["--fail-on", "never"]), 0);
    // What is found does not change with the exit status.
    assert_eq!(failures(&["--exit-zero"]), 7);
}

#[test]
fn an_input_that_cannot_be_read_is_an_error_of_junit() {
    let mut command = arnlint();
    command.current_dir(fixtures()).args(["check", "--output-format", "junit", "policy.json", "nowhere.json"]);
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    let document = Document::parse(stdout(&output)).expect("XML");
    let last = children(document.root_element(), "testsuite").into_iter().next_back().expect("a suite");
    assert_eq!((attribute(last, "name"), attribute(last, "errors")), ("arnlint", "1"));
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("error")).count(), 1);
}

#[test]
fn a_run_without_policies_is_an_empty_document() {
    let empty = scratch("xml-empty");
    for (format, name) in [("junit", "testsuites"), ("checkstyle", "checkstyle")] {
        let xml = report(&empty, format, &[]);
        let document = Document::parse(&xml).expect("XML");
        assert!(document.root_element().has_tag_name(name));
        assert_eq!(document.root_element().children().filter(Node::is_element).count(), 0);
    }
}
