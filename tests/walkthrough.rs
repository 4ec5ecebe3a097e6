//! Pages that show commands: what stands below a command is what it prints. With `ARNLINT_BLESS=1`
//! it is written anew. A block with a path behind its language is a file, from there on.

mod common;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a line of a page as a shell does; what it prints, the findings first.
fn run(line: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_arnlint")).parent().expect("a folder");
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", binary.display()))
        .output()
        .expect("a shell");
    let text = format!("{}{}", common::stdout(&output), common::stderr(&output));
    text.trim_end().lines().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{}", line.trim_end());
        text
    })
}

/// The page with what its commands print, run in a folder of their own.
fn walk(name: &str, folder: &Path) -> String {
    let page = fs::read_to_string(common::root().join(name)).expect("the page");
    let mut shown = String::new();
    // The signs that close the block, and the file that it is.
    let mut block: Option<(&str, Option<(PathBuf, String)>)> = None;
    let mut in_console = false;
    for line in page.lines() {
        if let Some((fence, file)) = &mut block {
            if line == *fence {
                if let Some((path, text)) = file {
                    fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
                    fs::write(path, text).expect("it can be written");
                }
                block = None;
                in_console = false;
            } else if let Some((_, text)) = file {
                text.push_str(line);
                text.push('\n');
            } else if in_console && !line.starts_with("$ ") {
                continue;
            }
        } else if line.starts_with("```") {
            let info = line.trim_start_matches('`');
            let path = info.split_once(' ').map(|(_, path)| folder.join(path));
            in_console = info == "console";
            block = Some((&line[..line.len() - info.len()], path.map(|path| (path, String::new()))));
        }
        let _ = writeln!(shown, "{line}");
        if let Some(command) = line.strip_prefix("$ ").filter(|_| in_console) {
            shown.push_str(&run(command, folder));
        }
    }
    shown
}

#[test]
fn pages_show_what_their_commands_print() {
    let mut failures = String::new();
    for name in ["templates", "getting-started", "configuration", "suppression"] {
        let folder = common::scratch(&format!("walkthrough-{name}"));
        // The root of a repository, so that nothing above counts.
        fs::create_dir(folder.join(".git")).expect("a folder");
        if name == "templates" {
            let example = common::root().join("fixtures/example/kinesis-permissions.md");
            fs::copy(example, folder.join("kinesis-permissions.md")).expect("the example");
        }
        let page = format!("docs/{name}.md");
        let shown = walk(&page, &folder);
        if std::env::var_os("ARNLINT_BLESS").is_some() {
            fs::write(common::root().join(&page), &shown).expect("it can be written");
        } else if shown != fs::read_to_string(common::root().join(&page)).expect("the page") {
            let _ = writeln!(failures, "{page} is out of date: ARNLINT_BLESS=1 cargo test --test walkthrough\n{shown}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
