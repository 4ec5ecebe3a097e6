//! Access that the command line forbids.

use super::args::CheckArgs;
use crate::access::Access;
use crate::catalogue::{Catalogue, Service};
use crate::pattern::{is_pattern, matches_ignore_case};
use crate::rule::Rule;
use crate::rules;

/// What is forbidden: all of the actions on each of the resources. Names that nothing has are
/// mistakes, and would forbid nothing.
pub(super) fn forbidden(args: &CheckArgs, catalogue: Catalogue<'_>) -> Result<Vec<Access>, String> {
    let (actions, resources) = (&args.forbid_action, &args.forbid_resource);
    if actions.is_empty() && resources.is_empty() {
        return Ok(Vec::new());
    }
    for action in actions {
        exists(action, catalogue)?;
    }
    if let Some(resource) = resources.iter().find(|resource| *resource != "*" && !resource.starts_with("arn:")) {
        return Err(format!("--forbid-resource takes ARNs and `*`, and {resource} is neither"));
    }
    Ok(vec![Access { actions: actions.clone(), resources: resources.clone() }])
}

fn exists(action: &str, catalogue: Catalogue<'_>) -> Result<(), String> {
    let is_known = if is_pattern(action) {
        let mut all = catalogue.services().flat_map(Service::actions);
        all.any(|known| known.status().can_be_granted() && matches_ignore_case(action, &known.to_string()))
    } else {
        catalogue.action(action).is_some_and(|known| known.status().can_be_granted())
    };
    if is_known {
        return Ok(());
    }
    let (prefix, name) = action.split_once(':').unwrap_or_default();
    let near = catalogue.service(prefix).and_then(|service| service.nearest_action(name));
    let near = near.map(|near| format!(" (did you mean {near}?)"));
    Err(format!("--forbid-action: no action is called {action}{}", near.unwrap_or_default()))
}

/// The rules that report what goes beyond the limits, which run also where others are selected.
pub(super) fn rules(args: &CheckArgs, has_template: bool) -> impl Iterator<Item = &'static Rule> {
    let forbids = !args.forbid_action.is_empty() || !args.forbid_resource.is_empty();
    let has_ceiling = !args.ceiling.is_empty();
    let names = [
        ("forbidden-access", forbids),
        ("exceeds-ceiling", has_ceiling),
        ("undecided-access", forbids || has_ceiling || has_template),
        ("template-placeholder-left", has_template),
        ("template-value-mismatch", has_template),
        ("template-value-invalid", has_template),
        ("template-missing-access", has_template),
        ("template-extra-access", has_template),
    ];
    names.into_iter().filter(|&(_, is_asked)| is_asked).filter_map(|(name, _)| rules::find(name))
}
