//! Reports: one file per format. They take findings and never parse text back.
//!
//! A report is written file by file, so that nothing of a file is kept that has been written.

mod azure;
mod checkstyle;
mod concise;
mod diff;
mod document;
mod draw;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod grouped;
mod json;
mod junit;
mod list;
mod location;
mod rdjson;
mod rules;
mod sarif;
mod sheet;
mod statistics;
mod summary;
mod template;
#[cfg(test)]
mod tests;
mod xml;

pub(super) use concise::lines;
pub(super) use diff::diff;
pub(super) use full::faults;
pub(super) use rules::{page, rules};
pub(super) use sheet::{Drawn, Reports};
pub(super) use summary::Summary;
pub(super) use template::template;

use std::io::{self, Write};
use std::sync::Arc;

use super::args::{FailOn, OutputFormat};
use super::style::Style;
use crate::catalogue::Catalogue;
use crate::check::Checked;
use crate::diagnostic::Diagnostic;
use crate::fix::Applicability;
use crate::source::Source;
use crate::suppress;

/// A file with policies, and what was found in it.
pub(super) struct FileReport {
    pub(super) source: Arc<Source>,
    pub(super) checked: Checked,
    /// How many findings were repaired, or would be.
    pub(super) fixed: usize,
    /// What repairs would change.
    pub(super) diff: Option<String>,
}

impl FileReport {
    pub(super) fn new(source: Arc<Source>, checked: Checked) -> Self {
        Self { source, checked, fixed: 0, diff: None }
    }

    /// Findings about the decisions that a file without policies holds.
    pub(super) fn about(source: &Arc<Source>, mut diagnostics: Vec<Diagnostic>) -> Self {
        suppress::name(&mut diagnostics, source);
        Self::new(Arc::clone(source), Checked { diagnostics, ..Checked::default() })
    }
}

/// What reports say of a run before it begins.
#[derive(Clone, Copy)]
pub(super) struct Premises<'c> {
    /// The reference that is used.
    pub(super) catalogue: Catalogue<'c>,
    /// What fails the run.
    pub(super) fail_on: FailOn,
    /// Whether findings can be suppressed.
    pub(super) can_suppress: bool,
}

/// How a report is written. What a file adds depends on no other file, so files are drawn in any
/// thread and in any order.
trait Format: Sync {
    /// Writes what stands before the files.
    fn begin(&self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    /// Writes what a file adds.
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()>;

    /// What stands between two files that add something.
    fn separator(&self) -> &'static str {
        ""
    }

    /// Writes what stands behind the files.
    fn end(&self, _summary: &Summary, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The format of this name. `has_figures` says whether one for people ends with the figures.
fn format<'c>(name: OutputFormat, premises: Premises<'c>, style: Style, has_figures: bool) -> Box<dyn Format + 'c> {
    let Premises { catalogue, fail_on, can_suppress } = premises;
    match name {
        OutputFormat::Full => Box::new(full::Full::new(style, has_figures)),
        OutputFormat::Concise => Box::new(concise::Concise),
        OutputFormat::Grouped => Box::new(grouped::Grouped { style, has_figures }),
        OutputFormat::Json => Box::new(json::Json { catalogue }),
        OutputFormat::JsonLines => Box::new(json::JsonLines),
        OutputFormat::Sarif => Box::new(sarif::Sarif { catalogue, can_suppress }),
        OutputFormat::Github => Box::new(github::Github),
        OutputFormat::Gitlab => Box::new(gitlab::Gitlab),
        OutputFormat::Junit => Box::new(junit::Junit { fail_on }),
        OutputFormat::Checkstyle => Box::new(checkstyle::Checkstyle),
        OutputFormat::Azure => Box::new(azure::Azure),
        OutputFormat::Rdjson => Box::new(rdjson::Rdjson),
    }
}

/// Whether `--fix` repairs this by itself.
fn is_fixable(diagnostic: &Diagnostic) -> bool {
    diagnostic.fix.as_ref().is_some_and(|fix| fix.applicability == Applicability::Safe)
}

/// What is wrong and what to do, for formats that have room for one text.
fn sentences(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}. {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// Where the page of a rule can be read.
fn url(rule: &str) -> String {
    format!("{}/blob/main/rules/{rule}.md", env!("CARGO_PKG_REPOSITORY"))
}
