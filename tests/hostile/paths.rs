//! Paths that lead to what is no file, to nothing, or round and round.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::common::{arnlint, scratch, stderr, stdout};
use crate::{BROKEN, FOUND, failed, is_root, run};

fn pipe(path: &Path) {
    let status = Command::new("mkfifo").arg(path).status().expect("mkfifo is there");
    assert!(status.success());
}

/// A run over a folder that finds the one policy in it, and has nothing else to say.
fn only_the_policy(folder: &Path) {
    for args in [&[][..], &["--no-ignore"]] {
        let (status, report, errors) = run(folder, args);
        assert_eq!((status, report), (Some(1), format!("policy.json:{FOUND}")), "{args:?}");
        assert_eq!(errors, "Found 1 error in 1 policy (1 fixable with --fix).\n", "{args:?}");
    }
}

#[test]
fn pipes_sockets_and_devices_are_passed_by_and_refused_by_name() {
    let folder = scratch("hostile-kinds");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    pipe(&folder.join("pipe.json"));
    let _socket = UnixListener::bind(folder.join("socket.json")).expect("a socket");
    symlink("/dev/zero", folder.join("zero.json")).expect("a link");
    only_the_policy(&folder);
    for (name, kind) in [
        ("pipe.json", "a named pipe"),
        ("socket.json", "a socket"),
        ("zero.json", "a device"),
        ("/dev/zero", "a device"),
        ("/dev/full", "a device"),
    ] {
        let refused = format!("cannot read {name}: it is {kind}");
        assert_eq!(run(&folder, &[name]), failed(&refused));
        for option in ["--config", "--ceiling", "--template", "--baseline", "--catalogue"] {
            assert_eq!(run(&folder, &[option, name, "policy.json"]), failed(&refused), "{option}");
        }
    }
    for args in [&["compare", "pipe.json", "policy.json"][..], &["template", "show", "pipe.json"]] {
        let output = arnlint().current_dir(&folder).args(args).output().expect("the binary runs");
        assert_eq!(stderr(&output), "arnlint: cannot read pipe.json: it is a named pipe\n");
    }
    let fill = ["template", "fill", "policy.json", "--values", "pipe.json"];
    let output = arnlint().current_dir(&folder).args(fill).output().expect("the binary runs");
    assert_eq!(stderr(&output), "arnlint: cannot read pipe.json: it is a named pipe\n");
}

#[test]
fn what_a_shell_has_opened_is_read() {
    let folder = scratch("hostile-opened");
    for path in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"] {
        if !Path::new(path).exists() {
            continue;
        }
        let mut command = arnlint();
        command.current_dir(&folder).args(["--output-format", "concise", "--select", "malformed-action", path]);
        let output = crate::common::run_with(&mut command, BROKEN.as_bytes());
        assert_eq!(stdout(&output), format!("{path}:{FOUND}"), "{}", stderr(&output));
    }
    let nothing = "note: no policy found in /dev/null\nNo problem found in no policy.\n";
    assert_eq!(run(&folder, &["/dev/null"]), (Some(0), String::new(), nothing.to_owned()));
    assert_eq!(run(&folder, &["--config", "/dev/null", "/dev/null"]).0, Some(0));
}

