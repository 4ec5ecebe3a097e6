//! A decision to live with a finding that is not there.

use crate::rule::rule;

rule!("unused-ignore", Correctness, Warning, [], Engine);
