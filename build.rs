//! Compiles data/ into the blob that the catalogue reads. Nothing generated is committed.

#![forbid(unsafe_code)]

#[allow(dead_code, unused_imports, reason = "the maintainers' tasks use the rest of it")]
#[path = "src/catalogue/compile/mod.rs"]
mod compile;

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["data/date", "data/reference", "data/overlay", "src/catalogue/compile", "src/catalogue/hash.rs"] {
        println!("cargo:rerun-if-changed={path}");
    }
    let data = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("data");
    let (blob, pool) = compile::write_blob(&compile::read_data(&data)?)?;
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    fs::write(out.join("catalogue.bin"), blob)?;
    fs::write(out.join("catalogue.txt"), pool)?;
    Ok(())
}
