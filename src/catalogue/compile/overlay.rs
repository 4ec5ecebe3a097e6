//! Lays the overlays over the reference: what other sources know of its actions, and the actions
//! that it does not list.

use std::path::Path;

use super::{Action, Data, Error, On, Service, list, read_table};

/// Lays all overlays over the reference. A name has one status, which `cargo xtask catalogue check`
/// sees to; were there two, the first of these would hold.
pub(super) fn lay(data: &mut Data, folder: &Path) -> Result<(), Error> {
    for row in rows(folder, "resource-additions")? {
        add_resource(data, &row);
    }
    for row in rows(folder, "permission-management-overrides")? {
        if let Some(action) = documented(data, &row) {
            "permissions".clone_into(&mut action.level);
        }
    }
    for row in rows(folder, "dependent-actions")? {
        if let Some(action) = documented(data, &row) {
            action.extra = list(&row[2]);
        }
    }
    for row in rows(folder, "extra-actions")? {
        add(data, &row, "extra", Vec::new());
    }
    for row in rows(folder, "retired-actions")? {
        add(data, &row, "retired", vec![row[2].clone()]);
    }
    for row in rows(folder, "api-operation-names")? {
        add(data, &row, "operation", list(&row[2]));
    }
    for row in rows(folder, "pending-operations")? {
        add(data, &row, "pending", Vec::new());
    }
    Ok(())
}

fn rows(folder: &Path, table: &str) -> Result<Vec<Vec<String>>, Error> {
    let mut rows = read_table(folder, table)?;
    rows.remove(0);
    Ok(rows)
}

/// The action that a row begins with: service, name.
fn documented<'d>(data: &'d mut Data, row: &[String]) -> Option<&'d mut Action> {
    data.services.get_mut(&row[0])?.actions.get_mut(&row[1].to_ascii_lowercase())
}

/// A resource type that an action takes by a second page of the reference. A type that no page
/// defines yet has no ARN and says nothing.
fn add_resource(data: &mut Data, row: &[String]) {
    let [service, action, resource, keys, _] = row else { return };
    let Some(service) = data.services.get_mut(service) else { return };
    let defined = service.resources.iter().any(|known| known.name == *resource);
    let Some(action) = service.actions.get_mut(&action.to_ascii_lowercase()) else { return };
    if defined && !action.on.iter().any(|on| on.resource == *resource) {
        // Two pages speak of this action: neither alone says what is required.
        action.on.iter_mut().for_each(|on| on.required = false);
        action.on.push(On { resource: resource.clone(), required: false, keys: list(keys) });
    }
}

/// An action that the reference does not list.
fn add(data: &mut Data, row: &[String], status: &str, extra: Vec<String>) {
    let [prefix, name, ..] = row else { return };
    // A service that only the overlays know is one whose page is younger than the reference; one
    // of which only retired names are left is gone, and legacy-prefixes has its prefix.
    let known = data.services.contains_key(prefix);
    if !known && (status == "retired" || status == "operation") {
        return;
    }
    let service =
        data.services.entry(prefix.clone()).or_insert_with(|| Service { name: prefix.clone(), ..Service::default() });
    service.actions.entry(name.to_ascii_lowercase()).or_insert_with(|| Action {
        name: name.clone(),
        level: guess_level(name).to_owned(),
        status: status.to_owned(),
        extra,
        ..Action::default()
    });
}

/// The level that the verb of a name promises.
fn guess_level(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    let starts = |verbs: &[&str]| verbs.iter().any(|verb| lower.starts_with(verb));
    if starts(&["list"]) {
        "list"
    } else if starts(&["get", "describe", "batchget", "search", "query", "lookup", "read"]) {
        "read"
    } else if starts(&["tag", "untag"]) {
        "tagging"
    } else {
        "write"
    }
}
