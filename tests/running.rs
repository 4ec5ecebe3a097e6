//! What a run prints besides its findings, and how it ends.

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::{arnlint, scratch, stderr, stdout};
use serde_json::Value;

const BROKEN: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis: Get*","Resource":"arn:aws:kinesis:REGION:464622532012:stream/clicks"}}"#;
const SOUND: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"kinesis:ListStreams","Resource":"*"}}"#;

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = arnlint().current_dir(folder).args(args).output().expect("the binary runs");
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

/// A folder with a broken policy, a sound one, and a file that is none.
fn folder(name: &str) -> PathBuf {
    let folder = scratch(&format!("running-{name}"));
    for (name, text) in [("a.json", BROKEN), ("b.json", SOUND), ("package.json", "{}")] {
        fs::write(folder.join(name), text).expect("a file");
    }
    folder
}

#[test]
fn statistics_count_by_rule() {
    let folder = folder("statistics");
    fs::write(folder.join("c.json"), BROKEN).expect("a file");
    let (status, table, errors) = run(&folder, &["--statistics"]);
    assert_eq!((status, errors.as_str()), (Some(1), ""));
    assert_eq!(table, "2  error    malformed-action [*]\n2  error    unreplaced-placeholder\n");
    let (_, json, _) = run(&folder, &["--statistics", "--output-format", "json"]);
    let rows: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(rows[0], serde_json::json!({"rule": "malformed-action", "severity": "error", "count": 2, "fixable": 2}));
    assert_eq!(run(&folder, &["--statistics", "--output-format", "json-lines"]).0, Some(2));
}

#[test]
fn the_files_with_policies_are_listed() {
    let folder = folder("show-files");
    let page =
        format!("```\n{SOUND}\n```\n```\n{}\n```\n", SOUND.replace("\"Effect\"", "\"Principal\":\"*\",\"Effect\""));
    fs::write(folder.join("page.md"), page).expect("a file");
    let (status, list, errors) = run(&folder, &["--show-files"]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert_eq!(list, "a.json: identity\nb.json: identity\npage.md: identity, resource\n");
}

#[test]
fn what_is_quiet_and_what_is_verbose() {
    let folder = folder("verbose");
    let (_, report, errors) = run(&folder, &["-q", "--output-format", "grouped", "."]);
    assert_eq!(errors, "");
    assert!(
        report.starts_with("a.json\n  1:64   error malformed-action [*] ") && !report.contains("Found"),
        "{report}"
    );
    let (_, _, errors) = run(&folder, &["-v"]);
    assert_eq!(errors, "note: no configuration file\nnote: read 3 files, 2 of them with policies\n");
    assert_eq!(run(&folder, &["-q", "-v"]).0, Some(2));
}

#[test]
fn many_files_without_policies_are_one_note() {
    let folder = folder("notes");
    let names: Vec<String> = (0..4).map(|number| format!("other-{number}.json")).collect();
    for name in &names {
        fs::write(folder.join(name), "{}").expect("a file");
    }
    let args: Vec<&str> = names.iter().map(String::as_str).chain(["b.json"]).collect();
    assert_eq!(run(&folder, &args).2, "note: no policy found in 4 of the files named\n");
    assert_eq!(run(&folder, &[&args[..], &["--force-exclude"]].concat()).2, "");
    let few = "note: no policy found in other-0.json\nnote: no policy found in other-1.json\n";
    assert_eq!(run(&folder, &["other-0.json", "other-1.json", "b.json"]).2, few);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = folder("pipe");
    let many = format!("[{}]", vec![r#"{"Effect":"Allow","Action":"kinesis: Get*","Resource":"*"}"#; 2000].join(","));
    fs::write(folder.join("a.json"), format!(r#"{{"Version":"2012-10-17","Statement":{many}}}"#)).expect("a file");
    for format in ["full", "concise", "grouped", "json", "json-lines"] {
        let mut child = arnlint()
            .current_dir(&folder)
            .args(["--output-format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut first = String::new();
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader.read_line(&mut first).expect("a line");
        drop(reader);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
        assert!(!stderr(&output).contains("arnlint:"), "{format}: {}", stderr(&output));
    }
}

#[test]
fn a_watch_checks_again_when_a_file_changes() {
    let folder = folder("watch");
    let mut child = arnlint()
        .current_dir(&folder)
        .args(["--watch", "--output-format", "concise", "-q"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut errors = BufReader::new(child.stderr.take().expect("a pipe"));
    // Each run ends with this line.
    let mut wait = || {
        let mut line = String::new();
        while !line.starts_with("Watching for changes") {
            line.clear();
            assert_ne!(errors.read_line(&mut line).expect("a line"), 0, "it ended");
        }
    };
    wait();
    fs::write(folder.join("notes.txt"), "nothing to do with it").expect("a file");
    fs::write(folder.join("a.json"), SOUND).expect("a file");
    wait();
    fs::write(folder.join("arnlint.toml"), "selct = []\n").expect("a file");
    wait();
    child.kill().expect("it runs still");
    let mut report = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut report).expect("UTF-8");
    child.wait().expect("it ends");
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 2, "{report}");
    assert!(lines.iter().all(|line| line.starts_with("a.json:1:")), "{report}");
}

#[test]
fn a_manual_page_is_roff() {
    let (status, page, _) = run(&scratch("running-man"), &["man"]);
    assert_eq!(status, Some(0));
    assert!(page.contains(".TH arnlint 1") && page.contains("force\\-exclude"), "{page}");
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let folder = folder("contradictions");
    for args in [
        &["--unsafe-fixes"][..],
        &["--watch", "--fix"],
        &["--watch", "-"],
        &["--fix", "-"],
        &["--show-files", "--statistics"],
        &["--statistics", "--output-file", "x"],
        &["--diff", "--output-file", "x"],
        &["--exclude", "../x"],
        &["--isolated", "--config", "x"],
        &["baseline", "-"],
    ] {
        let (status, report, errors) = run(&folder, args);
        assert_eq!((status, report.as_str()), (Some(2), ""), "{args:?}");
        assert!(!errors.is_empty(), "{args:?}");
    }
}
