//! Reads the package cfn-lint: the names of actions, which have lost their case, and of the
//! resource types that each takes. It merges the pages of a service, and is often newer than the
//! reference.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::Error;

#[derive(Deserialize)]
struct RawService {
    #[serde(rename = "Actions")]
    actions: BTreeMap<String, RawAction>,
}

#[derive(Deserialize)]
struct RawAction {
    #[serde(rename = "Resources", default)]
    resources: Vec<String>,
}

/// Prefix, lower-case action, its resource types.
pub(super) type Actions = BTreeMap<String, BTreeMap<String, Vec<String>>>;

pub(super) fn actions(package: &Path) -> Result<Actions, Error> {
    let services: BTreeMap<String, RawService> =
        super::read_json(&package.join("cfnlint/data/AdditionalSpecs/Policies.json"))?;
    let services = services.into_iter().map(|(prefix, service)| {
        let actions = service.actions.into_iter().map(|(name, action)| (name.to_ascii_lowercase(), action.resources));
        (prefix, actions.collect())
    });
    Ok(services.collect())
}
