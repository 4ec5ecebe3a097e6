//! What is done with each input of a run.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use super::args::ScopeArgs;
use super::baseline::Baseline;
use super::discover::reason;
use super::examine::Manner;
use super::input::Opened;
use super::inputs::Input;
use super::limits::Limits;
use super::report::{self, FileReport};
use super::settings::{Ignore, Settings};
use super::{input, write};
use crate::check::{self, Checked, Fixed};
use crate::config::Config;
use crate::source::Source;
use crate::suppress::{Decisions, suppress};

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
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) name: String,
    /// Whether it is a file, and no standard input.
    pub(super) is_file: bool,
    /// What was found; nothing where the input holds no policy, or could not be read.
    pub(super) file: Option<FileReport>,
    /// Why it could not be read, or repaired.
    pub(super) error: Option<String>,
    /// Why an input that was named was left alone.
    pub(super) left_alone: Option<String>,
    /// How many findings there were beyond those that are reported.
    pub(super) left_out: usize,
    /// That repairs were refused.
    pub(super) is_refused: bool,
    /// Of the entries that are about the file, by their number: whether each was used.
    pub(super) entries: Vec<(usize, bool)>,
    /// What the baseline knows of the file and was not found, by its number there.
    pub(super) gone: Vec<usize>,
}

/// What was found in a source.
struct Findings {
    source: Source,
    checked: Checked,
    entries: Vec<(usize, bool)>,
    repair: Repair,
}

/// What came of a repair.
#[derive(Default)]
struct Repair {
    fixed: usize,
    diff: Option<String>,
    is_refused: bool,
}

impl Job<'_> {
    /// Checks one input that has been opened.
    pub(super) fn attend(&self, input: &Input, opened: Result<Option<Opened>, String>) -> Outcome {
        let is_file = matches!(input, Input::File { .. });
        let (name, relative) = match input {
            Input::Stdin => {
                let name = self.manner.stdin_filename.clone();
                let path = name.as_ref().and_then(|name| super::discover::real_of(Path::new(name)));
                let relative = path.and_then(|path| Some(path.strip_prefix(&self.settings.folder).ok()?.to_owned()));
                (name.unwrap_or_else(|| input.name()), relative.map(Cow::Owned))
            }
            Input::File { relative, .. } => (input.name(), relative.as_deref().map(Cow::Borrowed)),
        };
        let mut outcome = Outcome { name, is_file, ..Outcome::default() };
        let is_left_out = |path: &Path| self.args.force_exclude && self.settings.exclude.fit(path, false);
        if !is_file && relative.as_deref().is_some_and(is_left_out) {
            return outcome;
        }
        match self.look(input, opened, &outcome.name, relative.as_deref()) {
            Ok(Findings { source, checked, entries, repair }) => {
                // Hooks name every file of a kind, and ask for what is excluded to stay so.
                let is_named = !matches!(input, Input::File { named: false, .. }) && !self.args.force_exclude;
                outcome.left_alone = is_named.then(|| left_alone(&outcome.name, &checked)).flatten();
                outcome.entries = entries;
                outcome.gone = self.gone(&outcome.name, &checked);
                outcome.is_refused = repair.is_refused;
                outcome.left_out = checked.left_out;
                if !checked.policies.is_empty() || !checked.diagnostics.is_empty() {
                    let Repair { fixed, diff, .. } = repair;
                    outcome.file = Some(FileReport { source: Arc::new(source), checked, fixed, diff });
                }
            }
            Err(error) => outcome.error = Some(error),
        }
        outcome
    }

    /// Reads, checks and repairs an input.
    fn look(
        &self,
        input: &Input,
        opened: Result<Option<Opened>, String>,
        name: &str,
        relative: Option<&Path>,
    ) -> Result<Findings, String> {
        let config = Config {
            assumed_type: relative.and_then(|path| self.settings.policy_type(path)),
            bounds: self.limits.bounds(name, relative, self.settings),
            ..self.config.clone()
        };
        let of_file = |ignore: &Ignore| relative.is_some_and(|path| ignore.paths.fit(path, false));
        let ignores = self.settings.ignores.iter().enumerate().filter(|(_, ignore)| of_file(ignore));
        let ignores: Vec<(usize, &Ignore)> = ignores.filter(|_| !self.args.no_ignores).collect();
        let source = input::read(name, opened)?;
        let (checked, entries) = self.find(&source, &config, &ignores);
        let mut repair = Repair::default();
        if let Some(threshold) = self.manner.repair {
            match check::fix(&source, threshold, |source| self.find(source, &config, &ignores).0) {
                Fixed::Nothing => {}
                Fixed::Refused => repair.is_refused = true,
                Fixed::Repaired(text, applied) => {
                    repair.fixed = applied;
                    if self.manner.is_dry {
                        repair.diff = Some(report::diff(&source, &text));
                    } else if let Input::File { path, .. } = input {
                        write::replace(path, text.as_bytes())
                            .map_err(|error| format!("cannot write {name}: {}", reason(&error)))?;
                        let source = input::source(name, text.into_bytes())?;
                        let (checked, entries) = self.find(&source, &config, &ignores);
                        return Ok(Findings { source, checked, entries, repair });
                    }
                }
            }
        }
        Ok(Findings { source, checked, entries, repair })
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

    /// What the baseline knows of a file and was not found, by its number there.
    fn gone(&self, name: &str, checked: &Checked) -> Vec<usize> {
        let Some(baseline) = self.baseline.as_ref() else { return Vec::new() };
        let Some(name) = baseline.name_of(Path::new(name)) else { return Vec::new() };
        let kept = checked.diagnostics.iter();
        let all = kept.chain(checked.suppressed.iter().map(|suppressed| &suppressed.diagnostic));
        baseline.gone(&name, &all.map(|found| found.fingerprint).collect(), &self.config)
    }
}

fn left_alone(name: &str, checked: &Checked) -> Option<String> {
    match checked.look_alike {
        _ if !checked.policies.is_empty() => None,
        Some(what) => Some(format!("{name} holds {what}: left alone")),
        None => Some(format!("no policy found in {name}")),
    }
}
