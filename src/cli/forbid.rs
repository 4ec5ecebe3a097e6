//! Access that the command line or the configuration forbids.

use super::args::ScopeArgs;
use crate::access::Access;
use crate::bounds::Forbidden;
use crate::catalogue::{Action, Catalogue, Service};
use crate::pattern::{is_pattern, matches_ignore_case};

/// What the command line forbids: all of the actions on each of the resources.
pub(super) fn forbidden(args: &ScopeArgs, catalogue: Catalogue<'_>) -> Result<Option<Forbidden>, String> {
    let (actions, resources) = (&args.forbid_action, &args.forbid_resource);
    for action in actions {
        exists(action, catalogue).map_err(|unknown| {
            let near = unknown.near.map(|near| format!(" (did you mean {near}?)"));
            format!("--forbid-action: no action is called {action}{}", near.unwrap_or_default())
        })?;
    }
    if let Some(resource) = resources.iter().find(|resource| !is_resource(resource)) {
        return Err(format!("--forbid-resource takes ARNs and `*`, and {resource} is neither"));
    }
    let access = Access { actions: actions.clone(), resources: resources.clone() };
    Ok((!actions.is_empty() || !resources.is_empty()).then_some(Forbidden { name: None, access }))
}

/// An action that AWS does not have, and would forbid nothing.
#[derive(Debug)]
pub(super) struct Unknown {
    /// What may be meant.
    pub(super) near: Option<String>,
}

/// Whether there is an action of this name, or of this pattern.
pub(super) fn exists(action: &str, catalogue: Catalogue<'_>) -> Result<(), Unknown> {
    let is_known = if is_pattern(action) {
        let mut all = catalogue.services().flat_map(Service::actions);
        all.any(|known| known.can_be_granted() && matches_ignore_case(action, &known.to_string()))
    } else {
        catalogue.action(action).is_some_and(Action::can_be_granted)
    };
    if is_known {
        return Ok(());
    }
    let (prefix, name) = action.split_once(':').unwrap_or_default();
    let near = catalogue.service(prefix).and_then(|service| service.nearest_action(name));
    Err(Unknown { near: near.map(|near| near.to_string()) })
}

/// Whether a text names resources.
pub(super) fn is_resource(text: &str) -> bool {
    text == "*" || text.starts_with("arn:")
}
