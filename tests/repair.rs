//! Repairs of files: what is written, what is left alone, and that nobody ever sees half of one.

#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use arnlint::check::{Checked, Fixed, check, fix};
use arnlint::config::Config;
use arnlint::diagnostic::{Diagnostic, Severity};
use arnlint::fix::{Applicability, Edit, Fix};
use arnlint::source::{Source, Span};
use common::{Dice, arnlint, files, scratch, stderr, stdout};

const BROKEN: &str = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": { \"Effect\": \"allow\", \"Action\": \"kinesis: ListStreams\", \"Resource\": \"*\" }\n}\n";

fn mended() -> String {
    BROKEN.replace("kinesis: ", "kinesis:").replace("allow", "Allow")
}

/// The status, the report and standard error of a run in a folder.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = arnlint().current_dir(folder).args(args).output().expect("the binary runs");
    (output.status.code(), stdout(&output).to_owned(), stderr(&output).to_owned())
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("the file")
}

#[test]
fn a_second_repair_finds_nothing_to_do() {
    for flags in [&["--fix"][..], &["--fix", "--unsafe-fixes"]] {
        let folder = scratch("repair-twice");
        for path in
            files("fixtures/err").iter().chain(&files("fixtures/example")).filter(|path| !path.ends_with(".out"))
        {
            fs::copy(path, folder.join(path.file_name().expect("a name"))).expect("it can be copied");
        }
        let texts = || {
            let mut texts: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(&folder)
                .expect("the folder")
                .map(|entry| entry.expect("an entry").path())
                .map(|path| (path.clone(), fs::read(path).expect("the file")))
                .collect();
            texts.sort();
            texts
        };
        let before = texts();
        run(&folder, flags);
        let once = texts();
        assert_ne!(before, once);
        let (_, report, _) = run(&folder, flags);
        assert!(!report.contains("; fixed"), "{report}");
        assert_eq!(once, texts());
    }
}

#[test]
fn a_diff_is_what_a_repair_would_do() {
    let folder = scratch("repair-diff");
    fs::create_dir(folder.join("p")).expect("a folder");
    fs::write(folder.join("p/a.json"), BROKEN).expect("a file");
    let sound = mended();
    fs::write(folder.join("b.json"), &sound).expect("a file");
    let (status, patch, errors) = run(&folder, &["--diff"]);
    assert_eq!((status, errors.as_str()), (Some(1), "Would fix 2 findings in 1 file.\n"));
    assert_eq!(read(&folder.join("p/a.json")), BROKEN, "nothing is written");
    fs::write(folder.join("fix.patch"), &patch).expect("a file");
    let applied = Command::new("git").current_dir(&folder).args(["apply", "fix.patch"]).status().expect("git runs");
    assert!(applied.success(), "{patch}");
    assert_eq!(read(&folder.join("p/a.json")), sound);
    let (status, patch, errors) = run(&folder, &["--diff"]);
    assert_eq!((status, patch.as_str(), errors.as_str()), (Some(0), "", "Nothing to fix.\n"));
    let input = common::run_with(
        arnlint().args(["check", "--diff", "-q", "--stdin-filename", "x.json", "-"]),
        BROKEN.as_bytes(),
    );
    assert!(stdout(&input).starts_with("--- a/x.json\n+++ b/x.json\n"), "{}", stdout(&input));
}

#[test]
fn what_is_ignored_or_known_is_not_repaired() {
    let folder = scratch("repair-ignored");
    fs::write(folder.join("a.json"), BROKEN).expect("a file");
    let ignore = "[[ignore]]\nrule = \"malformed-action\"\npath = \"/a.json\"\nreason = \"x\"\n";
    fs::write(folder.join("arnlint.toml"), ignore).expect("a file");
    run(&folder, &["--fix"]);
    assert_eq!(read(&folder.join("a.json")), BROKEN.replace("allow", "Allow"));
    fs::write(folder.join("arnlint.toml"), "").expect("a file");
    fs::write(folder.join("a.json"), BROKEN).expect("a file");
    run(&folder, &["baseline"]);
    run(&folder, &["--fix", "--baseline", ".arnlint-baseline.json"]);
    assert_eq!(read(&folder.join("a.json")), BROKEN);
}

#[test]
fn a_result_with_new_errors_is_refused_as_a_whole() {
    let source = Source::new("a.json", b"one two".to_vec()).expect("a small file");
    let finding = |severity, edit: Option<Edit>| {
        let mut diagnostic = Diagnostic::new("malformed-action", severity, Span::new(0, 3), "x");
        diagnostic.fix = edit.map(|edit| Fix::safe("x", vec![edit]));
        diagnostic
    };
    let edit = || Some(Edit::replace(Span::new(0, 3), "three"));
    let run = |worse: Severity| {
        let check = |source: &Source| {
            let diagnostics = if source.text().starts_with("one") {
                vec![finding(Severity::Warning, edit())]
            } else {
                vec![finding(worse, None)]
            };
            Checked { diagnostics, ..Checked::default() }
        };
        fix(&source, Applicability::Safe, check)
    };
    assert_eq!(run(Severity::Error), Fixed::Refused);
    assert_eq!(run(Severity::Warning), Fixed::Repaired("three two".to_owned(), 1));
}

