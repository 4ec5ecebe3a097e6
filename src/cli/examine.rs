//! One run over the inputs: find them, read them, check them, set aside what is to be lived with,
//! repair.

use std::path::PathBuf;

use super::args::{Color, ScopeArgs};
use super::baseline::Baseline;
use super::discover;
use super::job::Job;
use super::limits::{Files, Limits};
use super::progress::Progress;
use super::report::FileReport;
use super::settings::Settings;
use super::style::Style;
use super::{input, parallel, reference};
use crate::catalogue::Catalogue;
use crate::config::{Config, default_rules};
use crate::fix::Applicability;
use crate::rule::{Category, Rule};

/// What is done with the inputs.
#[derive(Default)]
pub(super) struct Manner {
    /// The least that a repair must be to be made.
    pub(super) repair: Option<Applicability>,
    /// Whether repairs are shown instead of made.
    pub(super) is_dry: bool,
    /// Whether policies are found and not checked.
    pub(super) only_find: bool,
    pub(super) stdin_filename: Option<String>,
    /// The file with findings that are known; nothing for that of the configuration.
    pub(super) baseline: Option<PathBuf>,
    /// Whether no baseline is looked at.
    pub(super) no_baseline: bool,
    pub(super) color: Color,
    pub(super) shows_progress: bool,
}

/// What came of a run.
pub(super) struct Examined<'c> {
    pub(super) settings: &'c Settings,
    pub(super) catalogue: Catalogue<'c>,
    /// The files with policies or findings, sorted by name.
    pub(super) files: Vec<FileReport>,
    /// All files that were read.
    pub(super) read: Vec<PathBuf>,
    /// How many repairs were made, or would be.
    pub(super) fixed: usize,
    /// What repairs would change, file by file.
    pub(super) diffs: Vec<String>,
    /// What is worth a word, and no mistake.
    pub(super) notes: Vec<String>,
    /// What could not be done.
    pub(super) errors: Vec<String>,
}

/// Runs over the inputs, and gives what came of it to `then`.
pub(super) fn examine<R>(
    args: &ScopeArgs,
    manner: &Manner,
    then: impl FnOnce(Examined<'_>) -> Result<R, super::Error>,
) -> Result<R, super::Error> {
    let stdins = args.paths.iter().chain(&args.ceiling).filter(|path| reference::is_stdin(path)).count();
    if stdins > 1 {
        return Err("standard input can be read only once, and is given twice".into());
    }
    let blob = input::catalogue_file(args.catalogue.as_deref())?;
    let reference = input::reference(blob.as_ref())?;
    let catalogue = reference.as_ref().map_or(Catalogue::embedded(), Catalogue::of);
    let style = Style::of_errors(manner.color);
    let settings = Settings::find(args.config.as_deref(), args.isolated, catalogue, style)?;
    let catalogue = catalogue.with_services(&settings.known_services);
    let files = Files::read(args, &settings)?;
    let documents = files.extract(args.policy_type.is_some())?;
    let policies = documents.policies(&files, args, catalogue)?;
    let templates = documents.templates(&files, catalogue)?;
    let limits = Limits::new(args, &settings, &files, &policies, &templates, catalogue)?;
    let config = Config {
        catalogue,
        policy_type: args.policy_type,
        rules: if manner.only_find { Vec::new() } else { rules(args, &settings, limits.rules()) },
        levels: settings.levels.iter().filter_map(|(&name, &level)| Some((name, level?))).collect(),
        ..Config::default()
    };
    let baseline = manner.baseline.as_ref().or(settings.baseline.as_ref());
    let baseline = baseline.filter(|_| !manner.no_baseline && !args.no_ignores && !manner.only_find);
    let baseline = baseline.map(|path| Baseline::read(path)).transpose()?;
    let (inputs, unsearched) = discover::discover(args, &settings)?;
    let progress = Progress::start(inputs.len(), manner.shows_progress);
    let job = Job { args, manner, settings: &settings, limits, config, baseline };
    let mut outcomes = parallel::map(&inputs, |input| {
        let outcome = job.attend(input);
        progress.step();
        outcome
    });
    progress.end();
    // In the order of names, whatever the way they were found.
    outcomes.sort_by(|a, b| a.name.cmp(&b.name));
    let errors = unsearched.iter().map(ToString::to_string).collect();
    then(job.gather(outcomes, errors))
}

/// The rules to run: those that are selected, by the command line before the configuration, and
/// those that the limits ask for.
pub(super) fn rules(
    args: &ScopeArgs,
    settings: &Settings,
    limits: impl Iterator<Item = &'static Rule>,
) -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = if args.select.is_empty() {
        let is_asked = |rule: &&Rule| match rule.category {
            Category::Pedantic => args.pedantic || settings.pedantic || settings.levels.contains_key(rule.name),
            _ => false,
        };
        let pedantic = crate::rules::all().iter().copied().filter(is_asked);
        let chosen = settings.select.clone().unwrap_or_else(default_rules).into_iter().chain(pedantic).chain(limits);
        chosen.filter(|rule| settings.levels.get(rule.name) != Some(&None)).collect()
    } else {
        args.select.iter().flat_map(|selection| selection.0.iter().copied()).chain(limits).collect()
    };
    rules.retain(|rule| !args.ignore.iter().any(|selection| selection.0.iter().any(|it| it.name == rule.name)));
    rules.sort_by_key(|rule| rule.name);
    rules.dedup_by_key(|rule| rule.name);
    rules
}
