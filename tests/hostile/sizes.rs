//! Input that is large, deep, or both.

use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;

use crate::common::{arnlint, scratch, stderr, stdout};
use crate::{BROKEN, FOUND, failed, run};

/// Of what takes long to check there is less where the binary is slow.
const SCALE: usize = if cfg!(debug_assertions) { 1 } else { 10 };

/// The largest input, in bytes.
const LARGEST: u64 = 128 << 20;

fn policy(actions: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Action":{actions},"Resource":"arn:aws:s3:::data"}}}}"#
    )
}

#[test]
fn what_is_too_large_is_not_read() {
    let folder = scratch("hostile-large");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    // Files with a hole, which take no room on the disk.
    for (name, size) in [("gigabyte.json", 1 << 30), ("over.json", LARGEST + 1), ("terabyte.json", 1 << 40)] {
        let path = folder.join(name);
        File::create(&path).and_then(|file| file.set_len(size)).expect("a file");
        let error = format!("cannot read {name}: larger than 128 MiB");
        assert_eq!(run(&folder, &[name]), failed(&error));
        // Found by walking it is no less an error, and the rest is checked.
        let (status, report, errors) = run(&folder, &[]);
        assert_eq!((status, report), (Some(2), format!("policy.json:{FOUND}")), "{name}");
        assert_eq!(errors, format!("arnlint: {error}\nFound 1 error in 1 policy (1 fixable with --fix).\n"));
        assert_eq!(run(&folder, &["--exclude", name]).0, Some(1), "{name}");
        fs::remove_file(path).expect("it is there");
    }
}

#[test]
fn standard_input_has_the_same_end() {
    let mut child = arnlint()
        .args(["check", "--isolated", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    let block = vec![b' '; 1 << 20];
    let mut written = 0;
    // It stops reading, which ends an endless stream.
    while pipe.write_all(&block).is_ok() {
        written += block.len() as u64;
        assert!(written <= 2 * LARGEST, "it reads on");
    }
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), ""));
    assert_eq!(stderr(&output), "arnlint: cannot read <stdin>: larger than 128 MiB\n");
}

#[test]
fn brackets_are_read_to_a_depth() {
    let folder = scratch("hostile-deep");
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    for (name, actions) in [("closed.json", format!("{open}{close}")), ("open.json", open.clone())] {
        let text = policy(&actions);
        fs::write(folder.join(name), &text).expect("a file");
        let (status, report, _) = run(&folder, &["--select", "invalid-json", name]);
        assert_eq!(status, Some(1), "{name}");
        // Two brackets stand around the list.
        let at = text.find("[[").expect("the list") + 1 + 127 - 2;
        assert_eq!(report, format!("{name}:1:{at}: error invalid-json more than 127 levels of brackets\n"));
    }
    fs::write(folder.join("alone.json"), &open).expect("a file");
    let (status, report, errors) = run(&folder, &["alone.json"]);
    let noted = "note: no policy found in alone.json\nNo problem found in no policy.\n";
    assert_eq!((status, report.as_str(), errors.as_str()), (Some(0), "", noted));
}

#[test]
fn a_list_of_a_million() {
    let folder = scratch("hostile-list");
    let count = 100_000 * SCALE;
    let actions = vec![r#""s3:ListBucket""#; count].join(",");
    fs::write(folder.join("list.json"), policy(&format!("[{actions}]"))).expect("a file");
    let (status, report, _) = run(&folder, &["--select", "redundant-action"]);
    let expected =
        format!("list.json:1:65: advice redundant-action [*] `s3:ListBucket` stands {count} times in one list\n");
    assert_eq!((status, report), (Some(0), expected));
}

#[test]
fn a_string_of_a_hundred_megabytes() {
    let folder = scratch("hostile-string");
    let action = format!(r#""s3:Get{}""#, "x".repeat(10_000_000 * SCALE));
    fs::write(folder.join("string.json"), policy(&action)).expect("a file");
    for format in ["concise", "full", "github"] {
        let args = ["check", "--select", "unknown-action", "--output-format", format];
        let output = arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
        let report = stdout(&output);
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
        // A message and an excerpt show a part.
        assert!(report.contains("unknown-action") && report.len() < 2000, "{format}: {}", report.len());
    }
}

#[test]
fn ten_thousand_wildcards() {
    let folder = scratch("hostile-wildcards");
    let wild = "*a".repeat(10_000);
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"s3:{wild}","Resource":"arn:aws:s3:::{wild}"}},
            {{"Effect":"Deny","Action":"s3:{wild}b","Resource":"arn:aws:s3:::{wild}b"}}]}}"#
    );
    fs::write(folder.join("wild.json"), text).expect("a file");
    let output = arnlint().current_dir(&folder).args(["check", "--output-format", "json-lines"]).output();
    let output = output.expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let found = stdout(&output).matches("\"unmatched-action-wildcard\"").count();
    assert_eq!(found, 2, "{}", stdout(&output));
}

#[test]
fn many_files_come_in_the_order_of_their_names() {
    let folder = scratch("hostile-many");
    let empty = 20_000 * SCALE / 2;
    for number in 0..empty {
        let below = folder.join(format!("{:02}", number % 20));
        if number < 20 {
            fs::create_dir(&below).expect("a folder");
        }
        let path = below.join(format!("{number}.json"));
        if number % 2000 == 7 { fs::write(path, BROKEN) } else { File::create(path).map(drop) }.expect("a file");
    }
    let (status, report, errors) = run(&folder, &["-v"]);
    assert_eq!(status, Some(1));
    let mut expected: Vec<String> = (0..empty)
        .filter(|number| number % 2000 == 7)
        .map(|number| format!("{:02}/{number}.json:{FOUND}", number % 20))
        .collect();
    expected.sort();
    assert_eq!(report, expected.concat());
    let held = expected.len();
    assert!(errors.contains(&format!("note: read {empty} files, {held} of them with policies\n")), "{errors}");
    fs::remove_dir_all(folder).expect("it can be removed");
}