#[test]
fn repairs_that_touch_wait_for_the_next_round() {
    // Both the entry and its neighbour want to go, and each would take the comma with it.
    let text =
        BROKEN.replace("\"kinesis: ListStreams\"", "[\"\", \"kinesis:ListStreams\", \"\", \"kinesis: ListStreams\"]");
    let source = Source::new("a.json", text.into_bytes()).expect("a small file");
    let config = Config::default();
    let Fixed::Repaired(text, applied) = fix(&source, Applicability::Safe, |source| check(source, &config)) else {
        panic!("there is something to repair")
    };
    assert!(applied >= 3, "{applied}");
    assert!(text.contains("[\"kinesis:ListStreams\"]"), "{text}");
}

#[test]
fn permissions_stay_and_read_only_files_are_left_alone() {
    let folder = scratch("repair-permissions");
    let path = folder.join("a.json");
    for (mode, status, text) in [(0o640, 0, mended()), (0o444, 2, BROKEN.to_owned())] {
        let _ = fs::remove_file(&path);
        fs::write(&path, BROKEN).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("they can be set");
        let (found, _, errors) = run(&folder, &["--fix", "a.json"]);
        assert_eq!(found, Some(status), "{errors}");
        assert_eq!(read(&path), text);
        assert_eq!(path.metadata().expect("the file").permissions().mode() & 0o777, mode);
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "no draft stays");
    }
    let (_, _, errors) = run(&folder, &["--fix", "a.json"]);
    assert_eq!(errors, "arnlint: cannot write a.json: permission denied\n");
}

#[test]
fn no_link_is_followed_out_of_the_tree() {
    let folder = scratch("repair-links");
    let (tree, outside) = (folder.join("tree"), folder.join("outside"));
    for below in [tree.join(".git"), tree.join("sub"), outside.clone()] {
        fs::create_dir_all(below).expect("a folder");
    }
    fs::write(outside.join("far.json"), BROKEN).expect("a file");
    fs::write(tree.join("sub/near.json"), BROKEN).expect("a file");
    symlink(outside.join("far.json"), tree.join("far.json")).expect("a link");
    symlink(&outside, tree.join("out")).expect("a link");
    symlink("sub/near.json", tree.join("near.json")).expect("a link");
    // A walk follows none at all.
    run(&tree, &["--fix"]);
    assert_eq!(read(&outside.join("far.json")), BROKEN);
    assert_eq!(read(&tree.join("sub/near.json")), mended());
    for name in ["far.json", "out/far.json"] {
        let (status, _, errors) = run(&tree, &["--fix", name]);
        assert_eq!(status, Some(2), "{name}");
        assert!(errors.starts_with(&format!("arnlint: cannot write {name}: it is a link to ")), "{errors}");
        assert_eq!(read(&outside.join("far.json")), BROKEN);
    }
    // One that stays in the tree is another name of the file, and stays one.
    fs::write(tree.join("sub/near.json"), BROKEN).expect("a file");
    assert_eq!(run(&tree, &["--fix", "near.json"]).0, Some(0));
    assert_eq!(read(&tree.join("sub/near.json")), mended());
    assert!(tree.join("near.json").symlink_metadata().expect("a link").is_symlink());
    // Who names a file elsewhere means it.
    assert_eq!(run(&tree, &["--fix", "../outside/far.json"]).0, Some(0));
    assert_eq!(read(&outside.join("far.json")), mended());
}

/// How many files the runs that are ended repair.
const FILES: usize = 1000;

/// Starts a repair of many files and sends it a signal after a while; says how many were repaired
/// by then, after a look at each.
fn ended(folder: &Path, signal: &str, after: Duration) -> usize {
    for number in 0..FILES {
        fs::write(folder.join(format!("{number}.json")), BROKEN).expect("a file");
    }
    let mut child = arnlint()
        .current_dir(folder)
        .args(["--fix", "-q"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    sleep(after);
    // It may be over by now; then there is nothing to end.
    let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
    let status = child.wait().expect("it ends");
    let sound = mended();
    let whole = (0..FILES).filter(|number| {
        let text = read(&folder.join(format!("{number}.json")));
        assert!(text == BROKEN || text == sound, "{number}.json is neither the old file nor the new one: {text}");
        text == sound
    });
    let repaired = whole.count();
    assert!(!status.success() || repaired == FILES);
    repaired
}

#[test]
fn killing_a_repair_leaves_whole_files() {
    let folder = scratch("repair-killed");
    let mut dice = Dice(11);
    let mut counts = Vec::new();
    for _ in 0..12 {
        counts.push(ended(&folder, "-KILL", Duration::from_millis(dice.below(160) as u64)));
    }
    assert!(counts.iter().any(|&count| count < FILES), "no run was ended before it was over: {counts:?}");
}

#[test]
fn an_interrupt_leaves_whole_files_and_no_drafts() {
    let folder = scratch("repair-interrupted");
    let mut dice = Dice(13);
    for _ in 0..8 {
        ended(&folder, "-INT", Duration::from_millis(10 + dice.below(120) as u64));
        assert_eq!(fs::read_dir(&folder).expect("the folder").count(), FILES, "a draft stayed behind");
    }
}
