//! Tasks of the maintainers: `cargo xtask catalogue update|check|blob FILE`, `cargo xtask faults`.

#![forbid(unsafe_code)]

mod catalogue;
mod faults;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask catalogue update      rebuild data/ from the packages of data/sources.tsv
cargo xtask catalogue check       check data/, without the network
cargo xtask catalogue blob FILE   write a catalogue for `arnlint --catalogue FILE`
cargo xtask faults [TEXT]         see whether the tests notice faults in the search: all, or those with TEXT
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["catalogue", "update"] => catalogue::update(),
        ["catalogue", "check"] => catalogue::check(),
        ["catalogue", "blob", file] => catalogue::blob(file),
        ["faults"] => faults::run(""),
        ["faults", part] => faults::run(part),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
