//! How fast arnlint is, beside tools that everybody has: `cargo bench --locked --bench speed`.
//!
//! It prints the tables of `docs/performance.md` that concern time and memory, on the policies of
//! [`corpus`]: the start of a process, the folder of them all, and single large inputs. The words
//! `start`, `corpus` and `large` behind `--` choose among the three, and a folder there stands for
//! that of the policies.
//!
//! Every figure is the median of several runs. Runs that are compared take turns, and their ratio
//! is the median of the pairs', so a machine whose speed drifts does not favour one of them.

#![forbid(unsafe_code)]

mod corpus;
#[path = "../tests/common/formats.rs"]
mod formats;
#[path = "corpus/large.rs"]
mod large;
mod measure;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use arnlint::check::check;
use arnlint::config::Config;
use arnlint::json;
use arnlint::source::Source;
use arnlint::text_map::TextMap;
use formats::FORMATS;
use measure::{Process, measure, mebibytes, processes, ratio, seconds, show, table};
use serde_json::Value;

const PARTS: [&str; 3] = ["start", "corpus", "large"];

fn main() {
    let (named, rest): (Vec<String>, Vec<String>) = env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .partition(|word| PARTS.contains(&word.as_str()));
    let wants = |part: &str| named.is_empty() || named.iter().any(|word| word == part);
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let policies = corpus::policies();
    let folder = rest.first().map_or_else(|| scratch.join("corpus"), PathBuf::from);
    if rest.is_empty() {
        corpus::write(&policies, &folder).expect("a folder to write to");
    }
    let files = json_files(&folder);
    if wants("start") {
        start(&files[middle_by_size(&files)], scratch);
    }
    if wants("corpus") {
        in_process(&files);
        whole_folder(&folder, &files);
    }
    if wants("large") {
        large_inputs(&policies, scratch);
    }
}

/// A new process for one policy, beside a Rust program that does nothing.
fn start(file: &Path, scratch: &Path) {
    let empty = empty_program(scratch);
    let (empty, arnlint) = (Process::new(&empty, [""; 0]), Process::arnlint(&[], file));
    let [nothing, ours] = processes(201, [&empty, &arnlint]);
    let allowed = 1.5 * seconds(&nothing) + 0.002;
    let mut rows = vec![
        vec!["an empty Rust program".to_owned(), show(seconds(&nothing)), "1".to_owned(), mebibytes(empty.memory())],
        vec![
            "arnlint".to_owned(),
            show(seconds(&ours)),
            format!("{:.2}", ratio(&ours, &nothing)),
            mebibytes(arnlint.memory()),
        ],
        vec!["1.5 × the empty program + 2 ms".to_owned(), show(allowed), String::new(), String::new()],
    ];
    if has_jq() {
        let jq = Process::new("jq", [".".as_ref(), file.as_os_str()]);
        let [nothing, times] = processes(51, [&empty, &jq]);
        rows.push(vec![
            "`jq .`".to_owned(),
            show(seconds(&times)),
            format!("{:.2}", ratio(&times, &nothing)),
            mebibytes(jq.memory()),
        ]);
    }
    let bytes = file.metadata().expect("a file").len();
    table(
        &format!("One policy of {bytes} bytes, a new process:"),
        &["", "time", "against empty", "peak memory"],
        &rows,
    );
}

/// `fn main() {}`, optimised, for the time that the system takes to start and end any program.
fn empty_program(scratch: &Path) -> PathBuf {
    let source = scratch.join("empty.rs");
    let program = scratch.join(format!("empty{}", env::consts::EXE_SUFFIX));
    fs::write(&source, "fn main() {}\n").expect("a folder to write to");
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let status = Command::new(compiler).args(["-O", "-C", "strip=symbols", "-o"]).arg(&program).arg(&source).status();
    assert!(status.is_ok_and(|status| status.success()), "rustc is needed for a program to compare with");
    program
}

/// The work itself, in one thread, without processes and files.
fn in_process(files: &[PathBuf]) {
    let texts: Vec<String> = files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let minified: Vec<String> = texts.iter().map(|text| value(text).to_string()).collect();
    let mut rows = Vec::new();
    for (layout, texts) in [("as laid out", &texts), ("minified", &minified)] {
        let sources: Vec<Source> = texts.iter().map(|text| source(text)).collect();
        // A run with `full` does without names for other programs.
        let named = Config::default();
        let config = Config { identifies: false, ..named.clone() };
        let parse = || {
            for text in texts {
                let len = u32::try_from(text.len()).expect("a small text");
                black_box(json::parse(text, text, &TextMap::linear(0, len)));
            }
        };
        let check = |config: &Config<'_>| {
            for source in &sources {
                black_box(check(source, config));
            }
        };
        let serde = || {
            for text in texts {
                black_box(value(text));
            }
        };
        let [parses, checks, names, serde] =
            measure(31, [&mut { parse }, &mut || check(&config), &mut || check(&named), &mut { serde }]);
        let bytes: usize = texts.iter().map(String::len).sum();
        let mut row = |what: &str, times: &[Duration]| {
            #[expect(clippy::cast_precision_loss, reason = "both are far below 2^52")]
            let (policies, megabytes) = (texts.len() as f64, bytes as f64 / 1e6);
            rows.push(vec![
                format!("{what}, {layout}"),
                format!("{:.1} µs", seconds(times) * 1e6 / policies),
                format!("{:.0} MB/s", megabytes / seconds(times)),
                format!("{:.2}", ratio(times, &serde)),
            ]);
        };
        row("`serde_json::Value`", &serde);
        row("parsing", &parses);
        row("checking with the default rules, parsing included", &checks);
        row("the same, with paths and fingerprints", &names);
    }
    let title = format!("{} policies inside a process, in one thread:", texts.len());
    table(&title, &["", "a policy", "throughput", "against `serde_json::Value`"], &rows);
}

