//! What must hold whatever the input is. Each module is one target: the fuzzer calls its `run`
//! with bytes of its own, and `tests/replay` calls it with those that are kept.
//!
//! Where a target makes its input of the bytes, what was found is kept as the input itself, by
//! which it stays the same when the making changes: `hold` takes it with the name of its file.

pub mod check;
pub mod config;
pub mod fix;
pub mod host;
mod laws;
pub mod parser;
mod policy;

#[path = "../../tests/json/oracle.rs"]
#[allow(dead_code, reason = "the tests of the parser use the rest")]
mod oracle;
