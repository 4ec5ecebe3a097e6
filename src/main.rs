//! The `arnlint` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    arnlint::cli::main().into()
}
