//! `--output-file`: reports beside the one on standard output, and in its place.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::common::{arnlint, scratch, stderr, stdout};
use crate::{FORMATS, folder_with_action, report};

fn run(folder: &Path, args: &[&str]) -> Output {
    arnlint().current_dir(folder).args(["check", "policy.json"]).args(args).output().expect("the binary runs")
}

#[test]
fn one_run_writes_all_formats_at_once() {
    let folder = folder_with_action("destinations-all", "policy.json", "kinesis: Get*");
    let reports = scratch("destinations-all-reports");
    let paths = FORMATS.map(|format| format!("{format}={}", reports.join(format).display()));
    let args: Vec<&str> = paths.iter().flat_map(|path| ["--output-file", path]).collect();
    let output = run(&folder, &args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_eq!(stdout(&output), report(&folder, "full", &["policy.json"]));
    for format in FORMATS {
        let written = fs::read_to_string(reports.join(format)).expect("the report");
        assert_eq!(written, report(&folder, format, &["policy.json"]), "{format}");
    }
}

#[test]
fn a_plain_file_takes_the_place_of_standard_output() {
    let folder = folder_with_action("destinations-plain", "policy.json", "kinesis: Get*");
    for format in FORMATS {
        let output =
            run(&folder, &["--output-format", format, "--output-file", "report", "--output-file", "json=beside"]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), ""), "{format}");
        assert_eq!(stderr(&output), "Found 1 error in 1 policy (1 fixable with --fix).\n", "{format}");
        let written = fs::read_to_string(folder.join("report")).expect("the report");
        assert_eq!(written, report(&folder, format, &["policy.json"]), "{format}");
        let beside = fs::read_to_string(folder.join("beside")).expect("the report");
        assert_eq!(beside, report(&folder, "json", &["policy.json"]), "{format}");
    }
}

#[test]
fn a_name_with_an_equals_sign_is_a_name_unless_a_format_begins_it() {
    let folder = folder_with_action("destinations-names", "policy.json", "kinesis: Get*");
    let output = run(&folder, &["--output-format", "json", "--output-file", "a=b"]);
    assert_eq!(stdout(&output), "");
    let written = fs::read_to_string(folder.join("a=b")).expect("the report");
    assert_eq!(written, report(&folder, "json", &["policy.json"]));
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = folder_with_action("destinations-unwritable", "policy.json", "kinesis: Get*");
    for destination in ["nowhere/report.sarif", "sarif=nowhere/report.sarif"] {
        let output = run(&folder, &["--output-file", destination]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), "arnlint: cannot write nowhere/report.sarif: no such file or directory\n");
    }
}

#[test]
fn standard_output_is_no_file() {
    let folder = folder_with_action("destinations-dash", "policy.json", "kinesis: Get*");
    for destination in ["-", "sarif=-"] {
        let output = run(&folder, &["--output-file", destination]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).starts_with("arnlint: --output-file names a file"), "{}", stderr(&output));
        assert!(!folder.join("-").exists());
    }
}
