//! The baseline: findings that were there when somebody began to look, and are let be.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::discover::reason;
use super::input;
use super::job::Outcome;
use super::parallel::Weight;
use super::paths;
use super::report::FileReport;
use crate::config::Config;
use crate::diagnostic::Severity;
use crate::source::{Source, Span};
use crate::suppress;
use crate::wording::count;

/// The name of the file where nobody gives another.
pub(super) const FILE_NAME: &str = ".arnlint-baseline.json";

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Deserialize)]
struct File {
    version: u32,
    findings: Vec<Known>,
}

/// A finding that is known. File, rule and message are there for people, and for who reviews a
/// change of the file; what counts is the file and the fingerprint.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    file: String,
    rule: String,
    message: String,
    fingerprint: String,
}

/// A baseline, as it was read.
#[derive(Debug)]
pub(super) struct Baseline {
    source: Arc<Source>,
    /// The folder that its paths are relative to.
    folder: PathBuf,
    known: Vec<Known>,
    /// The findings of each file: their fingerprints, and where they stand in the list.
    files: HashMap<String, HashMap<u64, usize>>,
}

impl Baseline {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let shown = paths::from_here(path);
        let shown = shown.to_string_lossy();
        let text = input::text(path, input::LARGEST).map_err(|reason| {
            let hint = if path.exists() { "" } else { " (`arnlint baseline` writes it)" };
            format!("cannot read {shown}: {reason}{hint}")
        })?;
        let file: File = serde_json::from_str(&text).map_err(|error| format!("{shown} is no baseline: {error}"))?;
        if file.version != VERSION {
            return Err(format!("{shown} is a baseline of version {}, and this arnlint reads {VERSION}", file.version));
        }
        let mut files: HashMap<String, HashMap<u64, usize>> = HashMap::new();
        for (index, known) in file.findings.iter().enumerate() {
            let fingerprint = u64::from_str_radix(&known.fingerprint, 16)
                .map_err(|_| format!("{shown} is no baseline: {} is no fingerprint", known.fingerprint))?;
            files.entry(known.file.clone()).or_default().insert(fingerprint, index);
        }
        let source = Arc::new(input::source(&shown, text.into_bytes())?);
        Ok(Self { source, folder: folder_of(path)?, known: file.findings, files })
    }

    /// Whether a finding of a file is known.
    pub(super) fn knows(&self, file: &str, fingerprint: u64) -> bool {
        self.files.get(file).is_some_and(|known| known.contains_key(&fingerprint))
    }

    /// What the baseline calls a file.
    pub(super) fn name_of(&self, path: &Path) -> Option<String> {
        name_in(&self.folder, path)
    }

    /// What is known of a file and not among what was found in it, by its number in the list.
    pub(super) fn gone(&self, file: &str, found: &HashSet<u64>, config: &Config<'_>) -> Vec<usize> {
        let known = self.files.get(file).into_iter().flatten();
        let gone = known.filter(|(fingerprint, _)| !found.contains(fingerprint)).map(|(_, &index)| index);
        // Of a rule that did not run nobody can tell.
        gone.filter(|&index| suppress::runs(config, &self.known[index].rule)).collect()
    }

    /// The finding about what is known and was not found any more.
    pub(super) fn unused(&self, mut left: Vec<usize>, config: &Config<'_>) -> Option<FileReport> {
        left.sort_unstable();
        left.dedup();
        let source = self.source.text();
        let mut from = 0;
        // They stand in the order of their numbers.
        let mut place = |index: usize| {
            let text = format!("\"{}\"", self.known[index].fingerprint);
            let at = source[from..].find(&text).map_or(from, |at| from + at);
            from = (at + text.len()).min(source.len());
            Span::from_range(at..from)
        };
        let (&first, rest) = left.split_first()?;
        let message = format!("{} of the baseline found no more", count(left.len(), "finding"));
        let help = "`arnlint baseline` writes it anew.".to_owned();
        // Whoever mends a finding has done well, and is only reminded.
        let mut diagnostic = suppress::report(place(first), message, help, Severity::Advice, config);
        for &index in rest {
            diagnostic.label(place(index), "");
        }
        Some(FileReport::about(&self.source, vec![diagnostic]))
    }
}

/// A baseline that is to be made.
pub(super) struct Writer<'p> {
    path: &'p Path,
    folder: PathBuf,
}

/// What a baseline says of a file: its name there, and what was found in it.
pub(super) struct Noted {
    file: Option<String>,
    findings: Vec<Known>,
}

impl Weight for Noted {
    fn bytes(&self) -> usize {
        self.findings.len() * size_of::<Known>()
    }
}

impl<'p> Writer<'p> {
    pub(super) fn new(path: &'p Path) -> Result<Self, String> {
        Ok(Self { path, folder: folder_of(path)? })
    }

    /// Notes what came of a file.
    pub(super) fn note(&self, outcome: &Outcome) -> Noted {
        let file = name_in(&self.folder, Path::new(&outcome.name));
        let Some(name) = &file else { return Noted { file, findings: Vec::new() } };
        // What is said of comments is about decisions, and none to be decided on.
        let found = outcome.file.iter().flat_map(|file| &file.checked.diagnostics).filter(|it| it.policy.is_some());
        let known = found.map(|found| Known {
            file: name.clone(),
            rule: found.rule.to_owned(),
            message: found.message.clone(),
            fingerprint: format!("{:016x}", found.fingerprint),
        });
        let findings = known.collect();
        Noted { file, findings }
    }

    /// Writes the file with what was found in those that were read. What an older baseline knows
    /// of files that this run did not see stays, where they still exist. Gives the number of
    /// findings and of files.
    pub(super) fn write(self, noted: Vec<Noted>) -> Result<(usize, usize), String> {
        let Self { path, folder } = self;
        let old = if path.exists() { Baseline::read(path)?.known } else { Vec::new() };
        let mut seen = HashSet::new();
        let mut new = Vec::new();
        for Noted { file, findings } in noted {
            seen.extend(file);
            new.extend(findings);
        }
        let is_elsewhere = |known: &Known| !seen.contains(&known.file) && folder.join(&known.file).exists();
        let mut all: Vec<Known> = old.into_iter().filter(is_elsewhere).chain(new).collect();
        all.sort();
        // One finding a line, so that two branches that change it can be merged.
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        for (index, known) in all.iter().enumerate() {
            let line = serde_json::to_string(known).unwrap_or_default();
            let _ = write!(text, "{}\n    {line}", if index == 0 { "" } else { "," });
        }
        text.push_str(if all.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        let shown = paths::from_here(path);
        super::write::create(path, text.as_bytes())
            .map_err(|error| format!("cannot write {}: {}", shown.display(), reason(&error)))?;
        let names: BTreeSet<&str> = all.iter().map(|known| known.file.as_str()).collect();
        Ok((all.len(), names.len()))
    }
}

fn folder_of(path: &Path) -> Result<PathBuf, String> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.canonicalize().map_err(|error| format!("cannot read {}: {}", folder.display(), reason(&error)))
}

/// A path from a folder, with `/` between its parts; nothing for one that is not below it.
fn name_in(folder: &Path, path: &Path) -> Option<String> {
    let path = std::path::absolute(path).ok()?;
    let parent = path.parent()?.canonicalize().ok()?;
    let relative = parent.strip_prefix(folder).ok()?.join(path.file_name()?);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Some(parts.join("/"))
}
