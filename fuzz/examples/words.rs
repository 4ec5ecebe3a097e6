//! Prints the files that an input of `check` or `fix` stands for, to keep what was found.

use std::{env, fs, io};

fn main() -> io::Result<()> {
    for path in env::args_os().skip(1) {
        for (name, text) in arnlint_fuzz::check::files(&fs::read(path)?) {
            println!("==> {name} <==\n{text}");
        }
    }
    Ok(())
}
