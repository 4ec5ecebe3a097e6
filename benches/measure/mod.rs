//! Measuring: runs that take turns, whole processes, and tables of what came out.

#![allow(dead_code, reason = "each bench uses a part of it")]

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) const ARNLINT: &str = env!("CARGO_BIN_EXE_arnlint");

/// The times of each, measured in turn, behind one round that does not count.
pub(crate) fn measure<const N: usize>(runs: usize, mut each: [&mut dyn FnMut(); N]) -> [Vec<Duration>; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=runs {
        for (work, times) in each.iter_mut().zip(&mut times) {
            let start = Instant::now();
            work();
            if round > 0 {
                times.push(start.elapsed());
            }
        }
    }
    times
}

pub(crate) fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The median of the ratios of the pairs. What slows the machine down falls on both of a pair.
pub(crate) fn ratio(a: &[Duration], b: &[Duration]) -> f64 {
    median(a.iter().zip(b).map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()))
}

pub(crate) fn seconds(times: &[Duration]) -> f64 {
    median(times.iter().map(Duration::as_secs_f64))
}

/// A time with three digits or so.
pub(crate) fn show(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 0.01 => format!("{:.0} ms", s * 1e3),
        s => format!("{:.2} ms", s * 1e3),
    }
}

/// A process to be started over and over, its output thrown away.
#[derive(Clone)]
pub(crate) struct Process {
    program: OsString,
    arguments: Vec<OsString>,
    threads: Option<usize>,
}

impl Process {
    pub(crate) fn new(program: impl AsRef<OsStr>, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
        Self { program: program.as_ref().to_owned(), arguments, threads: None }
    }

    /// arnlint on a path, without the configuration and the ignored files of where it lies.
    pub(crate) fn arnlint(options: &[&str], path: &Path) -> Self {
        let arguments = ["check", "--isolated", "--no-ignore"].iter().chain(options).map(OsStr::new);
        Self::new(ARNLINT, arguments.chain([path.as_os_str()]))
    }

    /// The same with so many threads.
    pub(crate) fn threads(&self, threads: usize) -> Self {
        Self { threads: Some(threads), ..self.clone() }
    }

    fn command(&self, before: &[&OsStr]) -> Command {
        let mut words = before.iter().copied().chain([self.program.as_os_str()]);
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).args(&self.arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(threads) = self.threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        command
    }

    /// Runs it once. Findings are no failure, and neither is what other programs end with.
    pub(crate) fn run(&self) {
        let status = self.command(&[]).status().expect("a command that starts");
        let failed = !matches!(status.code(), Some(0 | 1));
        assert!(!failed, "{} {:?} ended with {status}", self.program.display(), self.arguments);
    }

    /// Runs it once and asks what it took, where GNU time is there to tell. The system counts the
    /// memory of the process that starts another one, too, so this large one cannot ask itself.
    pub(crate) fn usage(&self) -> Option<Usage> {
        let options = ["/usr/bin/time", "--quiet", "--format=%M %U %S"].map(OsStr::new);
        let output = self.command(&options).stderr(Stdio::piped()).output().ok()?;
        let said = String::from_utf8(output.stderr).ok()?;
        let figures: Vec<f64> = said.lines().last()?.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [kibibytes, user, system] = figures[..] else { return None };
        Some(Usage { memory: kibibytes / 1024.0, processor: user + system })
    }

    /// The most memory that it has at any time, in MiB.
    pub(crate) fn memory(&self) -> Option<f64> {
        self.usage().map(|usage| usage.memory)
    }
}

/// What a process took.
pub(crate) struct Usage {
    /// The most memory that it had at any time, in MiB.
    pub memory: f64,
    /// The seconds that processors worked for it, all threads together.
    pub processor: f64,
}

/// The times of processes that take turns.
pub(crate) fn processes<const N: usize>(runs: usize, each: [&Process; N]) -> [Vec<Duration>; N] {
    let mut work = each.map(|process| || process.run());
    measure(runs, work.each_mut().map(|work| work as &mut dyn FnMut()))
}

/// Prints a table that can be pasted into a page.
#[expect(clippy::print_stdout, reason = "the figures are what this is for")]
pub(crate) fn table(title: &str, head: &[&str], rows: &[Vec<String>]) {
    println!("\n{title}\n\n| {} |\n|{}", head.join(" | "), " --- |".repeat(head.len()));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
}

/// Memory for a table.
pub(crate) fn mebibytes(memory: Option<f64>) -> String {
    memory.map_or_else(|| "not known".to_owned(), |mebibytes| format!("{mebibytes:.1} MiB"))
}
