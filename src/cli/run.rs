//! The commands `check`, `baseline` and `config`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::args::{BaselineArgs, CheckArgs, ConfigArgs};
use super::baseline::{self, FILE_NAME};
use super::examine::{Examination, Manner, examine, rules};
use super::job::Outcome;
use super::parallel::Weight;
use super::report::{self, FileReport, Premises, Reports};
use super::settings::Settings;
use super::style::Style;
use super::{Error, Status, paths, reference, watch, write};
use crate::catalogue::Catalogue;
use crate::diagnostic::{Ground, Suppressed};
use crate::fix::Applicability;
use crate::wording::{count, loggable};

pub(super) fn check(args: &CheckArgs) -> Result<Status, Error> {
    let repairs = args.fix || args.diff;
    let has_stdin = args.scope.paths.iter().any(|path| reference::is_stdin(path));
    if args.fix && has_stdin {
        return Err("--fix needs a file to write to, and standard input is none (--diff prints the repair)".into());
    }
    if args.watch && has_stdin {
        return Err("standard input cannot be watched".into());
    }
    if args.fix && !args.diff {
        write::finish_before_interrupt();
    }
    let repair = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let manner = Manner {
        repair: repairs.then_some(repair),
        is_dry: args.diff,
        only_find: args.show_files,
        identifies: args.report.identifies(),
        stdin_filename: args.stdin_filename.clone(),
        baseline: args.baseline.clone(),
        no_baseline: false,
        color: args.report.color,
        shows_progress: !args.report.quiet && io::stderr().is_terminal(),
    };
    let once = || examine(&args.scope, &manner, |examination| report(args, &examination));
    if args.watch { watch::watch(&args.scope, once) } else { once() }
}

/// Runs, and reports as it goes.
fn report(args: &CheckArgs, examination: &Examination<'_>) -> Result<Status, Error> {
    let settings = examination.settings;
    let fail_on = args.report.fail_on.or(settings.fail_on).unwrap_or_default();
    let premises = Premises { catalogue: examination.catalogue, fail_on, can_suppress: !args.scope.no_ignores };
    let reports = if args.show_files {
        Reports::files()
    } else if args.diff {
        Reports::patches()
    } else if args.statistics {
        Reports::statistics(&args.report)?
    } else {
        Reports::findings(&args.report, premises)?
    };
    if args.report.verbose {
        let source = settings.source.as_ref();
        let configuration = source.map(|source| format!("note: the configuration is {}", source.name()));
        say(&configuration.unwrap_or_else(|| "note: no configuration file".to_owned()));
    }
    let mut sheets = reports.begin()?;
    let draw = |outcome: &Outcome| draw(&reports, outcome, args.report.verbose);
    let closing = examination.each(draw, |told| match told {
        Ok(Drawn { file, asides }) => {
            file.map_or(Ok(()), |file| sheets.add(file))?;
            if !asides.is_empty() {
                sheets.flush()?;
                for line in &asides {
                    say(line);
                }
            }
            Ok(())
        }
        Err(error) => {
            sheets.flush()?;
            say(&format!("arnlint: {error}"));
            sheets.summary.unread += 1;
            Ok(())
        }
    })?;
    sheets.flush()?;
    if !args.report.quiet {
        closing.notes.iter().for_each(|note| say(&format!("note: {note}")));
    }
    if args.report.verbose {
        let read = count(closing.read, "file");
        say(&format!("note: read {read}, {} of them with policies", sheets.summary.files));
    }
    let summary = sheets.end()?;
    if args.diff && !args.report.quiet {
        say(&match summary.changed {
            0 => "Nothing to fix.".to_owned(),
            files => format!("Would fix {} in {}.", count(summary.fixed, "finding"), count(files, "file")),
        });
    }
    let found = match (args.show_files, args.diff) {
        (true, _) => false,
        (_, true) => summary.changed > 0,
        _ => summary.fails(fail_on),
    };
    Ok(match (summary.is_complete(), found && !args.report.exit_zero) {
        (false, _) => Status::Failed,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    })
}

/// What is kept of an input until it is written.
struct Drawn {
    file: Option<report::Drawn>,
    /// What is said beside the report.
    asides: Vec<String>,
}

impl Weight for Drawn {
    fn bytes(&self) -> usize {
        self.file.as_ref().map_or(0, Weight::bytes) + self.asides.iter().map(String::len).sum::<usize>()
    }
}

