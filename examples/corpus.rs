//! Writes the policies that the benchmarks run on into a folder, one file each:
//!
//! ```console
//! $ cargo run --example corpus -- target/corpus
//! ```

#[path = "../benches/corpus/mod.rs"]
mod corpus;

use std::env;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args_os().nth(1).ok_or("give the folder to write to")?);
    corpus::write(&corpus::policies(), &folder)?;
    Ok(())
}
