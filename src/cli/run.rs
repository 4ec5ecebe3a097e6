//! The commands `check`, `baseline` and `config`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use super::args::{BaselineArgs, CheckArgs, ConfigArgs, ReportArgs};
use super::baseline::{self, FILE_NAME};
use super::examine::{Examined, Manner, examine, rules};
use super::report::{self, Run, Summary};
use super::settings::Settings;
use super::style::Style;
use super::{Error, Status, paths, reference, watch, write};
use crate::catalogue::Catalogue;
use crate::diagnostic::Ground;
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
        stdin_filename: args.stdin_filename.clone(),
        baseline: args.baseline.clone(),
        no_baseline: false,
        color: args.report.color,
        shows_progress: !args.report.quiet && io::stderr().is_terminal(),
    };
    let once = || examine(&args.scope, &manner, |examined| conclude(args, &examined));
    if args.watch { watch::watch(&args.scope, once) } else { once() }
}

/// Reports what came of a run.
fn conclude(args: &CheckArgs, examined: &Examined<'_>) -> Result<Status, Error> {
    tell(examined, &args.report);
    let is_complete = examined.errors.is_empty();
    let fail_on = args.report.fail_on.or(examined.settings.fail_on).unwrap_or_default();
    let found = if args.show_files {
        super::print(&report::file_list(&examined.files))?;
        false
    } else if args.diff {
        print_diffs(examined, args)?;
        !examined.diffs.is_empty()
    } else {
        let summary = Summary::of(&examined.files, examined.fixed);
        let run =
            Run { files: &examined.files, summary: &summary, catalogue: examined.catalogue, fail_on, is_complete };
        if args.statistics {
            report::print_statistics(&run, &args.report)?;
        } else {
            report::print(&run, &args.report)?;
        }
        report::fails(&examined.files, fail_on)
    };
    Ok(match (is_complete, found && !args.report.exit_zero) {
        (false, _) => Status::Failed,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    })
}

/// Says on standard error what is no finding.
fn tell(examined: &Examined<'_>, args: &ReportArgs) {
    let mut stderr = io::stderr().lock();
    // Whoever closed it does not want to read it.
    let mut say = |line: String| _ = writeln!(stderr, "{line}");
    for error in &examined.errors {
        say(format!("arnlint: {error}"));
    }
    if !args.quiet {
        examined.notes.iter().for_each(|note| say(format!("note: {note}")));
    }
    if args.verbose {
        let configuration = examined.settings.source.as_ref();
        say(configuration.map_or_else(
            || "note: no configuration file".to_owned(),
            |source| format!("note: the configuration is {}", source.name()),
        ));
        let held = examined.files.iter().filter(|file| !file.checked.policies.is_empty()).count();
        say(format!("note: read {}, {held} of them with policies", count(examined.read.len(), "file")));
        for file in &examined.files {
            for suppressed in &file.checked.suppressed {
                let at = file.source.position(suppressed.diagnostic.span.start);
                let why = match &suppressed.ground {
                    Ground::Comment(reason) => format!("a comment ignores it: {}", loggable(reason)),
                    Ground::Entry(reason) => format!("the configuration ignores it: {}", loggable(reason)),
                    Ground::Baseline => "the baseline knows it".to_owned(),
                };
                let name = loggable(file.source.name());
                say(format!("note: {name}:{}:{}: {}: {why}", at.line, at.column, suppressed.diagnostic.rule));
            }
        }
    }
}

fn print_diffs(examined: &Examined<'_>, args: &CheckArgs) -> Result<(), Error> {
    // What goes to a file or a program must be whole; a terminal must not be steered.
    let text = examined.diffs.concat();
    let shown: String = if io::stdout().is_terminal() {
        text.lines().flat_map(|line| [loggable(line), "\n".into()]).collect()
    } else {
        text
    };
    super::print(&shown)?;
    if !args.report.quiet {
        let files = examined.diffs.len();
        let line = match files {
            0 => "Nothing to fix.".to_owned(),
            _ => format!("Would fix {} in {}.", count(examined.fixed, "finding"), count(files, "file")),
        };
        let _ = writeln!(io::stderr(), "{line}");
    }
    Ok(())
}

/// Writes a baseline.
pub(super) fn baseline(args: &BaselineArgs) -> Result<Status, Error> {
    if args.scope.paths.iter().any(|path| reference::is_stdin(path)) {
        return Err("a baseline is about files, and standard input is none".into());
    }
    write::finish_before_interrupt();
    let manner = Manner { no_baseline: true, shows_progress: io::stderr().is_terminal(), ..Manner::default() };
    examine(&args.scope, &manner, |examined| {
        for error in &examined.errors {
            let _ = writeln!(io::stderr(), "arnlint: {error}");
        }
        if !examined.errors.is_empty() {
            return Err("no baseline is written of a run that is not whole".into());
        }
        let settings = examined.settings;
        let named = args.output.clone().or_else(|| settings.baseline.clone());
        let path = named.unwrap_or_else(|| {
            let folder = settings.source.as_ref().map(|_| paths::from_here(&settings.folder));
            folder.unwrap_or_default().join(FILE_NAME)
        });
        let (findings, files) = baseline::write(&path, &examined.files, &examined.read)?;
        let mut line =
            format!("Wrote {} of {} to {}.", count(findings, "finding"), count(files, "file"), path.display());
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
    let settings = Settings::parse(source, Path::new(""), Catalogue::embedded(), Style::PLAIN)?;
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
