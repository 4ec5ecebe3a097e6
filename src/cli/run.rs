//! The command `check`: read, check, repair, report.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::args::CheckArgs;
use super::discover::{self, Input, reason};
use super::report::{self, FileReport, Run, Summary};
use super::settings::Settings;
use super::template::{self, Page};
use super::{Error, Status, forbid, input, parallel, reference};
use crate::bounds::{Bounds, Reference};
use crate::check::{self, Checked};
use crate::config::{Config, default_rules};
use crate::fix::Applicability;
use crate::host;
use crate::template::Template;

pub(super) fn check(args: &CheckArgs) -> Result<Status, Error> {
    let has_stdin = args.paths.iter().any(|path| reference::is_stdin(path));
    if args.fix && has_stdin {
        return Err("--fix needs a file to write to, and standard input is none".into());
    }
    let ceilings_of_stdin = args.ceiling.iter().filter(|path| reference::is_stdin(path)).count();
    if ceilings_of_stdin + usize::from(has_stdin) > 1 {
        return Err("standard input can be read only once, and is given twice".into());
    }
    let blob = input::catalogue_file(args.report.catalogue.as_deref())?;
    let catalogue = input::catalogue(blob.as_ref())?;
    let chosen = if args.select.is_empty() { default_rules() } else { args.select.clone() };
    let settings = Settings::find(args.config.as_deref(), args.isolated)?;
    let forbidden = forbid::forbidden(args, catalogue)?;
    let has_template = args.template.is_some() || !settings.templates().is_empty();
    let chosen = chosen.into_iter().chain(forbid::rules(args, has_template));
    let ignored = |name: &str| args.ignore.iter().any(|rule| rule.name == name);
    let mut rules: Vec<_> = chosen.filter(|rule| !ignored(rule.name)).collect();
    rules.sort_by_key(|rule| rule.name);
    rules.dedup_by_key(|rule| rule.name);
    let sources = args.ceiling.iter().map(|path| reference::read(path)).collect::<Result<Vec<_>, _>>()?;
    let documents: Vec<_> = sources.iter().map(|source| host::extract(source, args.policy_type.is_some())).collect();
    let read = |(source, documents)| reference::policy(source, documents, args.policy_type, catalogue);
    let policies = sources.iter().map(AsRef::as_ref).zip(&documents).map(read).collect::<Result<Vec<_>, _>>()?;
    let ceilings = sources.iter().zip(&policies);
    let ceilings = ceilings.map(|(source, policy)| Reference { source: Arc::clone(source), policy }).collect();
    let bounds = Bounds { forbidden, ceilings, ..Bounds::default() };
    let config = Config { catalogue, policy_type: args.policy_type, assumed_type: None, bounds, rules };
    let pages = settings.templates().iter().map(|entry| Page::read(&entry.document, entry.policy));
    let pages = pages.chain(args.template.iter().map(|path| Page::read(path, None))).collect::<Result<Vec<_>, _>>()?;
    let extracted = pages.iter().map(|page| template::extract(&page.source)).collect::<Result<Vec<_>, _>>()?;
    let templates = pages.iter().zip(&extracted).map(|(page, extracted)| page.template(extracted, catalogue));
    let templates = templates.collect::<Result<Vec<_>, _>>()?;
    let template_of = |path: &Path| {
        // The one of the command line is the last, and counts for all.
        let named = args.template.as_ref().map(|_| templates.len() - 1);
        named.or_else(|| settings.template(path)).map(|at| &templates[at])
    };

    let (inputs, unsearched) = discover::discover(&args.paths, args.no_ignore);
    let mut outcomes = parallel::map(&inputs, |input| attend(input, &config, &settings, &template_of, args));
    // In the order of names, whatever the way they were found.
    outcomes.sort_by(|a, b| a.name.cmp(&b.name));

    let mut failed = !unsearched.is_empty();
    let mut stderr = io::stderr().lock();
    for error in &unsearched {
        let _ = writeln!(stderr, "arnlint: {error}");
    }
    let mut files = Vec::new();
    let mut fixed = 0;
    for outcome in outcomes {
        fixed += outcome.fixed;
        if let Some(note) = outcome.note.filter(|_| !args.report.quiet) {
            let _ = writeln!(stderr, "note: {note}");
        }
        match outcome.result {
            Ok(file) => files.extend(file),
            Err(error) => {
                failed = true;
                let _ = writeln!(stderr, "arnlint: {error}");
            }
        }
    }
    drop(stderr);
    let summary = Summary::of(&files, fixed);
    let run = Run { files: &files, summary: &summary, catalogue, is_complete: !failed };
    report::print(&run, &args.report)?;
    Ok(match (failed, report::fails(&files, args.report.fail_on) && !args.report.exit_zero) {
        (true, _) => Status::Failed,
        (false, true) => Status::Findings,
        (false, false) => Status::Clean,
    })
}

