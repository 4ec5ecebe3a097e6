//! Reports: one file per format. They take findings and never parse text back.

mod concise;
mod excerpt;
mod full;
mod json;
mod rules;
mod template;

pub(super) use rules::{page, rules};
pub(super) use template::template;

use std::io::{self, Write};
use std::sync::Arc;

use super::args::{FailOn, OutputFormat};
use super::style::Style;
use crate::catalogue::Catalogue;
use crate::check::Checked;
use crate::diagnostic::Severity;
use crate::fix::Applicability;
use crate::source::Source;
use crate::wording::count;

/// A file with policies, and what was found in it.
pub(super) struct FileReport {
    pub(super) source: Arc<Source>,
    pub(super) checked: Checked,
}

/// The figures of a run.
#[derive(Debug, Default)]
pub(super) struct Summary {
    /// Files with at least one policy.
    pub(super) files: usize,
    pub(super) policies: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) advice: usize,
    /// Findings that `--fix` repairs.
    pub(super) fixable: usize,
    /// Findings that this run repaired.
    pub(super) fixed: usize,
    /// What to say when nothing was found, in place of the usual.
    pub(super) all_clear: Option<String>,
}

impl Summary {
    pub(super) fn of(files: &[FileReport], fixed: usize) -> Self {
        let mut summary = Self { files: files.len(), fixed, ..Self::default() };
        for file in files {
            summary.policies += file.checked.policies.len();
            for diagnostic in &file.checked.diagnostics {
                match diagnostic.severity {
                    Severity::Error => summary.errors += 1,
                    Severity::Warning => summary.warnings += 1,
                    Severity::Advice => summary.advice += 1,
                }
                summary.fixable += usize::from(is_fixable(diagnostic));
            }
        }
        summary
    }

    /// The last line of a report for people.
    fn line(&self) -> String {
        let mut found = Vec::new();
        for (n, noun) in [(self.errors, "error"), (self.warnings, "warning")] {
            if n > 0 {
                found.push(count(n, noun));
            }
        }
        if self.advice > 0 {
            found.push(format!("{} of advice", count(self.advice, "piece")));
        }
        let policies = match self.policies {
            0 => "no policy".to_owned(),
            1 => "1 policy".to_owned(),
            n => format!("{n} policies"),
        };
        let place = if self.files > 1 { format!("{policies} of {} files", self.files) } else { policies };
        if let Some(text) = self.all_clear.as_ref().filter(|_| found.is_empty()) {
            return text.clone();
        }
        let mut line = if found.is_empty() {
            format!("No problem found in {place}")
        } else {
            format!("Found {} in {place}", found.join(", "))
        };
        if self.fixable > 0 {
            line.push_str(&format!(" ({} fixable with --fix)", self.fixable));
        }
        if self.fixed > 0 {
            line.push_str(&format!("; fixed {}", self.fixed));
        }
        line.push('.');
        line
    }
}

/// Whether `--fix` repairs this by itself.
fn is_fixable(diagnostic: &crate::diagnostic::Diagnostic) -> bool {
    diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
}

/// Prints the report of a run: the findings to standard output, and what lines have no room for to
/// standard error.
pub(super) fn print(
    format: OutputFormat,
    files: &[FileReport],
    summary: &Summary,
    catalogue: Catalogue<'_>,
    style: Style,
    quiet: bool,
) -> io::Result<()> {
    super::print(&match format {
        OutputFormat::Full => full::findings(files, (!quiet).then_some(summary), style),
        OutputFormat::Concise => concise::findings(files),
        OutputFormat::Json => json::findings(files, summary, catalogue),
    })?;
    if format == OutputFormat::Concise && !quiet {
        // Whoever closed it does not want to read it.
        let _ = writeln!(io::stderr(), "{}", summary.line());
    }
    Ok(())
}

/// The findings, a line each.
pub(super) fn lines(files: &[FileReport]) -> String {
    concise::findings(files)
}

/// Whether one of the findings fails a run.
pub(super) fn fails(files: &[FileReport], fail_on: FailOn) -> bool {
    files.iter().flat_map(|file| &file.checked.diagnostics).any(|found| fail_on.fails(found.severity))
}

/// Where the page of a rule can be read.
fn url(rule: &str) -> String {
    format!("{}/blob/main/rules/{rule}.md", env!("CARGO_PKG_REPOSITORY"))
}
