//! Reads the package moto: the exact names of actions in the policies that AWS manages. Names
//! alone are taken; the policies are not.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Error, Names};

pub(super) fn names(package: &Path) -> Result<Names, Error> {
    let path = package.join("moto/iam/aws_managed_policies.py");
    let module = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    // The module holds one string of JSON.
    let json = module.split("\"\"\"").nth(1).ok_or("moto keeps its policies in another form now")?;
    let policies: Value = serde_json::from_str(json)?;
    let policies = policies.as_object().ok_or("moto keeps its policies in another form now")?;
    let mut names = Names::new();
    for statement in policies.values().flat_map(|policy| one_or_many(&policy["Document"]["Statement"])) {
        for entry in ["Action", "NotAction"].into_iter().flat_map(|field| one_or_many(&statement[field])) {
            let Some((prefix, name)) = entry.as_str().and_then(|entry| entry.split_once(':')) else { continue };
            if !name.contains(['*', '?']) && !prefix.contains('*') {
                names.insert((prefix.to_ascii_lowercase(), name.to_ascii_lowercase()), name.to_owned());
            }
        }
    }
    Ok(names)
}

fn one_or_many(value: &Value) -> &[Value] {
    match value {
        Value::Array(values) => values,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}
