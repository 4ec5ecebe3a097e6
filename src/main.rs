//! The `arnlint` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    arnlint::cli::main().into()
}
