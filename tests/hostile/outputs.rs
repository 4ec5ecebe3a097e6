//! Places that take no report and files that take no repair.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::common::FORMATS;
use crate::common::{arnlint, scratch, stderr, stdout};
use crate::{BROKEN, failed, is_root, run};

fn folder(name: &str) -> std::path::PathBuf {
    let folder = scratch(&format!("hostile-{name}"));
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    folder
}

/// Runs the binary by a shell, which knows ways to start a program that nothing else does.
fn shell(folder: &Path, script: &str) -> Output {
    let mut command = Command::new("sh");
    command.current_dir(folder).env_clear().env("LC_ALL", "C.UTF-8").env("ARNLINT", env!("CARGO_BIN_EXE_arnlint"));
    command.args(["-c", script]).output().expect("a shell")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_is_an_error() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = folder("full");
    let printed = "\"$ARNLINT\" --output-format";
    for format in FORMATS {
        let output = shell(&folder, &format!("exec {printed} {format} > /dev/full"));
        assert_eq!(output.status.code(), Some(2), "{format}");
        let error = "arnlint: cannot write to standard output: no space left on the device\n";
        assert_eq!(stderr(&output), error, "{format}");
        let output = shell(&folder, &format!("exec {printed} {format} --output-file /dev/full"));
        let error = "arnlint: cannot write /dev/full: no space left on the device\n";
        assert_eq!((output.status.code(), stdout(&output), stderr(&output)), (Some(2), "", error), "{format}");
    }
    for args in ["--show-files", "--statistics", "--diff", "rules", "schema", "explain malformed-action"] {
        let output = shell(&folder, &format!("exec \"$ARNLINT\" {args} > /dev/full"));
        assert_eq!(output.status.code(), Some(2), "{args}");
        assert!(stderr(&output).ends_with("no space left on the device\n"), "{args}: {}", stderr(&output));
    }
    assert!(stdout(&shell(&folder, "exec \"$ARNLINT\" 2> /dev/full")).contains("Found 1 error"));
    assert_eq!(names(&folder), ["policy.json"]);
}

#[test]
fn a_disk_that_fills_up_leaves_files_as_they_were() {
    let folder = folder("fills-up");
    fs::write(folder.join("report.json"), "the last report").expect("a file");
    fs::write(folder.join(".arnlint-baseline.json"), "{\"version\": 1, \"findings\": []}").expect("a file");
    // No file may grow, which looks the same to a program.
    let limit = "trap '' XFSZ; ulimit -f 0; exec \"$ARNLINT\"";
    for (args, name) in [
        ("--fix", "policy.json"),
        ("--output-file json=report.json", "report.json"),
        ("--output-file json=new.json", "new.json"),
        ("baseline", ".arnlint-baseline.json"),
        ("init", "arnlint.toml"),
    ] {
        let output = shell(&folder, &format!("{limit} {args}"));
        assert_eq!(output.status.code(), Some(2), "{args}: {}", stderr(&output));
        let error = format!("arnlint: cannot write {name}: File too large\n");
        assert!(stderr(&output).starts_with(&error), "{args}: {}", stderr(&output));
        assert_eq!(names(&folder), [".arnlint-baseline.json", "policy.json", "report.json"], "{args}");
    }
    assert_eq!(fs::read_to_string(folder.join("policy.json")).expect("a file"), BROKEN);
    assert_eq!(fs::read_to_string(folder.join("report.json")).expect("a file"), "the last report");
}

#[test]
fn a_folder_that_takes_no_file() {
    let folder = folder("read-only");
    if is_root(&folder) {
        return;
    }
    fs::write(folder.join("report"), "the last report").expect("a file");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).expect("it is ours");
    let fixed = run(&folder, &["--fix"]);
    let fresh = run(&folder, &["--output-file", "new"]);
    // A file that is there can be written where it is.
    let written = run(&folder, &["--output-file", "report"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).expect("it is ours");
    assert_eq!((fixed.0, fixed.1.as_str()), (Some(2), ""));
    assert!(fixed.2.starts_with("arnlint: cannot write policy.json: permission denied\n"), "{}", fixed.2);
    assert_eq!(fresh, failed("cannot write new: permission denied"));
    assert_eq!(written.0, Some(1));
    assert!(fs::read_to_string(folder.join("report")).expect("a file").starts_with("policy.json:1:64: "));
    assert_eq!(fs::read_to_string(folder.join("policy.json")).expect("a file"), BROKEN);
}

