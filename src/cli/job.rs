//! What is done with each input of a run, and what all of it comes to.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::ScopeArgs;
use super::baseline::Baseline;
use super::discover::{Input, reason};
use super::examine::{Examined, Manner};
use super::limits::Limits;
use super::report::{self, FileReport};
use super::settings::{Ignore, Settings};
use super::{input, write};
use crate::check::{self, Checked, Fixed};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use crate::suppress::{self, Decisions, suppress};
use crate::wording::count;

/// What every input of a run is attended with.
pub(super) struct Job<'c> {
    pub(super) args: &'c ScopeArgs,
    pub(super) manner: &'c Manner,
    pub(super) settings: &'c Settings,
    pub(super) limits: Limits<'c>,
    /// The settings of all files; those of one have its bounds.
    pub(super) config: Config<'c>,
    pub(super) baseline: Option<Baseline>,
}

/// What came of one input.
pub(super) struct Outcome {
    pub(super) name: String,
    path: Option<PathBuf>,
    /// Nothing where the input holds no policy.
    result: Result<Option<FileReport>, String>,
    /// Why an input that was named was left alone.
    left_alone: Option<String>,
    /// That repairs were refused.
    refused: bool,
    fixed: usize,
    diff: Option<String>,
    /// Of the entries that are about the file, by their number: whether each was used.
    entries: Vec<(usize, bool)>,
    /// The name of the file in the baseline, and the fingerprints of all that was found.
    known: Option<(String, Vec<u64>)>,
}

/// What was found in a source.
struct Findings {
    source: Source,
    checked: Checked,
    entries: Vec<(usize, bool)>,
}

/// Notes about single files that a run has room for.
const NOTES: usize = 3;

impl<'c> Job<'c> {
    /// Checks one input. A panic is a mistake of ours; it is named and does not end the run.
    pub(super) fn attend(&self, input: &Input) -> Outcome {
        let (name, path, relative) = match input {
            Input::Stdin => {
                let name = self.manner.stdin_filename.clone();
                let path = name.as_ref().and_then(|name| super::discover::real_of(Path::new(name)));
                let relative = path.and_then(|path| Some(path.strip_prefix(&self.settings.folder).ok()?.to_owned()));
                (name.unwrap_or_else(|| "<stdin>".to_owned()), None, relative)
            }
            Input::File { path, relative, .. } => {
                (path.to_string_lossy().into_owned(), Some(path.clone()), relative.clone())
            }
        };
        let mut outcome = Outcome {
            name: name.clone(),
            path,
            result: Ok(None),
            left_alone: None,
            refused: false,
            fixed: 0,
            diff: None,
            entries: Vec::new(),
            known: None,
        };
        let is_left_out = |path: &Path| self.args.force_exclude && self.settings.exclude.fit(path, false);
        if matches!(input, Input::Stdin) && relative.as_deref().is_some_and(is_left_out) {
            return outcome;
        }
        let attempt = catch_unwind(AssertUnwindSafe(|| self.look(input, &name, relative.as_deref(), &mut outcome)));
        match attempt {
            Ok(Ok(findings)) => {
                let Findings { source, checked, entries } = findings;
                // Hooks name every file of a kind, and ask for what is excluded to stay so.
                let is_named = !matches!(input, Input::File { named: false, .. }) && !self.args.force_exclude;
                outcome.left_alone = is_named.then(|| left_alone(&name, &checked)).flatten();
                outcome.entries = entries;
                outcome.known = self.known(&name, &checked);
                let is_ours = !checked.policies.is_empty() || !checked.diagnostics.is_empty();
                outcome.result = Ok(is_ours.then_some(FileReport { source: Arc::new(source), checked }));
            }
            Ok(Err(error)) => outcome.result = Err(error),
            Err(_) => {
                outcome.result = Err(format!("internal error while checking {name}: please report it with the file"));
            }
        }
        outcome
    }

    /// Reads, checks and repairs an input.
    fn look(
        &self,
        input: &Input,
        name: &str,
        relative: Option<&Path>,
        outcome: &mut Outcome,
    ) -> Result<Findings, String> {
        let config = Config {
            assumed_type: relative.and_then(|path| self.settings.policy_type(path)),
            bounds: self.limits.bounds(name, relative, self.settings),
            ..self.config.clone()
        };
        let of_file = |ignore: &Ignore| relative.is_some_and(|path| ignore.paths.fit(path, false));
        let ignores = self.settings.ignores.iter().enumerate().filter(|(_, ignore)| of_file(ignore));
        let ignores: Vec<(usize, &Ignore)> = ignores.filter(|_| !self.args.no_ignores).collect();
        let source = input::read(input, name)?;
        let (checked, entries) = self.find(&source, &config, &ignores);
        let Some(threshold) = self.manner.repair else { return Ok(Findings { source, checked, entries }) };
        match check::fix(&source, threshold, |source| self.find(source, &config, &ignores).0) {
            Fixed::Nothing => {}
            Fixed::Refused => outcome.refused = true,
            Fixed::Repaired(text, applied) => {
                outcome.fixed = applied;
                if self.manner.is_dry {
                    outcome.diff = Some(report::diff(&source, &text));
                } else if let Input::File { path, .. } = input {
                    write::replace(path, text.as_bytes())
                        .map_err(|error| format!("cannot write {name}: {}", reason(&error)))?;
                    let source = input::source(name, text.into_bytes())?;
                    let (checked, entries) = self.find(&source, &config, &ignores);
                    return Ok(Findings { source, checked, entries });
                }
            }
        }
        Ok(Findings { source, checked, entries })
    }

