//! What a policy grants, decided: whether some request is allowed by one policy and not by another.
//!
//! ```text
//! Statement → Scope → search → Request → replay
//!            scope    solve    witness   evaluate
//! ```
//!
//! `evaluate` is the specification: plain recursion over a policy and one request. The search
//! finds a request by reasoning about all of them at once, and is never trusted with a yes: what it
//! finds is replayed on the specification.

mod action_class;
mod blame;
mod compare;
mod evaluate;
mod fitting;
mod glob;
mod listing;
mod predicate;
mod question;
mod reading;
mod request;
mod run;
mod sample;
mod scope;
mod solve;
mod space;
mod stranger;
mod value;
mod within;
mod witness;

pub use blame::{Limit, Limited, NearMiss};
pub use compare::{Access, Comparison, Doubt, Grant, granted, new_access, public};
pub use evaluate::{allows, applies};
pub use question::Reason;
pub use request::{Caller, Request};
pub use within::{Cover, Within, contradiction};
