//! What a run prints: reports in one or several formats, each to its place, written as the files
//! come.

use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};
use std::path::{Path, PathBuf};

use super::diff::Patches;
use super::list::List;
use super::statistics::Statistics;
use super::{FileReport, Format, Premises, Summary, format};
use crate::cli::args::{OutputFormat, ReportArgs};
use crate::cli::discover::reason;
use crate::cli::style::Style;
use crate::cli::write::Draft;
use crate::cli::{Error, parallel, unprintable};

/// The reports that are asked for.
pub(in crate::cli) struct Reports<'c> {
    plans: Vec<Plan<'c>>,
    /// Whether the figures of the run go to standard error.
    tells_figures: bool,
}

/// A report, and where it goes.
struct Plan<'c> {
    format: Box<dyn Format + 'c>,
    /// Nothing for standard output.
    path: Option<PathBuf>,
}

/// What a file adds to each of the reports.
pub(in crate::cli) struct Drawn {
    texts: Vec<Vec<u8>>,
    summary: Summary,
}

impl parallel::Weight for Drawn {
    fn bytes(&self) -> usize {
        self.texts.iter().map(Vec::len).sum()
    }
}

impl<'c> Reports<'c> {
    /// The findings, into files and to standard output.
    pub(in crate::cli) fn findings(args: &ReportArgs, premises: Premises<'c>) -> Result<Self, Error> {
        let mut plans = Vec::new();
        for destination in &args.output_file {
            if destination.path.as_os_str() == "-" {
                return Err("--output-file names a file; standard output has the report of --output-format".into());
            }
            let name = destination.format.unwrap_or(args.output_format);
            let path = Some(destination.path.clone());
            plans.push(Plan { format: format(name, premises, Style::PLAIN, true), path });
        }
        // A file without a format of its own takes the place of standard output.
        let is_printed = args.output_file.iter().all(|destination| destination.format.is_some());
        if is_printed {
            let style = Style::detect(args.color);
            plans.push(Plan { format: format(args.output_format, premises, style, !args.quiet), path: None });
        }
        // The log of a host shows a part of the findings only; the figures are of all.
        let is_of_lines =
            matches!(args.output_format, OutputFormat::Concise | OutputFormat::Github | OutputFormat::Azure);
        Ok(Self { plans, tells_figures: !args.quiet && (is_of_lines || !is_printed) })
    }

    /// How often each rule was found.
    pub(in crate::cli) fn statistics(args: &ReportArgs) -> Result<Self, Error> {
        let is_json = match args.output_format {
            OutputFormat::Json => true,
            OutputFormat::Full | OutputFormat::Concise | OutputFormat::Grouped => false,
            _ => return Err("--statistics prints a table, or JSON with --output-format json".into()),
        };
        Ok(Self::printed(Box::new(Statistics { is_json })))
    }

    /// The files that hold policies.
    pub(in crate::cli) fn files() -> Self {
        Self::printed(Box::new(List))
    }

    /// What repairs would change.
    pub(in crate::cli) fn patches() -> Self {
        Self::printed(Box::new(Patches { is_for_terminal: io::stdout().is_terminal() }))
    }

    fn printed(format: Box<dyn Format + 'c>) -> Self {
        Self { plans: vec![Plan { format, path: None }], tells_figures: false }
    }

    /// Draws what a file adds.
    pub(in crate::cli) fn draw(&self, file: &FileReport) -> io::Result<Drawn> {
        let draw = |plan: &Plan<'_>| {
            let mut text = Vec::new();
            plan.format.file(file, &mut text).map(|()| text)
        };
        Ok(Drawn { texts: self.plans.iter().map(draw).collect::<io::Result<_>>()?, summary: Summary::of(file) })
    }

    /// Begins the reports.
    pub(in crate::cli) fn begin(&self) -> Result<Sheets<'_>, Error> {
        let all = self.plans.iter().map(Sheet::begin).collect::<Result<_, _>>()?;
        Ok(Sheets { all, summary: Summary::default(), tells_figures: self.tells_figures })
    }
}

