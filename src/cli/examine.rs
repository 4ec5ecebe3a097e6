//! One run over the inputs: find them, read them, check them, set aside what is to be lived with,
//! repair.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use super::args::{Color, ScopeArgs};
use super::baseline::Baseline;
use super::discover;
use super::input::Opened;
use super::inputs::{Input, Inputs};
use super::job::{Job, Outcome};
use super::limits::{Files, Limits};
use super::parallel::{Gate, Weight};
use super::progress::Progress;
use super::settings::Settings;
use super::style::Style;
use super::tally::Tally;
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
    /// Whether what is made of the findings names them to other programs.
    pub(super) identifies: bool,
    pub(super) stdin_filename: Option<String>,
    /// The file with findings that are known; nothing for that of the configuration.
    pub(super) baseline: Option<PathBuf>,
    /// Whether no baseline is looked at.
    pub(super) no_baseline: bool,
    pub(super) color: Color,
    pub(super) shows_progress: bool,
}

/// A run that is ready to begin.
pub(super) struct Examination<'c> {
    pub(super) settings: &'c Settings,
    pub(super) catalogue: Catalogue<'c>,
    job: Job<'c>,
    inputs: Inputs,
    /// What could not be searched for files.
    unsearched: Vec<String>,
}

/// What is left to say when a run is over.
pub(super) struct Closing {
    /// How many files were read.
    pub(super) read: usize,
    /// What is worth a word, and no mistake.
    pub(super) notes: Vec<String>,
}

/// Prepares a run over the inputs, and gives it to `then`.
pub(super) fn examine<R>(
    args: &ScopeArgs,
    manner: &Manner,
    then: impl FnOnce(Examination<'_>) -> Result<R, super::Error>,
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
    let (inputs, unsearched) = discover::discover(args, &settings, manner.stdin_filename.as_deref())?;
    let unsearched = unsearched.iter().map(ToString::to_string).collect();
    // Decisions, too, know findings by their names.
    let has_sids = settings.ignores.iter().any(|ignore| ignore.entry.sid.is_some());
    let config = Config { identifies: manner.identifies || baseline.is_some() || has_sids, ..config };
    let job = Job { args, manner, settings: &settings, limits, config, baseline };
    then(Examination { settings: &settings, catalogue, job, inputs, unsearched })
}

impl Examination<'_> {
    /// Attends to all inputs. `draw` makes of what came of one, in any thread, what is kept of it;
    /// that is given to `tell`, in the order of names and in this thread, and so is what could not
    /// be done.
    pub(super) fn each<P: Weight + Send>(
        &self,
        draw: impl Fn(&Outcome) -> Result<P, String> + Sync,
        mut tell: impl FnMut(Result<P, String>) -> Result<(), super::Error>,
    ) -> Result<Closing, super::Error> {
        for error in &self.unsearched {
            tell(Err(error.clone()))?;
        }
        let progress = Progress::start(self.inputs.len(), self.job.manner.shows_progress);
        let gate = Gate::default();
        let mut tally = Tally::new(&self.job);
        let work = |number| {
            let input = self.inputs.get(number);
            let opened = input::open(&input);
            let size = opened.as_ref().ok().and_then(Option::as_ref).map_or(0, Opened::size);
            let _pass = gate.enter(size);
            Attended::of(&input, || {
                let mut outcome = self.job.attend(&input, opened);
                let drawn = outcome.error.is_none().then(|| draw(&outcome)).transpose();
                // The text and the findings have been drawn.
                outcome.file = None;
                (outcome, drawn)
            })
        };
        parallel::in_order(self.inputs.len(), work, |Attended { outcome, drawn }| {
            progress.step();
            tally.add(&outcome);
            progress.suspend(|| {
                drawn?.map_or(Ok(()), |drawn| tell(Ok(drawn)))?;
                outcome.error.map_or(Ok(()), |error| tell(Err(error)))
            })
        })?;
        drop(progress);
        for file in tally.unused() {
            let outcome = Outcome { file: Some(file), ..Outcome::default() };
            tell(Ok(draw(&outcome)?))?;
        }
        Ok(tally.closing())
    }
}

/// What came of an input, and what is kept of it.
struct Attended<P> {
    outcome: Outcome,
    drawn: Result<Option<P>, String>,
}

impl<P> Attended<P> {
    /// Does the work. A panic is a mistake of ours; it is named and does not end the run.
    fn of(input: &Input, work: impl FnOnce() -> (Outcome, Result<Option<P>, String>)) -> Self {
        let (outcome, drawn) = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
            let name = input.name();
            let error = Some(format!("internal error while checking {name}: please report it with the file"));
            (Outcome { name, error, ..Outcome::default() }, Ok(None))
        });
        Self { outcome, drawn }
    }
}

impl<P: Weight> Weight for Attended<P> {
    fn bytes(&self) -> usize {
        self.drawn.as_ref().ok().and_then(Option::as_ref).map_or(0, Weight::bytes)
    }
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