#[test]
fn standard_output_and_error_may_be_closed() {
    let folder = folder("closed");
    for (redirection, report, errors) in [(">&-", false, true), ("2>&-", true, false), (">&- 2>&-", false, false)] {
        let output = shell(&folder, &format!("exec \"$ARNLINT\" --output-format concise {redirection}"));
        assert_eq!(output.status.code(), Some(1), "{redirection}");
        assert_eq!((!output.stdout.is_empty(), !output.stderr.is_empty()), (report, errors), "{redirection}");
    }
    let output = shell(&folder, "exec \"$ARNLINT\" - <&-");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_reader_that_goes_away_ends_no_format() {
    let folder = scratch("hostile-reader");
    // More than a pipe holds.
    for number in 0..300 {
        fs::write(folder.join(format!("{number}.json")), BROKEN).expect("a file");
    }
    for format in FORMATS {
        let mut child = arnlint()
            .current_dir(&folder)
            .args(["--output-format", format, "--output-file", "json=beside"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader.read_line(&mut String::new()).expect("a line");
        drop(reader);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
        assert!(!stderr(&output).contains("arnlint:"), "{format}: {}", stderr(&output));
        // The other report is whole.
        let beside = fs::read_to_string(folder.join("beside")).expect("the report");
        assert_eq!(beside.matches("\"malformed-action\"").count(), 300, "{format}");
        fs::remove_file(folder.join("beside")).expect("it is there");
    }
}

#[test]
fn a_report_that_is_not_whole_goes_away() {
    let folder = folder("interrupted");
    fs::write(folder.join("report"), "the last report").expect("a file");
    let mut child = arnlint()
        .current_dir(&folder)
        // Standard input keeps it waiting.
        .args(["--output-file", "report", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let stdin = child.stdin.take().expect("a pipe");
    while !names(&folder).iter().any(|name| name.starts_with(".report.")) {
        assert!(child.try_wait().expect("a child").is_none(), "it waits");
        std::thread::yield_now();
    }
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(status.success());
    assert_eq!(child.wait_with_output().expect("it ends").status.code(), Some(130));
    drop(stdin);
    assert_eq!(names(&folder), ["policy.json", "report"]);
    assert_eq!(fs::read_to_string(folder.join("report")).expect("a file"), "the last report");
}

#[test]
fn a_report_keeps_what_its_place_is() {
    let folder = folder("places");
    fs::write(folder.join("report"), "").expect("a file");
    fs::set_permissions(folder.join("report"), fs::Permissions::from_mode(0o640)).expect("it is ours");
    symlink("report", folder.join("link")).expect("a link");
    symlink("made", folder.join("dangling")).expect("a link");
    for (place, file) in [("link", "report"), ("dangling", "made")] {
        assert_eq!(run(&folder, &["--output-file", place]).0, Some(1));
        assert!(folder.join(place).is_symlink(), "{place}");
        let report = fs::read_to_string(folder.join(file)).expect("the report");
        assert!(report.starts_with("policy.json:1:64: "), "{report}");
    }
    let mode = fs::metadata(folder.join("report")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(run(&folder, &["--output-file", "/dev/null"]).0, Some(1));
    assert_eq!(run(&folder, &["--output-file", "."]), failed("cannot write .: it is a folder"));
    // A pipe with a reader gets the report.
    let output = shell(&folder, "\"$ARNLINT\" --output-format concise --output-file /dev/fd/3 3>&1 >&2 | cat");
    assert!(stdout(&output).contains("malformed-action"), "{}", stderr(&output));
}
