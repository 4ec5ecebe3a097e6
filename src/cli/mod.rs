//! The command line: everything that touches files, threads and the terminal.

mod args;
mod baseline;
mod compare;
mod discover;
mod examine;
mod forbid;
mod input;
mod inputs;
mod job;
mod limits;
mod near;
mod parallel;
mod paths;
mod progress;
mod reference;
mod report;
mod run;
mod settings;
mod style;
mod tally;
mod template;
mod values;
mod watch;
mod write;

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use args::{Args, Command};

use crate::rules;
use crate::wording::loggable;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings.
    Findings,
    /// The job could not be done.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Clean => 0,
            Status::Findings => 1,
            Status::Failed => 2,
        })
    }
}

/// Runs the command with the arguments of the process.
pub fn main() -> Status {
    let args = match args::parse() {
        Ok(args) => args,
        Err(error) => {
            let failed = error.use_stderr();
            // Nobody is left to tell when this fails.
            let _ = error.print();
            return if failed { Status::Failed } else { Status::Clean };
        }
    };
    match dispatch(args) {
        Ok(status) => status,
        Err(error) => {
            tell(error.as_ref());
            Status::Failed
        }
    }
}

/// What a configuration file of this name and text puts in force, as `arnlint config` prints it, or
/// all that is wrong with it, drawn as for people.
pub fn configuration(name: &str, text: &str) -> Result<String, String> {
    run::configuration(name, text)
}

type Error = Box<dyn std::error::Error>;

/// An error whose text has lines and perhaps colours of our own, and nothing raw of anybody else.
#[derive(Debug)]
struct Drawn(String);

impl Drawn {
    /// Several errors, a line each.
    fn lines(errors: &[String]) -> Self {
        let lines: Vec<_> = errors.iter().map(|error| loggable(error)).collect();
        Self(lines.join("\narnlint: "))
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Drawn {}

/// Says why the job could not be done. Names of files must not steer the terminal.
fn tell(error: &(dyn std::error::Error + 'static)) {
    let mut text = error.to_string();
    if !error.is::<Drawn>() {
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(&format!(": {cause}"));
            source = cause.source();
        }
        text = loggable(&text).into_owned();
    }
    // Nobody is left to tell when this fails.
    let _ = writeln!(io::stderr(), "arnlint: {text}");
}

fn dispatch(args: Args) -> Result<Status, Error> {
    match args.command {
        None => run::check(&args.check),
        Some(Command::Check(check)) => run::check(&check),
        Some(Command::Compare(args)) => compare::compare(&args),
        Some(Command::Template(args)) => template::template(&args),
        Some(Command::Explain { rule }) => explain(&rule),
        Some(Command::Rules { output_format }) => {
            print(&report::rules(output_format))?;
            Ok(Status::Clean)
        }
        Some(Command::Init) => run::init(),
        Some(Command::Baseline(args)) => run::baseline(&args),
        Some(Command::Config(args)) => run::config(&args),
        Some(Command::Schema) => {
            print(&settings::schema())?;
            Ok(Status::Clean)
        }
        Some(Command::Man) => {
            print(&args::manual()?)?;
            Ok(Status::Clean)
        }
        Some(Command::Completions { shell }) => {
            print(&args::completions(shell))?;
            Ok(Status::Clean)
        }
    }
}

fn explain(name: &str) -> Result<Status, Error> {
    let Some(rule) = rules::find(name) else {
        let near = near::nearest(name, rules::all().iter().map(|rule| rule.name));
        let hint = near.map_or_else(|| "`arnlint rules` lists them".to_owned(), |near| format!("did you mean {near}?"));
        return Err(format!("no rule is called {name} ({hint})").into());
    };
    print(&report::page(rule))?;
    Ok(Status::Clean)
}

/// Prints to standard output. That the reader has gone away is no error.
fn print(text: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| unprintable(&error)),
    }
}

fn unprintable(error: &io::Error) -> Error {
    format!("cannot write to standard output: {}", discover::reason(error)).into()
}
