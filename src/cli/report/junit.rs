//! The XML of JUnit: a suite for each file, a case for each finding.
//!
//! The root has no figures of all suites: they would have to stand before the first, and readers
//! count the suites themselves.

use std::io::{self, Write};

use super::location::relative;
use super::xml::Part;
use super::{FileReport, Format, Summary};
use crate::cli::args::FailOn;

const ROOT: &str = "testsuites";

pub(super) struct Junit {
    /// Findings that fail the run are failures.
    pub(super) fail_on: FailOn,
}

impl Format for Junit {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        Part::begin(ROOT, &[("name", "arnlint")])?.write(out)
    }

    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let found = &file.checked.diagnostics;
        let failures = found.iter().filter(|found| self.fail_on.fails(found.severity)).count();
        let name = relative(file.source.name());
        let mut part = Part::below(ROOT)?;
        // A file without findings is a case that passes.
        suite(&mut part, &name, found.len().max(1), failures, 0)?;
        if found.is_empty() {
            part.empty("testcase", &[("name", "no findings"), ("classname", &name)])?;
        }
        for diagnostic in found {
            let at = file.source.position(diagnostic.span.start);
            let (line, column) = (at.line.to_string(), at.column.to_string());
            part.open(
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
            if self.fail_on.fails(diagnostic.severity) {
                let attributes = [("message", diagnostic.message.as_str()), ("type", diagnostic.severity.name())];
                part.lines("failure", &attributes, &text)?;
            } else {
                part.lines("system-out", &[], &text)?;
            }
            part.close("testcase")?;
        }
        part.close("testsuite")?;
        part.write(out)
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut part = Part::below(ROOT)?;
        if !summary.is_complete() {
            suite(&mut part, "arnlint", 1, 0, 1)?;
            part.open("testcase", &[("name", "every input can be read"), ("classname", "arnlint")])?;
            let message = "not every input could be read: standard error says which, and why";
            part.empty("error", &[("message", message), ("type", "unreadable")])?;
            part.close("testcase")?;
            part.close("testsuite")?;
        }
        part.close(ROOT)?;
        part.write(out)?;
        writeln!(out)
    }
}

fn suite(part: &mut Part, name: &str, tests: usize, failures: usize, errors: usize) -> io::Result<()> {
    let (tests, failures, errors) = (tests.to_string(), failures.to_string(), errors.to_string());
    let attributes = [("name", name), ("tests", &tests), ("failures", &failures), ("errors", &errors)];
    part.open("testsuite", &attributes)
}
