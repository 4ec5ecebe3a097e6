//! The figures of a run.

use super::{FileReport, is_fixable};
use crate::diagnostic::Severity;
use crate::wording::count;

/// The figures of a run.
#[derive(Debug, Default)]
pub(in crate::cli) struct Summary {
    /// Files with at least one policy.
    pub(in crate::cli) files: usize,
    pub(in crate::cli) policies: usize,
    pub(in crate::cli) errors: usize,
    pub(in crate::cli) warnings: usize,
    pub(in crate::cli) advice: usize,
    /// Findings that somebody has decided to live with.
    pub(in crate::cli) suppressed: usize,
    /// Findings that `--fix` repairs.
    pub(in crate::cli) fixable: usize,
    /// Findings that this run repaired.
    pub(in crate::cli) fixed: usize,
    /// What to say when nothing was found, in place of the usual.
    pub(in crate::cli) all_clear: Option<String>,
}

impl Summary {
    pub(in crate::cli) fn of(files: &[FileReport], fixed: usize) -> Self {
        let mut summary = Self { fixed, ..Self::default() };
        for file in files {
            summary.files += usize::from(!file.checked.policies.is_empty());
            summary.policies += file.checked.policies.len();
            summary.suppressed += file.checked.suppressed.len();
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
    pub(super) fn line(&self) -> String {
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
        if self.suppressed > 0 {
            line.push_str(&format!("; {} suppressed", self.suppressed));
        }
        line.push('.');
        line
    }
}
