//! The JSON parser: it accepts exactly JSON, knows the bytes of everything it reads, says what is
//! wrong at the place where it is, and mends only what it is sure of.

#[path = "../common/mod.rs"]
mod common;
mod corpus;
mod grammar;
mod limits;
mod mutants;
mod oracle;
mod recovery;
mod soups;