#[test]
fn links_that_lead_nowhere_or_round() {
    let folder = scratch("hostile-links");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    fs::create_dir_all(folder.join("a/b")).expect("a folder");
    symlink("loop.json", folder.join("loop.json")).expect("a link");
    symlink("one.json", folder.join("two.json")).expect("a link");
    symlink("two.json", folder.join("one.json")).expect("a link");
    symlink("nowhere", folder.join("dangling.json")).expect("a link");
    symlink("../..", folder.join("a/b/up")).expect("a link");
    symlink("../b", folder.join("a/b/self")).expect("a link");
    only_the_policy(&folder);
    for name in ["loop.json", "one.json"] {
        let error = format!("cannot read {name}: Too many levels of symbolic links");
        assert_eq!(run(&folder, &[name]).2.split(" (").next(), failed(&error).2.split(" (").next());
        assert_eq!(run(&folder, &[name]).0, Some(2));
    }
    assert_eq!(run(&folder, &["dangling.json"]), failed("cannot read dangling.json: it is a link to nothing"));
    // Named, a folder behind a link is walked, once round.
    let (status, report, _) = run(&folder, &["a/b/up"]);
    assert_eq!((status, report), (Some(1), format!("a/b/up/policy.json:{FOUND}")));
    // One file by two ways is two files, and the same way twice is one.
    let (_, report, _) = run(&folder, &["policy.json", "a/../policy.json", "./policy.json", "."]);
    assert_eq!(report, format!("a/../policy.json:{FOUND}policy.json:{FOUND}"));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_checked() {
    let folder = scratch("hostile-unreadable");
    fs::write(folder.join("policy.json"), BROKEN).expect("a file");
    let summary = "Found 1 error in 1 policy (1 fixable with --fix).\n";
    // A file that fails when it is read.
    if Path::new("/proc/self/mem").exists() {
        let (status, report, errors) = run(&folder, &["/proc/self/mem", "policy.json"]);
        assert_eq!((status, report), (Some(2), format!("policy.json:{FOUND}")));
        assert_eq!(errors, format!("arnlint: cannot read /proc/self/mem: Input/output error\n{summary}"));
    }
    assert_eq!(run(&folder, &["policy.json/x.json"]), failed("cannot read policy.json/x.json: Not a directory"));
    assert_eq!(run(&folder, &["--config", ".", "policy.json"]), failed("cannot read .: it is a folder"));
    assert_eq!(run(&folder, &["--ceiling", ".", "policy.json"]), failed("cannot read .: it is a folder"));
    if is_root(&folder) {
        return;
    }
    fs::write(folder.join("secret.json"), BROKEN).expect("a file");
    fs::set_permissions(folder.join("secret.json"), fs::Permissions::from_mode(0o0)).expect("it is ours");
    fs::create_dir(folder.join("vault")).expect("a folder");
    fs::set_permissions(folder.join("vault"), fs::Permissions::from_mode(0o0)).expect("it is ours");
    let (status, report, errors) = run(&folder, &[]);
    fs::set_permissions(folder.join("vault"), fs::Permissions::from_mode(0o700)).expect("it is ours");
    assert_eq!((status, report), (Some(2), format!("policy.json:{FOUND}")));
    let [vault, secret] = ["vault", "secret.json"].map(|it| format!("arnlint: cannot read {it}: permission denied\n"));
    assert_eq!(errors, format!("{vault}{secret}{summary}"));
}

#[test]
fn a_file_that_changes_between_the_walk_and_the_reading() {
    let folder = scratch("hostile-changes");
    for name in ["gone.json", "grown.json"] {
        fs::write(folder.join(name), BROKEN).expect("a file");
    }
    let mut child = arnlint()
        .current_dir(&folder)
        .args(["--output-format", "concise", "--select", "malformed-action", "nowhere.json", "-", "."])
        // One by one, standard input first, because of its name.
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut errors = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    // What is missing is said when all is found, and standard input keeps it waiting then.
    errors.read_line(&mut line).expect("a line");
    assert_eq!(line, "arnlint: no such file or directory: nowhere.json\n");
    fs::remove_file(folder.join("gone.json")).expect("it is there");
    fs::write(folder.join("grown.json"), format!("{}{BROKEN}", " ".repeat(1000))).expect("a file");
    child.stdin.take().expect("a pipe").write_all(BROKEN.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), format!("<stdin>:{FOUND}grown.json:{}", FOUND.replace("1:64", "1:1064")));
    let rest: Vec<String> = errors.lines().map(|line| line.expect("UTF-8")).collect();
    let gone = "arnlint: cannot read gone.json: no such file or directory";
    assert_eq!(rest, [gone, "Found 2 errors in 2 policies of 2 files (2 fixable with --fix)."]);
}

#[test]
fn names_that_are_no_text_are_shown_as_far_as_they_are() {
    let folder = scratch("hostile-bytes");
    let below = folder.join(OsStr::from_bytes(b"\xff\xfe"));
    if fs::create_dir(&below).is_err() {
        // This file system takes text alone.
        return;
    }
    fs::write(below.join("a.json"), BROKEN).expect("a file");
    fs::write(folder.join(OsStr::from_bytes(b"b\xff.json")), BROKEN).expect("a file");
    let shown = "\u{fffd}\u{fffd}";
    // Nobody can tell by such a name whether it is a format of ours.
    assert_eq!(run(&folder, &[]).1, format!("{shown}/a.json:{FOUND}"));
    let mut command = arnlint();
    command.current_dir(&folder).args(["--output-format", "concise", "--select", "malformed-action"]);
    let output = command.arg(OsStr::from_bytes(b"b\xff.json")).output().expect("the binary runs");
    assert_eq!(stdout(&output), format!("b\u{fffd}.json:{FOUND}"));
    for format in crate::common::FORMATS {
        let output = arnlint().current_dir(&folder).args(["--output-format", format]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
        assert!(stdout(&output).contains('\u{fffd}') || stdout(&output).contains("%EF%BF%BD"), "{format}");
    }
}
