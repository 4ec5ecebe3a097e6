//! The XML of JUnit: a suite for each file, a case for each finding.

use std::io::{self, Write};

use super::location::relative;
use super::xml::Document;
use super::{FileReport, Run};

/// Those that fail the run are failures.
pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let fail_on = run.fail_on;
    let failures =
        |file: &FileReport| file.checked.diagnostics.iter().filter(|found| fail_on.fails(found.severity)).count();
    // A file without findings is a case that passes.
    let tests = |file: &FileReport| file.checked.diagnostics.len().max(1);
    let errors = usize::from(!run.is_complete);
    let all_tests = run.files.iter().map(tests).sum::<usize>() + errors;
    let all_failures: usize = run.files.iter().map(failures).sum();
    let mut document = Document::new(out)?;
    document.open(
        "testsuites",
        &[
            ("name", "arnlint"),
            ("tests", &all_tests.to_string()),
            ("failures", &all_failures.to_string()),
            ("errors", &errors.to_string()),
        ],
    )?;
    if !run.is_complete {
        suite(&mut document, "arnlint", 1, 0, 1)?;
        document.open("testcase", &[("name", "every input can be read"), ("classname", "arnlint")])?;
        let message = "not every input could be read: standard error says which, and why";
        document.empty("error", &[("message", message), ("type", "unreadable")])?;
        document.close("testcase")?;
        document.close("testsuite")?;
    }
    for file in run.files {
        let name = relative(file.source.name());
        suite(&mut document, &name, tests(file), failures(file), 0)?;
        if file.checked.diagnostics.is_empty() {
            document.empty("testcase", &[("name", "no findings"), ("classname", &name)])?;
        }
        for diagnostic in &file.checked.diagnostics {
            let at = file.source.position(diagnostic.span.start);
            let (line, column) = (at.line.to_string(), at.column.to_string());
            document.open(
                "testcase",
                &[
                    // Servers take cases of one name for the same.
                    ("name", &format!("{} at {line}:{column}", diagnostic.rule)),
                    ("classname", &name),
                    ("file", &name),
                    ("line", &line),
                ],
            )?;
            let mut text = vec![format!("{name}:{line}:{column}: {}: {}", diagnostic.severity, diagnostic.message)];
            text.extend(diagnostic.help.clone());
            if fail_on.fails(diagnostic.severity) {
                let attributes = [("message", diagnostic.message.as_str()), ("type", diagnostic.severity.name())];
                document.lines("failure", &attributes, &text)?;
            } else {
                document.lines("system-out", &[], &text)?;
            }
            document.close("testcase")?;
        }
        document.close("testsuite")?;
    }
    document.close("testsuites")?;
    document.finish()
}

fn suite(document: &mut Document<'_>, name: &str, tests: usize, failures: usize, errors: usize) -> io::Result<()> {
    let (tests, failures, errors) = (tests.to_string(), failures.to_string(), errors.to_string());
    let attributes = [("name", name), ("tests", &tests), ("failures", &failures), ("errors", &errors)];
    document.open("testsuite", &attributes)
}