fn draw(reports: &Reports<'_>, outcome: &Outcome, is_verbose: bool) -> Result<Drawn, String> {
    let file = outcome.file.as_ref();
    let asides = file.filter(|_| is_verbose).map_or_else(Vec::new, suppressed);
    let file = file.map(|file| reports.draw(file)).transpose().map_err(|error| error.to_string())?;
    Ok(Drawn { file, asides })
}

/// What is suppressed in a file, and why.
fn suppressed(file: &FileReport) -> Vec<String> {
    let name = loggable(file.source.name());
    let line = |suppressed: &Suppressed| {
        let at = file.source.position(suppressed.diagnostic.span.start);
        let why = match &suppressed.ground {
            Ground::Comment(reason) => format!("a comment ignores it: {}", loggable(reason)),
            Ground::Entry(reason) => format!("the configuration ignores it: {}", loggable(reason)),
            Ground::Baseline => "the baseline knows it".to_owned(),
        };
        format!("note: {name}:{}:{}: {}: {why}", at.line, at.column, suppressed.diagnostic.rule)
    };
    file.checked.suppressed.iter().map(line).collect()
}

/// Says on standard error what is no finding.
fn say(line: &str) {
    // Whoever closed it does not want to read it.
    let _ = writeln!(io::stderr(), "{}", loggable(line));
}

/// Writes a baseline.
pub(super) fn baseline(args: &BaselineArgs) -> Result<Status, Error> {
    if args.scope.paths.iter().any(|path| reference::is_stdin(path)) {
        return Err("a baseline is about files, and standard input is none".into());
    }
    write::finish_before_interrupt();
    let shows_progress = io::stderr().is_terminal();
    let manner = Manner { no_baseline: true, identifies: true, shows_progress, ..Manner::default() };
    examine(&args.scope, &manner, |examination| {
        let settings = examination.settings;
        let named = args.output.clone().or_else(|| settings.baseline.clone());
        let path = named.unwrap_or_else(|| {
            let folder = settings.source.as_ref().map(|_| paths::from_here(&settings.folder));
            folder.unwrap_or_default().join(FILE_NAME)
        });
        let mut is_complete = true;
        let mut files = Vec::new();
        let writer = baseline::Writer::new(&path)?;
        examination.each(
            |outcome| Ok(writer.note(outcome)),
            |told| {
                match told {
                    Ok(noted) => files.push(noted),
                    Err(error) => {
                        say(&format!("arnlint: {error}"));
                        is_complete = false;
                    }
                }
                Ok(())
            },
        )?;
        if !is_complete {
            return Err("no baseline is written of a run that is not whole".into());
        }
        let (findings, files) = writer.write(files)?;
        let mut line = format!(
            "Wrote {} of {} to {}.",
            count(findings, "finding"),
            count(files, "file"),
            loggable(&path.to_string_lossy())
        );
        if settings.baseline.as_ref() != Some(&path) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            line.push_str(&format!(" Write `baseline = \"{name}\"` into arnlint.toml, or check with --baseline."));
        }
        super::print(&format!("{line}\n"))?;
        Ok(Status::Clean)
    })
}

/// Prints the configuration in force.
pub(super) fn config(args: &ConfigArgs) -> Result<Status, Error> {
    let style = Style::of_errors(super::args::Color::Auto);
    let settings = Settings::find(args.config.as_deref(), false, Catalogue::embedded(), style)?;
    super::print(&shown(&settings))?;
    Ok(Status::Clean)
}

/// What is in force by a text.
pub(super) fn configuration(name: &str, text: &str) -> Result<String, String> {
    let source = super::input::source(name, text.as_bytes().to_vec())?;
    let settings = Settings::parse(source, Path::new(""), Catalogue::embedded(), Style::PLAIN);
    let settings = settings.map_err(|error| error.to_string())?;
    Ok(shown(&settings))
}

fn shown(settings: &Settings) -> String {
    let active = rules(&super::args::ScopeArgs::default(), settings, std::iter::empty());
    settings.show(&active)
}

/// Writes a configuration to start with.
pub(super) fn init() -> Result<Status, Error> {
    let path = Path::new("arnlint.toml");
    if path.symlink_metadata().is_ok() {
        return Err("arnlint.toml is there already".into());
    }
    write::create(path, super::settings::starter().as_bytes())
        .map_err(|error| format!("cannot write arnlint.toml: {}", super::discover::reason(&error)))?;
    super::print("Wrote arnlint.toml, in which everything is as by default. `arnlint check` reads it.\n")?;
    Ok(Status::Clean)
}
