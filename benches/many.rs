//! What a policy costs when there are a hundred times as many: `cargo bench --locked --bench many`.
//!
//! It writes 150,000 policies, the 1,500 of [`corpus`] in a hundred folders, which takes 350 MB and
//! half a minute, and removes them afterwards.

#![forbid(unsafe_code)]

mod corpus;
mod measure;

use std::fs;
use std::path::Path;

use measure::{Process, mebibytes, processes, ratio, seconds, show, table};

/// How many folders of 1,500 policies there are.
const FOLDERS: usize = 100;

fn main() {
    let policies = corpus::policies();
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many");
    // What a run that was broken off has left.
    fs::remove_dir_all(&root).ok();
    for folder in 0..FOLDERS {
        corpus::write(&policies, &root.join(format!("{folder:03}"))).expect("room on the disk");
    }
    let few = root.join("000");
    let mut rows = Vec::new();
    for format in ["full", "concise", "json"] {
        let process = |path: &Path| Process::arnlint(&["--output-format", format], path);
        for threads in [1, std::thread::available_parallelism().map_or(1, usize::from)] {
            let (few, many) = (process(&few).threads(threads), process(&root).threads(threads));
            let [little, much] = processes(3, [&few, &many]);
            #[expect(clippy::cast_precision_loss, reason = "a hundred")]
            let against = ratio(&much, &little) / FOLDERS as f64;
            rows.push(vec![
                format!("`{format}`, {threads} {}", if threads == 1 { "thread" } else { "threads" }),
                show(seconds(&little)),
                show(seconds(&much)),
                format!("{against:.2}"),
                mebibytes(few.memory()),
                mebibytes(many.memory()),
            ]);
        }
    }
    fs::remove_dir_all(&root).expect("the folders that were written");
    let few = corpus::POLICIES;
    let title = format!("{few} and {} policies, a new process:", few * FOLDERS);
    let head = ["", "few", "many", "a policy of many against one of few", "peak memory, few", "peak memory, many"];
    table(&title, &head, &rows);
}
