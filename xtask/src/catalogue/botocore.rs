//! Reads the package botocore: the names of API operations, and the partitions with their regions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::tables::{Row, cell};
use super::{Error, Name, Services};

#[derive(Deserialize)]
struct RawModel {
    metadata: RawMetadata,
    operations: BTreeMap<String, RawOperation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMetadata {
    signing_name: Option<String>,
    endpoint_prefix: Option<String>,
}

#[derive(Deserialize)]
struct RawOperation {
    #[serde(default)]
    http: RawHttp,
}

#[derive(Deserialize, Default)]
struct RawHttp {
    #[serde(default)]
    method: String,
}

/// An API as a client calls it.
struct Api {
    /// What it may be called in policies, best first.
    candidates: Vec<String>,
    folder: String,
    /// Name and HTTP method.
    operations: BTreeMap<String, String>,
}

/// An operation by the prefix that its actions would have.
pub(super) struct Operation {
    pub(super) name: String,
    pub(super) method: String,
}

/// All operations of the APIs that belong to a service of the reference.
pub(super) fn operations(package: &Path, services: &Services) -> Result<BTreeMap<Name, Operation>, Error> {
    let mut operations = BTreeMap::new();
    for api in apis(&package.join("botocore/data"))? {
        let Some(prefix) = prefix(&api, services) else { continue };
        for (name, method) in api.operations {
            operations.entry((prefix.to_owned(), name.to_ascii_lowercase())).or_insert(Operation { name, method });
        }
    }
    Ok(operations)
}

fn apis(data: &Path) -> Result<Vec<Api>, Error> {
    let mut apis = Vec::new();
    for folder in folders(data)? {
        // The newest version of an API is the one that clients take.
        let Some(newest) = folders(&folder)?.pop() else { continue };
        let model = newest.join("service-2.json");
        if !model.exists() {
            continue;
        }
        let model: RawModel = super::read_json(&model)?;
        let folder = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let candidates = [model.metadata.signing_name, model.metadata.endpoint_prefix, Some(folder.clone())];
        apis.push(Api {
            candidates: candidates.into_iter().flatten().map(|name| name.to_ascii_lowercase()).collect(),
            folder,
            operations: model.operations.into_iter().map(|(name, operation)| (name, operation.http.method)).collect(),
        });
    }
    Ok(apis)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut folders: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
    folders.sort();
    Ok(folders)
}

/// The service whose policies govern an API: one that it is called after, with the most actions
/// named like its operations; else one that has three of four of them.
fn prefix<'s>(api: &Api, services: &'s Services) -> Option<&'s str> {
    let shared = |prefix: &str| {
        let actions = services.get(prefix).map(|service| &service.actions);
        api.operations
            .keys()
            .filter(|name| actions.is_some_and(|actions| actions.contains_key(&name.to_ascii_lowercase())))
            .count()
    };
    let mut best: Option<(usize, &'s str)> = None;
    for (prefix, _) in api.candidates.iter().filter_map(|name| services.get_key_value(name)) {
        let count = shared(prefix);
        // An API of a younger sister signs like the service and shares nothing with it yet; one
        // that only borrows the name of a gateway does not.
        let related = count > 0 || api.folder.starts_with(prefix.as_str());
        if related && best.is_none_or(|(found, _)| count > found) {
            best = Some((count, prefix));
        }
    }
    let (count, prefix) = services.keys().map(|prefix| (shared(prefix), prefix)).max_by_key(|&(count, _)| count)?;
    if count > best.map_or(0, |(found, _)| found) && count * 4 >= api.operations.len() * 3 {
        return Some(prefix);
    }
    best.map(|(_, prefix)| prefix)
}

#[derive(Deserialize)]
struct RawPartitions {
    partitions: Vec<RawPartition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawPartition {
    id: String,
    region_regex: String,
    outputs: RawOutputs,
    regions: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawOutputs {
    dns_suffix: String,
}

#[derive(Deserialize)]
struct RawEndpoints {
    partitions: Vec<RawEndpointPartition>,
}

#[derive(Deserialize)]
struct RawEndpointPartition {
    partition: String,
    regions: BTreeMap<String, serde_json::Value>,
}

/// The rows of the table of partitions.
pub(super) fn partitions(package: &Path) -> Result<Vec<Row>, Error> {
    let data = package.join("botocore/data");
    let partitions: RawPartitions = super::read_json(&data.join("partitions.json"))?;
    let endpoints: RawEndpoints = super::read_json(&data.join("endpoints.json"))?;
    let mut rows = Vec::new();
    for partition in partitions.partitions {
        let mut regions: BTreeSet<String> = partition.regions.into_keys().collect();
        for of_endpoints in endpoints.partitions.iter().filter(|found| found.partition == partition.id) {
            regions.extend(of_endpoints.regions.keys().cloned());
        }
        // The regions of services that have none, as `aws-global`.
        regions.retain(|region| !region.ends_with("-global"));
        let regions: Vec<String> = regions.into_iter().collect();
        let prefixes = region_prefixes(&partition.region_regex)?;
        rows.push(vec![partition.id, partition.outputs.dns_suffix, cell(&prefixes), cell(&regions)]);
    }
    Ok(rows)
}

/// What regions begin with, by an expression like `^(us|eu)\-\w+\-\d+$` or `^us\-gov\-\w+\-\d+$`.
pub(super) fn region_prefixes(regex: &str) -> Result<Vec<String>, Error> {
    let unknown = || format!("the form of regions is new: {regex}");
    let stem = regex.strip_prefix('^').and_then(|rest| rest.strip_suffix(r"\-\w+\-\d+$")).ok_or_else(unknown)?;
    let stem = stem.replace(r"\-", "-");
    let prefixes: Vec<String> = match (stem.find('('), stem.find(')')) {
        (None, None) => vec![stem],
        (Some(open), Some(close)) if open < close => stem[open + 1..close]
            .split('|')
            .map(|choice| format!("{}{choice}{}", &stem[..open], &stem[close + 1..]))
            .collect(),
        _ => return Err(unknown().into()),
    };
    let plain = |prefix: &String| prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if prefixes.iter().all(plain) { Ok(prefixes) } else { Err(unknown().into()) }
}
