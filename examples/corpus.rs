//! Writes the policies that the benchmarks run on into a folder, one file each:
//!
//! ```console
//! $ cargo run --example corpus -- target/corpus
//! ```
//!
//! With `large` behind the folder it writes `line.json` and `findings.json` instead, with `account`
//! the 100 MB of `account.json`.

#![forbid(unsafe_code)]

#[path = "../benches/corpus/mod.rs"]
mod corpus;
#[path = "../benches/corpus/large.rs"]
mod large;

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("give the folder to write to")?);
    let policies = corpus::policies();
    fs::create_dir_all(&folder)?;
    match arguments.next() {
        None => {
            corpus::write(&policies, &folder)?;
        }
        Some(what) if what == "large" => {
            fs::write(folder.join("line.json"), large::line(&policies))?;
            fs::write(folder.join("findings.json"), large::findings())?;
        }
        Some(what) if what == "account" => {
            large::account(&policies, large::ACCOUNT_BYTES, File::create(folder.join("account.json"))?)?;
        }
        Some(what) => return Err(format!("there is no {}", what.display()).into()),
    }
    Ok(())
}
