//! The files that hold policies, with the types of these.

use std::io::{self, Write};

use super::{FileReport, Format};
use crate::wording::loggable;

pub(super) struct List;

impl Format for List {
    fn file(&self, file: &FileReport, out: &mut dyn Write) -> io::Result<()> {
        let types: Vec<&str> = file.checked.policies.iter().map(|policy| policy.policy_type.name()).collect();
        writeln!(out, "{}: {}", loggable(file.source.name()), types.join(", "))
    }
}
