//! How fast arnlint is, beside tools that everybody has: `cargo bench --locked`.
//!
//! Two things are measured. Inside this process: parsing and checking the policies of
//! [`corpus`]. As whole processes: the command on one file and on the folder of them all, paired
//! with `jq`, which only parses and prints. With a folder as argument
//! (`cargo bench --locked -- FOLDER`) the processes run on the `.json` files in that one.
//!
//! Every figure is the median of several runs. Runs that are compared take turns, and their ratio
//! is the median of the pairs', so a machine whose speed drifts does not favour one of them.

#![expect(clippy::print_stdout, reason = "the figures are what this is for")]

mod corpus;

use std::ffi::OsStr;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, iter, slice};

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::json;
use arnlint::source::Source;
use arnlint::text_map::TextMap;
use serde_json::Value;

const ARNLINT: &str = env!("CARGO_BIN_EXE_arnlint");

fn main() {
    let policies = corpus::policies();
    let pretty: Vec<String> = policies.iter().map(|policy| format!("{policy:#}\n")).collect();
    let minified: Vec<String> = policies.iter().map(Value::to_string).collect();

    println!("\nIn one thread, {} policies:", policies.len());
    for (layout, texts) in [("pretty", &pretty), ("minified", &minified)] {
        let bytes = texts.iter().map(String::len).sum();
        let [ours, serde] = measure(41, [&mut || parse(texts), &mut || parse_with_serde(texts)]);
        inside(&format!("parse, {layout}"), &ours, texts.len(), bytes);
        inside(&format!("serde_json::Value, {layout}"), &serde, texts.len(), bytes);
        println!("{:<32} {:>10.2}", "  time, ours / serde_json", ratio(&ours, &serde));
    }
    let sources: Vec<Source> = pretty.iter().map(|text| source(text)).collect();
    let config = Config::default();
    let check_all = || {
        for source in &sources {
            black_box(check(source, &config));
        }
    };
    let [checks, serde] = measure(41, [&mut { check_all }, &mut || parse_with_serde(&pretty)]);
    inside("check, default rules", &checks, sources.len(), pretty.iter().map(String::len).sum());
    println!("{:<32} {:>10.2}", "  time, check / serde_json", ratio(&checks, &serde));

    let given = env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = given.as_ref().map_or(Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpus"), PathBuf::from);
    if given.is_none() {
        corpus::write(&policies, &folder).expect("a folder to write to");
    }
    let files = json_files(&folder);
    let middle = &files[middle_by_size(&files)];
    println!(
        "
Whole processes, output thrown away:"
    );
    process("one policy file", middle, slice::from_ref(middle), 101);
    process(&format!("{} policy files", files.len()), &folder, &files, 21);
}

fn parse(texts: &[String]) {
    for text in texts {
        let len = u32::try_from(text.len()).expect("a small text");
        black_box(json::parse(text, text, &TextMap::linear(0, len)));
    }
}

fn parse_with_serde(texts: &[String]) {
    for text in texts {
        black_box(serde_json::from_str::<Value>(text).expect("JSON"));
    }
}

fn source(text: &str) -> Source {
    Source::new("policy.json", text.as_bytes().to_vec()).expect("a small text")
}

/// Runs arnlint on `path` and jq on the files that are there, in turn.
fn process(what: &str, path: &Path, files: &[PathBuf], runs: usize) {
    let bytes: u64 = files.iter().map(|file| file.metadata().expect("a file").len()).sum();
    println!("{what}, {bytes} bytes");
    let run = |program: &str, arguments: &[&OsStr]| {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        move || {
            command.status().expect("a command that starts");
        }
    };
    let mut arnlint = run(ARNLINT, &[path.as_os_str()]);
    if Command::new("jq").arg("--version").output().is_err() {
        let [times] = measure(runs, [&mut arnlint]);
        println!("{:<32} {:>10.2} ms, and no jq to compare with", "  arnlint", millis(&times));
        return;
    }
    let arguments: Vec<&OsStr> = iter::once(OsStr::new(".")).chain(files.iter().map(|file| file.as_os_str())).collect();
    let [ours, jq] = measure(runs, [&mut arnlint, &mut run("jq", &arguments)]);
    println!("{:<32} {:>10.2} ms", "  arnlint", millis(&ours));
    println!("{:<32} {:>10.2} ms", "  jq .", millis(&jq));
    println!("{:<32} {:>10.2}", "  time, arnlint / jq", ratio(&ours, &jq));
}

fn inside(what: &str, times: &[Duration], policies: usize, bytes: usize) {
    let seconds = median(times.iter().map(Duration::as_secs_f64));
    #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
    let (policies, megabytes) = (policies as f64, bytes as f64 / 1e6);
    println!("{what:<32} {:>10.2} µs a policy {:>8.1} MB/s", seconds * 1e6 / policies, megabytes / seconds);
}

/// The times of each, measured in turn, behind one round that does not count.
fn measure<const N: usize>(runs: usize, mut each: [&mut dyn FnMut(); N]) -> [Vec<Duration>; N] {
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

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn millis(times: &[Duration]) -> f64 {
    median(times.iter().map(|time| time.as_secs_f64() * 1e3))
}

fn ratio(a: &[Duration], b: &[Duration]) -> f64 {
    median(a.iter().zip(b).map(|(a, b)| a.as_secs_f64() / b.as_secs_f64()))
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
}

/// The index of the file of median size.
fn middle_by_size(files: &[PathBuf]) -> usize {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|&index| files[index].metadata().map_or(0, |metadata| metadata.len()));
    order[order.len() / 2]
}
