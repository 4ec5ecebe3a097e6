//! Puts faults into the search, one at a time, and sees whether the tests notice.
//!
//! What the tests cannot tell from the real thing, they do not test.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use serde::Deserialize;
use serde_json::Value;

/// Where the search is. The specification beside it stays as it is.
const SEARCH: &[&str] = &["src/access", "src/pattern/language"];
const SPECIFICATION: &[&str] = &["evaluate.rs", "reading.rs", "request.rs"];

/// The tests that hold the search against the specification.
const TARGETS: &[&str] = &["access", "brute_force", "language"];

/// So many pairs each of the runs draws, unless `ARNLINT_PAIRS` says otherwise.
const PAIRS: &str = "20000";

/// A test has a fault that makes it so many times slower than it is without one, and some time.
const SLOWER: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    fault: Vec<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    /// What is wrong with it.
    breaks: String,
    /// The test that is asked first.
    by: String,
    /// A text that stands in the search once.
    old: String,
    /// What is put there.
    new: String,
}

struct Test {
    program: PathBuf,
    name: String,
    limit: Duration,
}

/// How a test ended.
enum Outcome {
    Passed(Duration),
    Failed(String),
    Endless,
}

/// Runs all faults whose description contains `part`.
pub(crate) fn run(part: &str) -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let list: List = toml::from_str(&fs::read_to_string(root.join("xtask/faults.toml"))?)?;
    let folder = root.join("target/faults/source");
    copy(&root, &folder)?;
    let mut lost = 0;
    let mut faults = Vec::new();
    for fault in list.fault.into_iter().filter(|fault| fault.breaks.contains(part)) {
        match find(&folder, &fault.old)?.as_slice() {
            [file] => faults.push((fault, file.clone())),
            files => {
                lost += 1;
                println!("LOST      {}: its text stands in {} places", fault.breaks, files.len());
            }
        }
    }
    println!("without any fault");
    let mut tests = Vec::new();
    for program in build(&folder)? {
        for name in names(&program)? {
            let mut test = Test { program: program.clone(), name, limit: Duration::MAX };
            match test.run(&folder)? {
                Outcome::Passed(time) => test.limit = time * SLOWER + PATIENCE,
                Outcome::Failed(why) => return Err(format!("{} fails without any fault: {why}", test.name).into()),
                Outcome::Endless => unreachable!("it has all the time there is"),
            }
            tests.push(test);
        }
    }
    let mut survived = 0;
    for (fault, file) in &faults {
        let text = fs::read_to_string(file)?;
        fs::write(file, text.replacen(&fault.old, &fault.new, 1))?;
        let caught = catch(fault, &folder, &tests);
        fs::write(file, text)?;
        let name = file.strip_prefix(&folder)?.display();
        if let Some(by) = caught? {
            println!("caught    {} ({name})\n          {by}", fault.breaks);
        } else {
            survived += 1;
            println!("SURVIVED  {} ({name})", fault.breaks);
        }
    }
    println!("{} faults, {survived} survived, {lost} lost", faults.len() + lost);
    if survived + lost > 0 { Err("the tests are weaker than they should be".into()) } else { Ok(()) }
}

/// Copies what git knows of, as it is on disk.
fn copy(root: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        done => done?,
    }
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output()?;
    if !listed.status.success() {
        return Err("git ls-files fails".into());
    }
    for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
        let (from, to) = (root.join(name), folder.join(name));
        if from.is_file() {
            fs::create_dir_all(to.parent().ok_or("a file in a folder")?)?;
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

/// The files of the search in which a text stands, each as often as it does.
fn find(folder: &Path, text: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for home in SEARCH {
        for entry in fs::read_dir(folder.join(home))? {
            let path = entry?.path();
            let is_search = SPECIFICATION.iter().all(|name| !path.ends_with(name));
            if is_search && path.extension().is_some_and(|extension| extension == "rs") {
                let count = fs::read_to_string(&path)?.matches(text).count();
                found.extend(std::iter::repeat_n(path, count));
            }
        }
    }
    Ok(found)
}

/// Builds the tests. Optimised, but sooner than what is published.
fn build(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut command = Command::new("cargo");
    command.args(["test", "--quiet", "--release", "--locked", "--no-default-features", "--no-run"]);
    command.args(TARGETS.iter().flat_map(|target| ["--test", target]));
    command.arg("--message-format=json").current_dir(folder).stderr(Stdio::null());
    command.env("CARGO_TARGET_DIR", folder.join("../target")).env("CARGO_INCREMENTAL", "1");
    command.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    let output = command.output()?;
    let messages = String::from_utf8(output.stdout)?;
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    if !output.status.success() {
        let errors = messages.filter_map(|message| Some(message["message"]["rendered"].as_str()?.to_owned()));
        return Err(format!("it does not build\n{}", errors.collect::<String>()).into());
    }
    Ok(messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).collect())
}

/// The tests of a program.
fn names(program: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let output = Command::new(program).args(["--list", "--format", "terse"]).output()?;
    Ok(String::from_utf8(output.stdout)?.lines().filter_map(|line| Some(line.strip_suffix(": test")?.into())).collect())
}

/// What notices a fault.
fn catch(fault: &Fault, folder: &Path, tests: &[Test]) -> Result<Option<String>, Box<dyn Error>> {
    build(folder).map_err(|error| format!("{}: {error}", fault.breaks))?;
    let (first, rest): (Vec<&Test>, Vec<&Test>) = tests.iter().partition(|test| test.name == fault.by);
    if first.is_empty() {
        return Err(format!("{}: there is no test {}", fault.breaks, fault.by).into());
    }
    for test in first.into_iter().chain(rest) {
        match test.run(folder)? {
            Outcome::Passed(_) => {}
            Outcome::Failed(why) => return Ok(Some(format!("{}: {why}", test.name))),
            Outcome::Endless => return Ok(Some(format!("{}: it does not end", test.name))),
        }
    }
    Ok(None)
}

impl Test {
    fn run(&self, folder: &Path) -> Result<Outcome, Box<dyn Error>> {
        let output = folder.join("../output");
        let pairs = std::env::var("ARNLINT_PAIRS").unwrap_or_else(|_| PAIRS.to_owned());
        let start = Instant::now();
        let mut child = Command::new(&self.program)
            .args(["--exact", &self.name, "--nocapture"])
            .env("ARNLINT_PAIRS", pairs)
            .env("RUST_BACKTRACE", "0")
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(fs::File::create(&output)?)
            .spawn()?;
        loop {
            if let Some(status) = child.try_wait()? {
                if status.success() {
                    return Ok(Outcome::Passed(start.elapsed()));
                }
                // The line behind that of the place.
                let said = fs::read_to_string(&output)?;
                let why = said.lines().skip_while(|line| !line.contains(" panicked at ")).nth(1);
                return Ok(Outcome::Failed(why.unwrap_or("it breaks off").chars().take(100).collect()));
            }
            if start.elapsed() > self.limit {
                child.kill()?;
                child.wait()?;
                return Ok(Outcome::Endless);
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}
