//! Writes the text of data/reference: one file for each service, sorted without case.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::compile::Service;
use super::tables::cell;
use super::{Error, Services};

pub(super) fn write_reference(folder: &Path, services: &Services) -> Result<(), Error> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for (prefix, service) in services {
        fs::write(folder.join(format!("{prefix}.tsv")), service_text(prefix, service)?)?;
    }
    Ok(())
}

/// The file of a service, as `compile` reads it.
pub(super) fn service_text(prefix: &str, service: &Service) -> Result<String, Error> {
    let mut text = String::new();
    writeln!(text, "service\t{prefix}\t{}\t{}", service.name, if service.rcp { "rcp" } else { "-" })?;
    let mut keys: Vec<_> = service.keys.iter().collect();
    keys.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    for (name, key_type) in keys {
        writeln!(text, "key\t{name}\t{key_type}")?;
    }
    let mut resources: Vec<_> = service.resources.iter().collect();
    resources.sort_by_key(|resource| (resource.name.to_ascii_lowercase(), &resource.name));
    for resource in resources {
        writeln!(text, "resource\t{}\t{}\t{}", resource.name, cell(&resource.arns), list(&resource.keys))?;
    }
    for action in service.actions.values() {
        writeln!(text, "action\t{}\t{}\t{}", action.name, action.level, list(&action.keys))?;
        let mut on: Vec<_> = action.on.iter().collect();
        on.sort_by_key(|on| on.resource.to_ascii_lowercase());
        for on in on {
            let required = if on.required { "*" } else { "" };
            writeln!(text, "  on\t{}{required}\t{}", on.resource, list(&on.keys))?;
        }
    }
    Ok(text)
}

/// The cell of a list that is sorted without case.
fn list(items: &[String]) -> String {
    let mut items = items.to_vec();
    items.sort_by_key(|item| item.to_ascii_lowercase());
    items.dedup();
    cell(&items)
}
