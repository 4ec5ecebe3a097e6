//! What a policy grants, decided: whether some request is allowed by one policy and not by another.
//!
//! ```text
//! Statement → Scope → search → Request → replay
//!            scope    solve   request    evaluate
//! ```
//!
//! `evaluate` is the specification: plain recursion over a policy and one request. The search
//! finds a request by reasoning about all of them at once, and is never trusted with a yes: what it
//! finds is replayed on the specification.

mod action_class;
mod compare;
mod evaluate;
mod glob;
mod predicate;
mod reading;
mod request;
mod scope;
mod solve;
mod value;

pub use compare::{Comparison, Doubt, Grant, contradiction, new_access, shadows};
pub use evaluate::{allows, applies};
pub use request::{Caller, Request};
