//! The figures of a run, which grow with its rules and not with its files.

use std::collections::BTreeMap;

use super::{FileReport, is_fixable};
use crate::cli::args::FailOn;
use crate::diagnostic::Severity;
use crate::wording::count;

/// The figures of a run, or of one of its files.
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
    /// Findings that this run repaired, or would repair.
    pub(in crate::cli) fixed: usize,
    /// Files that repairs would change.
    pub(in crate::cli) changed: usize,
    /// Inputs that could not be read.
    pub(in crate::cli) unread: usize,
    /// The rules that found something, be it suppressed.
    pub(super) rules: BTreeMap<&'static str, OfRule>,
    /// What to say when nothing was found, in place of the usual.
    pub(in crate::cli) all_clear: Option<String>,
}

/// What a rule found that is not suppressed.
#[derive(Debug)]
pub(super) struct OfRule {
    /// The worst of it.
    pub(super) severity: Severity,
    pub(super) count: usize,
    pub(super) fixable: usize,
}

impl Default for OfRule {
    fn default() -> Self {
        Self { severity: Severity::Advice, count: 0, fixable: 0 }
    }
}

impl Summary {
    pub(super) fn of(file: &FileReport) -> Self {
        let mut summary = Self {
            files: usize::from(!file.checked.policies.is_empty()),
            policies: file.checked.policies.len(),
            suppressed: file.checked.suppressed.len(),
            fixed: file.fixed,
            changed: usize::from(file.diff.is_some()),
            ..Self::default()
        };
        for diagnostic in &file.checked.diagnostics {
            match diagnostic.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Advice => summary.advice += 1,
            }
            let fixable = usize::from(is_fixable(diagnostic));
            summary.fixable += fixable;
            let rule = summary.rules.entry(diagnostic.rule).or_default();
            rule.severity = rule.severity.max(diagnostic.severity);
            rule.count += 1;
            rule.fixable += fixable;
        }
        for suppressed in &file.checked.suppressed {
            summary.rules.entry(suppressed.diagnostic.rule).or_default();
        }
        summary
    }

    /// Adds the figures of a file.
    pub(super) fn add(&mut self, file: Self) {
        self.files += file.files;
        self.policies += file.policies;
        self.errors += file.errors;
        self.warnings += file.warnings;
        self.advice += file.advice;
        self.suppressed += file.suppressed;
        self.fixable += file.fixable;
        self.fixed += file.fixed;
        self.changed += file.changed;
        for (name, more) in file.rules {
            let rule = self.rules.entry(name).or_default();
            rule.severity = rule.severity.max(more.severity);
            rule.count += more.count;
            rule.fixable += more.fixable;
        }
    }

    /// All findings that are not suppressed.
    pub(super) fn findings(&self) -> usize {
        self.errors + self.warnings + self.advice
    }

    /// Whether every input could be read.
    pub(in crate::cli) fn is_complete(&self) -> bool {
        self.unread == 0
    }

    /// Whether one of the findings fails a run.
    pub(in crate::cli) fn fails(&self, fail_on: FailOn) -> bool {
        [(self.errors, Severity::Error), (self.warnings, Severity::Warning), (self.advice, Severity::Advice)]
            .into_iter()
            .any(|(n, severity)| n > 0 && fail_on.fails(severity))
    }

    /// The last line of a report for people. Of what could not be read nobody can say that there
    /// is no problem.
    pub(super) fn line(&self) -> Option<String> {
        let mut found = Vec::new();
        for (n, noun) in [(self.errors, "error"), (self.warnings, "warning")] {
            if n > 0 {
                found.push(count(n, noun));
            }
        }
        if self.advice > 0 {
            found.push(format!("{} of advice", count(self.advice, "piece")));
        }
        if found.is_empty() && !self.is_complete() {
            return None;
        }
        let policies = match self.policies {
            0 => "no policy".to_owned(),
            1 => "1 policy".to_owned(),
            n => format!("{n} policies"),
        };
        let place = if self.files > 1 { format!("{policies} of {} files", self.files) } else { policies };
        if let Some(text) = self.all_clear.as_ref().filter(|_| found.is_empty()) {
            return Some(text.clone());
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
        Some(line)
    }
}
