//! What the tests share: the binary in a clean environment, and files under a temporary folder.

#![allow(dead_code, unused_imports, reason = "each test file uses a part of it")]

mod dice;
mod formats;
mod made;

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub(crate) use dice::Dice;
pub(crate) use formats::FORMATS;
pub(crate) use made::hold;

/// The binary, without anything of the environment that could change what it prints.
pub(crate) fn arnlint() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_arnlint"));
    command.env_clear().env("LC_ALL", "C.UTF-8");
    command
}

/// Runs the command with `input` on its standard input.
pub(crate) fn run_with(command: &mut Command, input: &[u8]) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    match child.stdin.take().expect("a pipe").write_all(input) {
        // A run that ends before it reads: its command line is wrong.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        written => written.expect("the binary reads"),
    }
    child.wait_with_output().expect("the binary ends")
}

/// What a run printed to standard output.
pub(crate) fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("UTF-8")
}

/// What a run printed to standard error.
pub(crate) fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).expect("UTF-8")
}

/// A folder of its own for a test, empty at the start.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).expect("it can be emptied");
    }
    std::fs::create_dir_all(&folder).expect("it can be made");
    folder
}

/// The root of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder below the root, sorted.
pub(crate) fn files(folder: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join(folder))
        .expect("the folder exists")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

/// The root of a repository of its own for a test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let folder = Self(scratch(name));
        std::fs::create_dir(folder.0.join(".git")).expect("a folder");
        folder
    }

    /// Writes a file, and the folders that it is in.
    pub(crate) fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        std::fs::write(path, text).expect("a file");
        self
    }

    /// The status, standard output and standard error of a run.
    pub(crate) fn run(&self, args: &[&str]) -> (i32, String, String) {
        self.run_in("", args)
    }

    /// Those of a run in a folder below.
    pub(crate) fn run_in(&self, below: &str, args: &[&str]) -> (i32, String, String) {
        let output = arnlint().current_dir(self.0.join(below)).args(args).output().expect("the binary runs");
        (output.status.code().expect("not killed"), stdout(&output).to_owned(), stderr(&output).to_owned())
    }
}
