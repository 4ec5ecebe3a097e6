//! What a policy costs when there are a hundred times as many: `cargo bench --locked --bench many`.
//!
//! It writes 150,000 policies, the 1,500 of [`corpus`] in a hundred folders, which takes 750 MB, and
//! removes them afterwards. Pairs so unlike do not feel the same of what else the machine does, so
//! their processor time is compared as well. It lasts a quarter of an hour; a number behind `--`
//! stands for that of folders.

#![forbid(unsafe_code)]

mod corpus;
mod measure;

use std::path::Path;
use std::{env, fs};

use measure::{Process, Usage, mebibytes, median, processes, ratio, seconds, show, table};

/// How many folders of 1,500 policies there are, when nothing else is said.
const FOLDERS: u32 = 100;

fn main() {
    let folders = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(FOLDERS);
    let policies = corpus::policies();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many");
    // What a run that was broken off has left.
    fs::remove_dir_all(&root).ok();
    for folder in 0..folders {
        corpus::write(&policies, &root.join(format!("{folder:03}"))).expect("room on the disk");
    }
    let few = root.join("000");
    let mut rows = Vec::new();
    for format in ["full", "json"] {
        let process = |path: &Path| Process::arnlint(&["--output-format", format], path);
        for threads in [1, std::thread::available_parallelism().map_or(1, usize::from)] {
            let (few, many) = (process(&few).threads(threads), process(&root).threads(threads));
            let [little, much] = processes(2, [&few, &many]);
            let used = [&few, &many].map(|process| (0..3).filter_map(|_| process.usage()).collect::<Vec<_>>());
            let processor = |used: &[Usage]| median(used.iter().map(|usage| usage.processor));
            let against = used.iter().all(|used| !used.is_empty()).then(|| processor(&used[1]) / processor(&used[0]));
            let memory = |used: &[Usage]| mebibytes(used.iter().map(|usage| usage.memory).reduce(f64::max));
            rows.push(vec![
                format!("`{format}`, {threads} {}", if threads == 1 { "thread" } else { "threads" }),
                show(seconds(&little)),
                show(seconds(&much)),
                format!("{:.2}", ratio(&much, &little) / f64::from(folders)),
                against.map_or_else(|| "not known".to_owned(), |times| format!("{:.2}", times / f64::from(folders))),
                memory(&used[0]),
                memory(&used[1]),
            ]);
        }
    }
    fs::remove_dir_all(&root).expect("the folders that were written");
    let title = format!("{} policies, and {folders} times as many, a new process:", corpus::POLICIES);
    let head = [
        "",
        "few",
        "many",
        "a policy of many against one of few",
        "the same in processor time",
        "peak memory, few",
        "peak memory, many",
    ];
    table(&title, &head, &rows);
}