/// A new process for all policies of a folder, in one thread and in all, beside jq.
fn whole_folder(folder: &Path, files: &[PathBuf]) {
    let bytes: u64 = files.iter().map(|file| file.metadata().expect("a file").len()).sum();
    let jq = Process::new("jq", [Path::new(".")].into_iter().chain(files.iter().map(PathBuf::as_path)));
    let mut rows = Vec::new();
    for format in ["full", "concise"] {
        let arnlint = Process::arnlint(&["--output-format", format], folder);
        for (threads, process) in [("one thread", arnlint.threads(1)), ("all threads", arnlint)] {
            let memory = mebibytes(process.memory());
            let (ours, against) = if has_jq() {
                let [ours, jq] = processes(21, [&process, &jq]);
                let against = ratio(&ours, &jq);
                (ours, format!("{against:.2}"))
            } else {
                let [ours] = processes(21, [&process]);
                (ours, "not known".to_owned())
            };
            rows.push(vec![format!("arnlint, `{format}`, {threads}"), show(seconds(&ours)), against, memory]);
        }
    }
    if has_jq() {
        let [times] = processes(21, [&jq]);
        rows.push(vec!["`jq . FILES`".to_owned(), show(seconds(&times)), "1".to_owned(), mebibytes(jq.memory())]);
    }
    let title = format!("{} policies in a folder, {bytes} bytes, a new process:", files.len());
    table(&title, &["", "time", "against jq", "peak memory"], &rows);
}

/// One large file at a time.
fn large_inputs(policies: &[Value], scratch: &Path) {
    let write = |name: &str, text: String| {
        let path = scratch.join(name);
        fs::write(&path, text).expect("a folder to write to");
        path
    };
    let line = write("line.json", large::line(policies));
    let account = scratch.join("account.json");
    let file = fs::File::create(&account).expect("a folder to write to");
    large::account(policies, large::ACCOUNT_BYTES, file).expect("room on the disk");
    let mut rows = Vec::new();
    let mut row = |what: &str, runs, arnlint: &Process, path: &Path| {
        let mut row = vec![what.to_owned(), size(path)];
        let times = if has_jq() {
            let [ours, jq] = processes(runs, [arnlint, &Process::new("jq", [".".as_ref(), path.as_os_str()])]);
            row.push(show(seconds(&ours)));
            row.push(format!("{:.2}", ratio(&ours, &jq)));
            ours
        } else {
            let [ours] = processes(runs, [arnlint]);
            row.push(show(seconds(&ours)));
            row.push("not known".to_owned());
            ours
        };
        #[expect(clippy::cast_precision_loss, reason = "files are far below 2^52 bytes")]
        let megabytes = path.metadata().expect("a file").len() as f64 / 1e6;
        row.push(format!("{:.0} MB/s", megabytes / seconds(&times)));
        row.push(mebibytes(arnlint.memory()));
        rows.push(row);
    };
    row("a policy on one line, `concise`", 11, &Process::arnlint(&["--output-format", "concise"], &line), &line);
    row("the same, `full`", 11, &Process::arnlint(&[], &line), &line);
    row("the description of an account", 3, &Process::arnlint(&[], &account), &account);
    fs::remove_file(&account).expect("the file that was written");
    table("Single large files:", &["", "size", "time", "against jq", "throughput", "peak memory"], &rows);

    let findings = write("findings.json", large::findings());
    let rows = FORMATS.map(|format| {
        let process = Process::arnlint(&["--output-format", format], &findings);
        let [times] = processes(7, [&process]);
        vec![format!("`{format}`"), show(seconds(&times)), mebibytes(process.memory())]
    });
    let title = format!("{} findings in one file of {}:", large::FINDINGS, size(&findings));
    table(&title, &["format", "time", "peak memory"], &rows);
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn source(text: &str) -> Source {
    Source::new("policy.json", text.as_bytes().to_vec()).expect("a small text")
}

fn size(path: &Path) -> String {
    let bytes = path.metadata().expect("a file").len();
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

fn has_jq() -> bool {
    Command::new("jq").arg("--version").stdout(Stdio::null()).status().is_ok()
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
