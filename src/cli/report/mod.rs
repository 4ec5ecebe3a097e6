//! Reports: one file per format. They take findings and never parse text back.

mod azure;
mod checkstyle;
mod concise;
mod diff;
mod document;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod grouped;
mod json;
mod junit;
mod location;
mod rdjson;
mod rules;
mod sarif;
mod statistics;
mod summary;
mod template;
#[cfg(test)]
mod tests;
mod xml;

pub(super) use diff::diff;
pub(super) use full::faults;
pub(super) use rules::{page, rules};
pub(super) use summary::Summary;
pub(super) use template::template;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use super::args::{FailOn, OutputFormat, ReportArgs};
use super::discover::reason;
use super::style::Style;
use crate::catalogue::Catalogue;
use crate::check::Checked;
use crate::diagnostic::Diagnostic;
use crate::fix::Applicability;
use crate::source::Source;
use crate::suppress;
use crate::wording::loggable;

/// A file with policies, and what was found in it.
pub(super) struct FileReport {
    pub(super) source: Arc<Source>,
    pub(super) checked: Checked,
}

/// What a run came to, for the report.
pub(super) struct Run<'r> {
    /// The files with policies, sorted by name.
    pub(super) files: &'r [FileReport],
    pub(super) summary: &'r Summary,
    /// The reference that was used.
    pub(super) catalogue: Catalogue<'r>,
    /// What fails the run.
    pub(super) fail_on: FailOn,
    /// Whether every input could be read.
    pub(super) is_complete: bool,
}

impl FileReport {
    /// Findings about the decisions that a file without policies holds.
    pub(super) fn about(source: &Arc<Source>, mut diagnostics: Vec<Diagnostic>) -> Self {
        suppress::name(&mut diagnostics, source);
        Self { source: Arc::clone(source), checked: Checked { diagnostics, ..Checked::default() } }
    }
}

impl<'r> Run<'r> {
    /// Every finding with its file.
    fn findings(&self) -> impl Iterator<Item = (&'r Source, &'r Diagnostic)> {
        let files = self.files;
        files.iter().flat_map(|file| file.checked.diagnostics.iter().map(|found| (file.source.as_ref(), found)))
    }
}

/// Writes a report in a format. `has_summary` says whether one for people ends with the figures.
fn write(format: OutputFormat, run: &Run<'_>, style: Style, has_summary: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        OutputFormat::Full => full::write(run, style, out)?,
        OutputFormat::Concise => concise::write(run, out)?,
        OutputFormat::Grouped => grouped::write(run, style, out)?,
        OutputFormat::Json => json::write(run, out)?,
        OutputFormat::JsonLines => json::write_lines(run, out)?,
        OutputFormat::Sarif => sarif::write(run, out)?,
        OutputFormat::Github => github::write(run, out)?,
        OutputFormat::Gitlab => gitlab::write(run, out)?,
        OutputFormat::Junit => junit::write(run, out)?,
        OutputFormat::Checkstyle => checkstyle::write(run, out)?,
        OutputFormat::Azure => azure::write(run, out)?,
        OutputFormat::Rdjson => rdjson::write(run, out)?,
    }
    if has_summary && matches!(format, OutputFormat::Full | OutputFormat::Grouped) {
        writeln!(out, "{}", run.summary.line())?;
    }
    Ok(())
}

/// Makes the reports that are asked for: into files, and to standard output. What lines have no
/// room for goes to standard error.
pub(super) fn print(run: &Run<'_>, args: &ReportArgs) -> Result<(), super::Error> {
    let mut is_printed = true;
    // Of what could not be read nobody can say that there is no problem.
    let has_summary = !args.quiet && (run.is_complete || run.findings().next().is_some());
    for destination in &args.output_file {
        let format = destination.format.unwrap_or(args.output_format);
        // A file without a format of its own takes the place of standard output.
        is_printed &= destination.format.is_some();
        let path = &destination.path;
        if path.as_os_str() == "-" {
            return Err("--output-file names a file; standard output has the report of --output-format".into());
        }
        let written = File::create(path).and_then(|file| {
            let mut out = BufWriter::new(file);
            write(format, run, Style::PLAIN, true, &mut out)?;
            out.flush()
        });
        written.map_err(|error| format!("cannot write {}: {}", path.display(), reason(&error)))?;
    }
    if is_printed {
        let format = args.output_format;
        let style = Style::detect(args.color);
        let mut out = BufWriter::new(io::stdout().lock());
        let written = write(format, run, style, has_summary, &mut out).and_then(|()| out.flush());
        // That the reader has gone away is no error.
        written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })?;
    }
    // The log of a host shows a part of the findings only; the figures are of all.
    let is_of_lines = matches!(args.output_format, OutputFormat::Concise | OutputFormat::Github | OutputFormat::Azure);
    if (is_of_lines || !is_printed) && has_summary {
        // Whoever closed it does not want to read it.
        let _ = writeln!(io::stderr(), "{}", run.summary.line());
    }
    Ok(())
}

/// Prints how often each rule was found.
pub(super) fn print_statistics(run: &Run<'_>, args: &ReportArgs) -> Result<(), super::Error> {
    let mut text = Vec::new();
    match args.output_format {
        OutputFormat::Json => statistics::write_json(run, &mut text)?,
        OutputFormat::Full | OutputFormat::Concise | OutputFormat::Grouped => statistics::write(run, &mut text)?,
        _ => return Err("--statistics prints a table, or JSON with --output-format json".into()),
    }
    super::print(&String::from_utf8_lossy(&text))?;
    Ok(())
}

/// The files that hold policies, with the types of these.
pub(super) fn file_list(files: &[FileReport]) -> String {
    let mut text = String::new();
    for file in files {
        let types: Vec<&str> = file.checked.policies.iter().map(|policy| policy.policy_type.name()).collect();
        text.push_str(&format!("{}: {}\n", loggable(file.source.name()), types.join(", ")));
    }
    text
}

/// The findings, a line each.
pub(super) fn lines(files: &[FileReport]) -> String {
    files
        .iter()
        .flat_map(|file| file.checked.diagnostics.iter().map(|found| concise::line(&file.source, found)))
        .collect()
}

/// Whether one of the findings fails a run.
pub(super) fn fails(files: &[FileReport], fail_on: FailOn) -> bool {
    files.iter().flat_map(|file| &file.checked.diagnostics).any(|found| fail_on.fails(found.severity))
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
