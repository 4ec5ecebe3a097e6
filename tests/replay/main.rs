//! The inputs that are kept of fuzzing: those that a run begins with, and all that were found.

mod chance;
#[path = "../common/mod.rs"]
mod common;
#[allow(dead_code, unreachable_pub, reason = "it is a library of its own, too")]
#[path = "../../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arnlint::host::Format;

/// Gives each kept input of a target to `run`, or where it is a file by itself, to `hold`.
fn replay(target: &str, run: impl Fn(&[u8]), hold: Option<fn(&str, &[u8])>) {
    let mut inputs = common::files(&format!("fuzz/corpus/{target}"));
    assert!(!inputs.is_empty(), "{target} has nothing to begin with");
    if common::root().join("fuzz/found").join(target).is_dir() {
        inputs.extend(common::files(&format!("fuzz/found/{target}")));
    }
    for path in inputs {
        let bytes = fs::read(&path).expect("the input");
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name");
        let held = catch_unwind(AssertUnwindSafe(|| match hold.filter(|_| Format::of_name(name).is_some()) {
            Some(hold) => hold(name, &bytes),
            None => run(&bytes),
        }));
        assert!(held.is_ok(), "{}", path.display());
    }
}

#[test]
fn parser() {
    replay("parser", fuzz::parser::run, None);
}

#[test]
fn host() {
    replay("host", fuzz::host::run, Some(fuzz::host::hold));
}

#[test]
fn check() {
    replay("check", fuzz::check::run, Some(fuzz::check::hold));
}

#[test]
fn fix() {
    replay("fix", fuzz::fix::run, Some(fuzz::fix::hold));
}

#[test]
fn config() {
    replay("config", fuzz::config::run, None);
}
