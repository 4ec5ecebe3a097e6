//! What a run comes to over all its inputs, of which no more is kept than counts.

use super::examine::Closing;
use super::job::{Job, Outcome};
use super::report::FileReport;
use super::settings::Ignore;
use crate::check::MAX_FINDINGS;
use crate::diagnostic::{Diagnostic, Severity};
use crate::suppress;
use crate::wording::{count, thousands};

/// Notes about single files that a run has room for.
const NOTES: usize = 3;

/// What the inputs came to so far.
pub(super) struct Tally<'j> {
    job: &'j Job<'j>,
    read: usize,
    /// Files whose repair was refused.
    refused: Vec<String>,
    /// Files with more findings than are reported, and how many more.
    too_many: Vec<(String, usize)>,
    /// Files that were named and hold no policy: the first notes, and how many there are.
    left_alone: (Vec<String>, usize),
    /// What the files said of each entry of the configuration.
    entries: Vec<Use>,
    /// What the baseline knows and was not found, by its number there.
    gone: Vec<usize>,
}

/// What became of an entry.
#[derive(Clone, Default)]
struct Use {
    is_used: bool,
    /// The first file that it is about, and how many there are.
    first: Option<String>,
    files: usize,
}

impl<'j> Tally<'j> {
    pub(super) fn new(job: &'j Job<'j>) -> Self {
        let entries = vec![Use::default(); job.settings.ignores.len()];
        Self {
            job,
            read: 0,
            refused: Vec::new(),
            too_many: Vec::new(),
            left_alone: (Vec::new(), 0),
            entries,
            gone: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, outcome: &Outcome) {
        if outcome.error.is_some() {
            return;
        }
        self.read += usize::from(outcome.is_file);
        if outcome.is_refused {
            self.refused.push(outcome.name.clone());
        }
        if outcome.left_out > 0 {
            self.too_many.push((outcome.name.clone(), outcome.left_out));
        }
        if let Some(note) = &outcome.left_alone {
            let (notes, all) = &mut self.left_alone;
            *all += 1;
            if notes.len() < NOTES {
                notes.push(note.clone());
            }
        }
        for &(entry, is_used) in &outcome.entries {
            let entry = &mut self.entries[entry];
            entry.is_used |= is_used;
            entry.files += 1;
            entry.first.get_or_insert_with(|| outcome.name.clone());
        }
        self.gone.extend(&outcome.gone);
    }

    /// What is left to say.
    pub(super) fn closing(self) -> Closing {
        let refused = self.refused.iter();
        let mut notes: Vec<String> =
            refused.map(|name| format!("{name} is left as it is: its repairs lead to other errors")).collect();
        notes.extend(self.too_many.iter().map(|(name, more)| {
            format!(
                "{name} has {} more than the {} that are reported",
                count(*more, "finding"),
                thousands(MAX_FINDINGS)
            )
        }));
        let (left_alone, all) = self.left_alone;
        if all > NOTES {
            // Hooks hand over every file of a kind.
            notes.push(format!("no policy found in {all} of the files named"));
        } else {
            notes.extend(left_alone);
        }
        Closing { read: self.read, notes }
    }

    /// The findings about entries of the configuration and of the baseline that matched nothing,
    /// as far as this run can tell.
    pub(super) fn unused(&mut self) -> Vec<FileReport> {
        let job = self.job;
        let mut files = Vec::new();
        if !suppress::runs(&job.config, suppress::UNUSED) || job.args.no_ignores {
            return files;
        }
        if let Some(source) = &job.settings.source {
            let entries = job.settings.ignores.iter().zip(&self.entries);
            let found: Vec<_> = entries.filter_map(|(ignore, seen)| self.unused_entry(ignore, seen)).collect();
            if !found.is_empty() {
                files.push(FileReport::about(source, found));
            }
        }
        let gone = std::mem::take(&mut self.gone);
        files.extend(job.baseline.as_ref().and_then(|baseline| baseline.unused(gone, &job.config)));
        files.sort_by(|a, b| a.source.name().cmp(b.source.name()));
        files
    }

    fn unused_entry(&self, ignore: &Ignore, seen: &Use) -> Option<Diagnostic> {
        let job = self.job;
        // A pattern may match in files that this run did not see.
        let is_judged = !seen.is_used && (ignore.is_literal || self.is_whole());
        let first = seen.first.as_ref().filter(|_| is_judged && suppress::runs(&job.config, ignore.entry.rule))?;
        let place = match seen.files {
            1 => format!("`{first}`"),
            n => count(n, "file"),
        };
        let message = format!("this ignore matched nothing in {place}");
        let help = "Delete it: the finding is gone.".to_owned();
        Some(suppress::report(ignore.span, message, help, Severity::Warning, &job.config))
    }

    /// Whether the run looked at all that lies below the folder of the configuration.
    fn is_whole(&self) -> bool {
        let mut roots = self.job.args.paths.iter().filter_map(|path| path.canonicalize().ok());
        roots.any(|root| root.is_dir() && self.job.settings.folder.starts_with(root))
    }
}