/// The reports of a run as far as they are written.
pub(in crate::cli) struct Sheets<'r> {
    all: Vec<Sheet<'r>>,
    /// The figures so far.
    pub(in crate::cli) summary: Summary,
    tells_figures: bool,
}

impl Sheets<'_> {
    /// Writes down what a file adds.
    pub(in crate::cli) fn add(&mut self, drawn: Drawn) -> Result<(), Error> {
        for (sheet, text) in self.all.iter_mut().zip(&drawn.texts) {
            sheet.add(text)?;
        }
        self.summary.add(drawn.summary);
        Ok(())
    }

    /// Brings to the screen what was written, so that standard error can go on behind it.
    pub(in crate::cli) fn flush(&mut self) -> Result<(), Error> {
        self.all.iter_mut().filter(|sheet| sheet.path.is_none()).try_for_each(Sheet::flush)
    }

    /// Ends the reports. What lines have no room for goes to standard error.
    pub(in crate::cli) fn end(self) -> Result<Summary, Error> {
        let summary = self.summary;
        self.all.into_iter().try_for_each(|sheet| sheet.end(&summary))?;
        if let Some(line) = summary.line().filter(|_| self.tells_figures) {
            // Whoever closed it does not want to read it.
            let _ = writeln!(io::stderr(), "{line}");
        }
        Ok(summary)
    }
}

/// A report that is being written.
struct Sheet<'r> {
    format: &'r dyn Format,
    path: Option<&'r Path>,
    out: Out,
    /// Whether somebody looks on.
    is_shown: bool,
    /// Whether a file has added something.
    has_files: bool,
}

/// The bytes that are printed at once.
const BLOCK: usize = 64 << 10;

enum Out {
    Print(BufWriter<StdoutLock<'static>>),
    /// A reader that has gone away.
    Nobody,
    File(Draft),
}

impl<'r> Sheet<'r> {
    fn begin(plan: &'r Plan<'_>) -> Result<Self, Error> {
        let path = plan.path.as_deref();
        let out = match path {
            Some(path) => Out::File(Draft::of(path).map_err(|error| unwritable(path, &error))?),
            None => Out::Print(BufWriter::with_capacity(BLOCK, io::stdout().lock())),
        };
        let is_shown = path.is_none() && io::stdout().is_terminal();
        let mut sheet = Self { format: plan.format.as_ref(), path, out, is_shown, has_files: false };
        sheet.write(|format, out| format.begin(out))?;
        Ok(sheet)
    }

    fn add(&mut self, text: &[u8]) -> Result<(), Error> {
        if text.is_empty() {
            return Ok(());
        }
        let separator = if self.has_files { self.format.separator() } else { "" };
        self.has_files = true;
        self.write(|_, out| out.write_all(separator.as_bytes()).and_then(|()| out.write_all(text)))?;
        // Whoever looks at a screen wants to see what was found so far.
        if self.is_shown { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.write(|_, out| out.flush())
    }

    fn end(mut self, summary: &Summary) -> Result<(), Error> {
        self.write(|format, out| format.end(summary, out).and_then(|()| out.flush()))?;
        match (self.out, self.path) {
            (Out::File(draft), Some(path)) => draft.finish().map_err(|error| unwritable(path, &error)),
            _ => Ok(()),
        }
    }

    fn write(&mut self, write: impl FnOnce(&dyn Format, &mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        let out: &mut dyn Write = match &mut self.out {
            Out::Print(out) => out,
            Out::File(draft) => draft,
            Out::Nobody => return Ok(()),
        };
        match (write(self.format, out), self.path) {
            (Ok(()), _) => Ok(()),
            (Err(error), Some(path)) => Err(unwritable(path, &error)),
            (Err(error), None) if error.kind() == io::ErrorKind::BrokenPipe => {
                // That the reader has gone away is no error.
                if let Out::Print(out) = std::mem::replace(&mut self.out, Out::Nobody) {
                    drop(out.into_parts());
                }
                Ok(())
            }
            (Err(error), None) => Err(unprintable(&error)),
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    format!("cannot write {}: {}", path.display(), reason(error)).into()
}
