//! Reads the text of data/: one file for each service, and tables.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{Action, Error, On, Resource, Service};

/// The items of a cell, or none where it says `-`.
pub(crate) fn list(field: &str) -> Vec<String> {
    if field == "-" { Vec::new() } else { field.split(' ').map(str::to_owned).collect() }
}

/// Reads one file of data/reference.
fn read_service(text: &str) -> Result<(String, Service), Error> {
    let mut prefix = String::new();
    let mut service = Service::default();
    let mut last = String::new();
    for (number, line) in text.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields.as_slice() {
            ["service", name, title, flags] => {
                (*name).clone_into(&mut prefix);
                (*title).clone_into(&mut service.name);
                service.rcp = *flags == "rcp";
            }
            ["key", name, kind] => service.keys.push(((*name).to_owned(), (*kind).to_owned())),
            ["resource", name, arns, keys] => {
                service.resources.push(Resource { name: (*name).to_owned(), arns: list(arns), keys: list(keys) });
            }
            ["action", name, level, keys] => {
                last = name.to_ascii_lowercase();
                let action = Action {
                    name: (*name).to_owned(),
                    level: (*level).to_owned(),
                    status: "documented".to_owned(),
                    keys: list(keys),
                    ..Action::default()
                };
                if service.actions.insert(last.clone(), action).is_some() {
                    return Err(format!("{prefix}: action {name} stands twice"));
                }
            }
            ["  on", resource, keys] => {
                let action = service
                    .actions
                    .get_mut(&last)
                    .ok_or_else(|| format!("{prefix}:{}: no action before it", number + 1))?;
                let required = resource.ends_with('*');
                action.on.push(On { resource: resource.trim_end_matches('*').to_owned(), required, keys: list(keys) });
            }
            _ => return Err(format!("{prefix}:{}: not a line of the reference: {line}", number + 1)),
        }
    }
    Ok((prefix, service))
}

/// Reads a tab-separated table with a header.
pub(crate) fn read_table(folder: &Path, name: &str) -> Result<Vec<Vec<String>>, Error> {
    let path = folder.join(format!("{name}.tsv"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let rows: Vec<Vec<String>> = text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect();
    let columns = rows.first().ok_or_else(|| format!("{}: no header", path.display()))?.len();
    match rows.iter().position(|row| row.len() != columns) {
        Some(odd) => Err(format!("{}:{}: {columns} columns expected", path.display(), odd + 1)),
        None => Ok(rows),
    }
}

/// The day of the reference.
pub(crate) fn read_date(folder: &Path) -> Result<String, Error> {
    let path = folder.join("date");
    fs::read_to_string(&path).map(|text| text.trim().to_owned()).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads data/reference alone.
pub(crate) fn read_reference(folder: &Path) -> Result<BTreeMap<String, Service>, Error> {
    let reference = folder.join("reference");
    let entries = fs::read_dir(&reference).map_err(|error| format!("{}: {error}", reference.display()))?;
    let mut services = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(|error| error.to_string())?.path();
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let (prefix, service) = read_service(&text)?;
        if path.file_stem().is_none_or(|stem| stem != prefix.as_str()) {
            return Err(format!("{}: it says that it is of {prefix}", path.display()));
        }
        services.insert(prefix, service);
    }
    Ok(services)
}