/// What came of one input.
struct Outcome {
    name: String,
    /// Nothing where the input holds no policy.
    result: Result<Option<FileReport>, String>,
    note: Option<String>,
    fixed: usize,
}

fn is_same_file(name: &str, other: &str) -> bool {
    let file = |name: &str| Path::new(name).canonicalize().ok();
    name == other || file(name).is_some_and(|path| Some(path) == file(other))
}

/// Checks one input. A panic is a mistake of ours; it is named and does not end the run.
fn attend<'c>(
    input: &Input,
    config: &Config<'c>,
    settings: &Settings,
    template_of: &dyn Fn(&Path) -> Option<&'c Template<'c>>,
    args: &CheckArgs,
) -> Outcome {
    let name = match input {
        Input::Stdin => args.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned()),
        Input::File { path, .. } => path.to_string_lossy().into_owned(),
    };
    let mut outcome = Outcome { name: name.clone(), result: Ok(None), note: None, fixed: 0 };
    let mut config = Config { assumed_type: settings.policy_type(Path::new(&name)), ..config.clone() };
    // The page itself is no policy that was made from it.
    config.bounds.template =
        template_of(Path::new(&name)).filter(|template| !is_same_file(&name, template.source.name()));
    let config = &config;
    let attempt = catch_unwind(AssertUnwindSafe(|| {
        let mut source = input::read(input, &name)?;
        let mut checked = check::check(&source, config);
        let mut fixed = 0;
        if args.fix {
            let threshold = if args.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
            let repaired = check::fix(&source, config, threshold);
            if let Input::File { path, .. } = input
                && repaired.applied > 0
            {
                write(path, repaired.text.as_bytes())
                    .map_err(|error| format!("cannot write {name}: {}", reason(&error)))?;
                source = input::source(&name, repaired.text.into_bytes())?;
                checked = check::check(&source, config);
                fixed = repaired.applied;
            }
        }
        Ok((source, checked, fixed))
    }));
    match attempt {
        Ok(Ok((source, checked, fixed))) => {
            outcome.fixed = fixed;
            let named = !matches!(input, Input::File { named: false, .. });
            outcome.note = named.then(|| note(&name, &checked)).flatten();
            outcome.result =
                Ok((!checked.policies.is_empty()).then_some(FileReport { source: Arc::new(source), checked }));
        }
        Ok(Err(error)) => outcome.result = Err(error),
        Err(_) => outcome.result = Err(format!("internal error while checking {name}: please report it with the file")),
    }
    outcome
}

fn note(name: &str, checked: &Checked) -> Option<String> {
    match checked.look_alike {
        _ if !checked.policies.is_empty() => None,
        Some(what) => Some(format!("{name} holds {what}: left alone")),
        None => Some(format!("no policy found in {name}")),
    }
}

/// Replaces the file in one step: whoever reads it sees the old text or the new one. The new
/// file keeps the permissions of the old one.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let permissions = path.metadata()?.permissions();
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let draft = folder.join(format!(".{name}.arnlint-{}", std::process::id()));
    let result = std::fs::write(&draft, bytes)
        .and_then(|()| std::fs::set_permissions(&draft, permissions))
        .and_then(|()| std::fs::rename(&draft, &path));
    if result.is_err() {
        // The first error is the one worth telling.
        let _ = std::fs::remove_file(&draft);
    }
    result
}