/// Linux limits what a process may take, so that a run that keeps what it has written fails.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_files_and_findings() {
    use std::process::Command;

    let folder = scratch("hostile-memory");
    let statements: Vec<String> = (0..100)
        .map(|number| format!(r#"{{"Effect":"Allow","Action":"kinesis: Get{number}","Resource":"*"}}"#))
        .collect();
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    for number in 0..300 {
        fs::write(folder.join(format!("{number}.json")), &text).expect("a file");
    }
    let script =
        "ulimit -v 65536; exec \"$ARNLINT\" --select malformed-action --output-format json --output-file sarif=log";
    let mut command = Command::new("sh");
    command.current_dir(&folder).env_clear().env("LC_ALL", "C.UTF-8");
    // Each thread reserves more than it takes.
    command.env("ARNLINT", env!("CARGO_BIN_EXE_arnlint")).env("RAYON_NUM_THREADS", "1");
    let output = command.args(["-c", script]).output().expect("a shell");
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    // The reports alone are larger than that.
    let log = fs::read_to_string(folder.join("log")).expect("the report");
    assert_eq!(log.matches("\"ruleId\"").count(), 30_000);
    assert_eq!(stdout(&output).matches("\"fingerprint\"").count(), 30_000);
    assert!(log.len() + output.stdout.len() > 65_536 << 10, "{} {}", log.len(), output.stdout.len());
    fs::remove_dir_all(folder).expect("it can be removed");
}

/// Findings that lie in one long Sid or below one long key say little of it each, or thousands of
/// them would be gigabytes.
#[test]
fn findings_do_not_repeat_what_is_long_around_them() {
    let folder = scratch("hostile-repeated");
    let long = "<b>".repeat(3_000);
    let sid = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Sid":"{long}","Effect":"Deny","Action":"*","Resource":"*"}}}}"#
    );
    let key = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"*","Resource":"*","Condition":{{"{long}":{{"aws:SourceIp":"<ip>"}}}}}}}}"#
    );
    for (name, text) in [("sid.json", sid), ("key.json", key)] {
        fs::write(folder.join(name), text).expect("a file");
        for format in ["json-lines", "sarif", "gitlab"] {
            let args = ["check", "--isolated", "--select", "unreplaced-placeholder", "--output-format", format, name];
            let output = arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
            let report = stdout(&output);
            assert_eq!(output.status.code(), Some(1), "{format} of {name}");
            assert!(report.matches("is still a placeholder").count() >= 3_000, "{format} of {name}");
            let longest = report.lines().map(str::len).max().unwrap_or_default();
            assert!(longest < long.len(), "a line of {longest} bytes in {format} of {name}");
        }
    }
}

/// Statements that nothing tells apart at sight are compared until that costs too much.
#[test]
fn many_statements_alike_come_to_an_end() {
    let folder = scratch("hostile-alike");
    let statement = |number: usize| {
        format!(
            r#"{{"Effect":"Allow","Action":["ec2:RunInstances","kinesis:GetRecords"],"Resource":"arn:aws:kinesis:${{aws:RequestedRegion}}:464622532012:stream/{number}"}}"#
        )
    };
    let statements: Vec<String> = (0..128).map(statement).collect();
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, statements.join(","));
    fs::write(folder.join("policy.json"), text).expect("a file");
    let (status, report, _) = run(&folder, &["--select", "redundant-statement", "policy.json"]);
    assert_eq!((status, report.as_str()), (Some(0), ""));
}

/// Of more findings than anybody reads, their number is said.
#[test]
fn findings_are_counted_to_a_number() {
    let folder = scratch("hostile-findings");
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}1]}}"#, "1,".repeat(100_001));
    fs::write(folder.join("policy.json"), text).expect("a file");
    let (status, report, errors) = run(&folder, &["--select", "wrong-type", "policy.json"]);
    assert_eq!((status, report.lines().count()), (Some(1), 100_000));
    let note = "note: policy.json has 2 findings more than the 100,000 that are reported\n";
    assert_eq!(errors, format!("{note}Found 100000 errors in 1 policy.\n"));
}

/// Each finding is shown with a window of its line, whatever the length of that.
#[test]
fn findings_in_one_long_line_are_drawn_by_themselves() {
    let folder = scratch("hostile-line");
    let count = 1_000 * SCALE;
    let resources: Vec<String> = (0..count).map(|number| format!(r#""arn:aws:s3:::bucket-{number}/*""#)).collect();
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Action":"s3:GetObject","Resource":[{}]}}}}"#,
        resources.join(",")
    );
    fs::write(folder.join("policy.json"), text).expect("a file");
    let args = ["check", "--isolated", "--select", "unreplaced-placeholder", "policy.json"];
    let output = arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    let report = stdout(&output);
    assert_eq!(report.matches("is still a placeholder").count(), count);
    assert!(report.len() < count * 1_000, "{} bytes for {count} findings", report.len());
}

/// What has more values than are read, and is no policy as far as that, is left alone.
#[test]
fn a_dump_with_too_many_values_is_no_policy() {
    let folder = scratch("hostile-dump");
    let text = format!(r#"{{"Note":"Statement, Effect","Numbers":[{}1]}}"#, "1,".repeat(5_000_000));
    fs::write(folder.join("dump.json"), text).expect("a file");
    let (status, report, errors) = run(&folder, &["dump.json"]);
    let noted = "note: no policy found in dump.json\nNo problem found in no policy.\n";
    assert_eq!((status, report.as_str(), errors.as_str()), (Some(0), "", noted));
}