    /// What is found in a source and not to be lived with; and which entries were used.
    fn find(
        &self,
        source: &Source,
        config: &Config<'_>,
        ignores: &[(usize, &Ignore)],
    ) -> (Checked, Vec<(usize, bool)>) {
        let mut checked = check::check(source, config);
        if self.args.no_ignores {
            return (checked, Vec::new());
        }
        let known = self.baseline.as_ref().and_then(|baseline| {
            let name = baseline.name_of(Path::new(source.name()))?;
            Some(move |fingerprint| baseline.knows(&name, fingerprint))
        });
        let decisions = Decisions {
            entries: ignores.iter().map(|(_, ignore)| &ignore.entry).collect(),
            baseline: known.as_ref().map(|known| known as &dyn Fn(u64) -> bool),
        };
        let used = suppress(source, &mut checked, &decisions, config);
        (checked, ignores.iter().map(|&(index, _)| index).zip(used).collect())
    }

    fn known(&self, name: &str, checked: &Checked) -> Option<(String, Vec<u64>)> {
        let name = self.baseline.as_ref()?.name_of(Path::new(name))?;
        let kept = checked.diagnostics.iter();
        let all = kept.chain(checked.suppressed.iter().map(|suppressed| &suppressed.diagnostic));
        Some((name, all.map(|found| found.fingerprint).collect()))
    }

    /// Puts together what came of the inputs.
    pub(super) fn gather(&self, outcomes: Vec<Outcome>, errors: Vec<String>) -> Examined<'c> {
        let mut examined = Examined {
            settings: self.settings,
            catalogue: self.config.catalogue,
            files: Vec::new(),
            read: Vec::new(),
            fixed: 0,
            diffs: Vec::new(),
            notes: Vec::new(),
            errors,
        };
        let unused = self.unused(&outcomes);
        let mut left_alone = Vec::new();
        for outcome in outcomes {
            examined.fixed += outcome.fixed;
            examined.diffs.extend(outcome.diff);
            left_alone.extend(outcome.left_alone);
            if outcome.refused {
                let name = &outcome.name;
                examined.notes.push(format!("{name} is left as it is: repaired, it would have other errors"));
            }
            match outcome.result {
                Ok(file) => {
                    examined.files.extend(file);
                    examined.read.extend(outcome.path);
                }
                Err(error) => examined.errors.push(error),
            }
        }
        if left_alone.len() > NOTES {
            // Hooks hand over every file of a kind.
            examined.notes.push(format!("no policy found in {} of the files named", left_alone.len()));
        } else {
            examined.notes.extend(left_alone);
        }
        if !unused.is_empty() {
            examined.files.extend(unused);
            examined.files.sort_by(|a, b| a.source.name().cmp(b.source.name()));
        }
        examined
    }

    /// The findings about entries of the configuration and of the baseline that matched nothing,
    /// as far as this run can tell.
    fn unused(&self, outcomes: &[Outcome]) -> Vec<FileReport> {
        let mut files = Vec::new();
        if !suppress::runs(&self.config, suppress::UNUSED) || self.args.no_ignores {
            return files;
        }
        if let Some(source) = &self.settings.source {
            let entries = self.settings.ignores.iter().enumerate();
            let found: Vec<_> =
                entries.filter_map(|(index, ignore)| self.unused_entry(index, ignore, outcomes)).collect();
            if !found.is_empty() {
                files.push(FileReport::about(source, found));
            }
        }
        if let Some(baseline) = &self.baseline {
            let is_whole = |outcome: &&Outcome| outcome.result.is_ok();
            let seen: Vec<_> = outcomes.iter().filter(is_whole).filter_map(|outcome| outcome.known.clone()).collect();
            files.extend(baseline.unused(&seen, &self.config));
        }
        files
    }

    fn unused_entry(&self, index: usize, ignore: &Ignore, outcomes: &[Outcome]) -> Option<Diagnostic> {
        let mut seen = Vec::new();
        for outcome in outcomes.iter().filter(|outcome| outcome.result.is_ok()) {
            match outcome.entries.iter().find(|(entry, _)| *entry == index) {
                Some((_, true)) => return None,
                Some((_, false)) => seen.push(outcome.name.as_str()),
                None => {}
            }
        }
        // A pattern may match in files that this run did not see.
        let is_judged = ignore.is_literal || self.is_whole();
        let &first = seen.first().filter(|_| is_judged && suppress::runs(&self.config, ignore.entry.rule))?;
        let place = match seen.len() {
            1 => format!("`{first}`"),
            n => count(n, "file"),
        };
        let message = format!("this ignore matched nothing in {place}");
        let help = "Delete it: the finding is gone.".to_owned();
        Some(suppress::report(ignore.span, message, help, Severity::Warning, &self.config))
    }

    /// Whether the run looked at all that lies below the folder of the configuration.
    fn is_whole(&self) -> bool {
        let mut roots = self.args.paths.iter().filter_map(|path| path.canonicalize().ok());
        roots.any(|root| root.is_dir() && self.settings.folder.starts_with(root))
    }
}

fn left_alone(name: &str, checked: &Checked) -> Option<String> {
    match checked.look_alike {
        _ if !checked.policies.is_empty() => None,
        Some(what) => Some(format!("{name} holds {what}: left alone")),
        None => Some(format!("no policy found in {name}")),
    }
}
