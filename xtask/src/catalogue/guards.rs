//! What must hold of data/ before anybody builds on it. None of it needs the packages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::compile::{self, Data, LEVELS, STATUSES, TYPES};
use super::tables::{self, Row, Table, Tables, name};
use super::{Error, Name, Services, decode, figures, text};

/// What is wrong, gathered so that one run tells all of it.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, fault: String) {
        self.0.push(fault);
    }

    fn unless(&mut self, holds: bool, fault: impl FnOnce() -> String) {
        if !holds {
            self.0.push(fault());
        }
    }
}

/// Checks data/ and describes it.
pub(super) fn check(folder: &Path) -> Result<String, Error> {
    let reference = compile::read_reference(folder)?;
    let tables = tables::read(&folder.join("overlay"))?;
    let data = compile::read_data(folder)?;
    let mut faults = Faults::default();
    is_sorted(folder, &reference, &tables, &mut faults)?;
    references(&data, &mut faults);
    one_status(&reference, &tables, &mut faults);
    prefixes(&reference, &tables, &mut faults);
    subjects(&reference, &tables, &mut faults);
    targets(&reference, &tables, &mut faults);
    global_keys(&reference, &tables["global-condition-keys"], &mut faults);
    by_hand(&tables, &mut faults);
    variety(&data, &mut faults);
    if let Err(error) = figures::compare(&figures::read(folder)?, &counts(&reference, &data)) {
        faults.add(error.to_string());
    }
    let (blob, pool) = compile::write_blob(&data).unwrap_or_else(|error| {
        faults.add(error);
        Default::default()
    });
    round_trip(&data, &blob, &pool, &mut faults);
    if !faults.0.is_empty() {
        return Err(format!("{} faults in data/\n  {}", faults.0.len(), faults.0.join("\n  ")).into());
    }
    let count = |status: &str| {
        let actions = data.services.values().flat_map(|service| service.actions.values());
        actions.filter(|action| action.status == status).count()
    };
    let statuses: Vec<String> = STATUSES.iter().map(|status| format!("{} {status}", count(status))).collect();
    Ok(format!(
        "{}: {} services; actions: {}; blob {} bytes, strings {} bytes",
        data.date,
        reference.len(),
        statuses.join(", "),
        blob.len(),
        pool.len()
    ))
}

fn counts(reference: &Services, data: &Data) -> figures::Figures {
    let mut counts = figures::of_reference(reference);
    counts.append(&mut figures::of_overlays(data));
    counts
}

/// Every file is as the maintainers' tasks would write it.
fn is_sorted(folder: &Path, reference: &Services, tables: &Tables, faults: &mut Faults) -> Result<(), Error> {
    for (prefix, service) in reference {
        let path = folder.join("reference").join(format!("{prefix}.tsv"));
        let found = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        faults.unless(found == text::service_text(prefix, service)?, || format!("{prefix}: not sorted"));
    }
    for (table, rows) in tables {
        let found = fs::read_to_string(folder.join("overlay").join(format!("{table}.tsv")))?;
        faults.unless(found == rows.text(), || format!("{table}: not sorted, or a row stands twice"));
    }
    Ok(())
}

/// Every resource and key that something refers to is defined, and has the form of one.
fn references(data: &Data, faults: &mut Faults) {
    for (prefix, service) in &data.services {
        let keys: BTreeSet<&str> = service.keys.iter().map(|(name, _)| name.as_str()).collect();
        let resources: BTreeSet<&str> = service.resources.iter().map(|resource| resource.name.as_str()).collect();
        faults.unless(keys.len() == service.keys.len(), || format!("{prefix}: a key is defined twice"));
        faults.unless(resources.len() == service.resources.len(), || format!("{prefix}: a resource is defined twice"));
        for key in &keys {
            // One spelling for what varies: `${…}`.
            let formed = key.contains(':') && !key.contains(['<', '>', ' ']) && !key.ends_with(['/', ':']);
            faults.unless(formed && !key.ends_with("/tag-key"), || format!("{prefix}: {key} is no key"));
        }
        let used = service.resources.iter().flat_map(|resource| &resource.keys);
        let used = used.chain(service.actions.values().flat_map(|action| &action.keys));
        let used = used.chain(service.actions.values().flat_map(|action| &action.on).flat_map(|on| &on.keys));
        for key in used {
            faults.unless(keys.contains(key.as_str()), || format!("{prefix}: the key {key} is not defined"));
        }
        for arn in service.resources.iter().flat_map(|resource| &resource.arns) {
            // Joined formats would hold a second `arn:`.
            let formed = arn.starts_with("arn:") && arn.matches(':').count() >= 5;
            faults.unless(formed && !arn.contains([' ', ',']), || format!("{prefix}: {arn} is no ARN"));
        }
        for action in service.actions.values() {
            let on: BTreeSet<&str> = action.on.iter().map(|on| on.resource.as_str()).collect();
            faults.unless(on.len() == action.on.len(), || format!("{prefix}:{}: a resource stands twice", action.name));
            for resource in on {
                let defined = resources.contains(resource);
                faults.unless(defined, || format!("{prefix}:{}: {resource} is not defined", action.name));
            }
        }
    }
}

/// No name has two statuses.
fn one_status(reference: &Services, tables: &Tables, faults: &mut Faults) {
    let mut seen: BTreeMap<Name, &str> = BTreeMap::new();
    for (prefix, service) in reference {
        seen.extend(service.actions.keys().map(|action| ((prefix.clone(), action.clone()), "reference")));
    }
    for table in STATUS_TABLES {
        for row in &tables[table].rows {
            if let Some(earlier) = seen.insert(name(row), table) {
                faults.add(format!("{table}: {}:{} is in {earlier} too", row[0], row[1]));
            }
        }
    }
    for row in &tables["rejected-actions"].rows {
        let found = seen.get(&name(row)).copied();
        let granted = matches!(found, Some("reference" | "extra-actions" | "pending-operations"));
        faults.unless(!granted, || format!("rejected-actions: {}:{} can be granted", row[0], row[1]));
    }
}

/// The tables that give a name its status.
const STATUS_TABLES: [&str; 4] = ["extra-actions", "retired-actions", "api-operation-names", "pending-operations"];

/// A prefix is that of a service or a legacy one, and not both.
fn prefixes(reference: &Services, tables: &Tables, faults: &mut Faults) {
    let legacy: BTreeSet<&str> = tables["legacy-prefixes"].rows.iter().map(|row| row[0].as_str()).collect();
    for prefix in legacy.iter().filter(|prefix| reference.contains_key(**prefix)) {
        faults.add(format!("legacy-prefixes: {prefix} is in the reference"));
    }
    let extra: BTreeSet<&str> = tables["extra-actions"].rows.iter().map(|row| row[0].as_str()).collect();
    for prefix in legacy.intersection(&extra) {
        faults.add(format!("extra-actions: {prefix} is a legacy prefix"));
    }
    for table in STATUS_TABLES.into_iter().filter(|table| *table != "extra-actions") {
        for row in &tables[table].rows {
            let prefix = row[0].as_str();
            let known = reference.contains_key(prefix) || extra.contains(prefix);
            let known = known || table == "retired-actions" && legacy.contains(prefix);
            faults.unless(known, || format!("{table}: no service {prefix}"));
        }
    }
}

/// What overlays say of documented actions, they say of ones that are documented.
fn subjects(reference: &Services, tables: &Tables, faults: &mut Faults) {
    for table in ["dependent-actions", "permission-management-overrides", "resource-additions"] {
        for row in &tables[table].rows {
            let full = format!("{}:{}", row[0], row[1]);
            faults.unless(is_spelt(reference, &full), || format!("{table}: {full} is not documented"));
        }
    }
    for row in &tables["resource-additions"].rows {
        let service = reference.get(&row[0]);
        let defined = service.is_some_and(|service| service.resources.iter().any(|resource| resource.name == row[2]));
        let told = if defined { "yes" } else { "no" };
        faults
            .unless(row[4] == told, || format!("resource-additions: {}:{} {}: not {}", row[0], row[1], row[2], row[4]));
    }
}

/// Every action that an overlay points at is documented, and spelt like that.
fn targets(reference: &Services, tables: &Tables, faults: &mut Faults) {
    for (table, column) in
        [("api-operation-names", 2), ("dependent-actions", 2), ("privilege-escalation", 1), ("sensitive-actions", 0)]
    {
        for row in &tables[table].rows {
            for full in row[column].split(' ').filter(|full| *full != "-") {
                faults.unless(is_spelt(reference, full), || format!("{table}: {full} is not documented"));
            }
        }
    }
}

fn is_spelt(reference: &Services, full: &str) -> bool {
    full.split_once(':').is_some_and(|(prefix, name)| {
        let action = reference.get(prefix).and_then(|service| service.actions.get(&name.to_ascii_lowercase()));
        action.is_some_and(|action| action.name == name)
    })
}

/// Global keys are kept by hand: those that services take are among them, with the same type.
fn global_keys(reference: &Services, table: &Table, faults: &mut Faults) {
    let known: BTreeMap<String, &Row> = table.rows.iter().map(|row| (row[0].to_ascii_lowercase(), row)).collect();
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (name, key_type) in reference.values().flat_map(|service| &service.keys) {
        if name.starts_with("aws:") {
            used.insert((name, key_type));
        }
    }
    for (name, key_type) in used {
        let Some(row) = known.get(&name.to_ascii_lowercase()) else {
            faults.add(format!("global-condition-keys: {name} is missing"));
            continue;
        };
        let value = key_type.strip_prefix("ArrayOf");
        let agrees = row[1].split('|').any(|known| known == value.unwrap_or(key_type));
        let agrees = agrees && (value.is_some() == (row[2] == "multi"));
        faults.unless(agrees, || format!("global-condition-keys: {name} is {key_type} in the reference"));
    }
}

/// Cells of the tables that are kept by hand hold what their columns promise.
fn by_hand(tables: &Tables, faults: &mut Faults) {
    const YES_NO: &[&str] = &["yes", "no"];
    let columns: &[(&str, usize, &[&str])] = &[
        ("condition-operators", 1, &["String", "Numeric", "Date", "Bool", "Binary", "IPAddress", "ARN", "Null"]),
        ("condition-operators", 2, YES_NO),
        ("condition-operators", 3, YES_NO),
        ("condition-operators", 4, YES_NO),
        ("extra-actions", 2, &["cfn-lint", "moto", "hand"]),
        ("global-condition-keys", 2, &["single", "multi"]),
        ("global-condition-keys", 4, YES_NO),
        ("legacy-prefixes", 1, &["retired", "undocumented"]),
        ("service-principals", 1, YES_NO),
    ];
    for (table, column, allowed) in columns {
        for row in &tables[table].rows {
            let cell = row[*column].as_str();
            faults.unless(allowed.contains(&cell), || {
                format!("{table}: {}: {cell} is not {}", row[0], allowed.join(" or "))
            });
        }
    }
    let is_month = |text: &str| text.len() == 7 && text.as_bytes()[4] == b'-';
    for row in &tables["legacy-prefixes"].rows {
        let fits = if row[1] == "retired" { is_month(&row[2]) } else { row[2] == "-" };
        faults.unless(fits, || format!("legacy-prefixes: {}: {} is no month", row[0], row[2]));
    }
    for row in &tables["retired-actions"].rows {
        faults.unless(is_month(&row[2]), || format!("retired-actions: {}:{}: {} is no month", row[0], row[1], row[2]));
    }
    for row in &tables["service-principals"].rows {
        let formed = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"].iter().any(|end| row[0].ends_with(end));
        let lower = !row[0].bytes().any(|byte| byte.is_ascii_uppercase());
        faults.unless(formed && lower, || format!("service-principals: {} has another form", row[0]));
    }
}

/// A source that changes its format tends to lose a whole kind of facts.
fn variety(data: &Data, faults: &mut Faults) {
    let actions = || data.services.values().flat_map(|service| service.actions.values());
    for level in LEVELS {
        faults.unless(actions().any(|action| action.level == *level), || format!("no action has the level {level}"));
    }
    for status in STATUSES {
        faults
            .unless(actions().any(|action| action.status == *status), || format!("no action has the status {status}"));
    }
    for key_type in TYPES {
        let mut keys = data.services.values().flat_map(|service| &service.keys);
        faults.unless(keys.any(|(_, found)| found == key_type), || format!("no key has the type {key_type}"));
    }
    let dependent = actions().filter(|action| action.status == "documented" && !action.extra.is_empty()).count();
    faults.unless(dependent > 0, || "no action depends on others".to_owned());
}

/// The blob holds the model, by a second reader, and comes out the same each time.
fn round_trip(data: &Data, blob: &[u8], pool: &str, faults: &mut Faults) {
    let mut expected = data.clone();
    for rows in expected.tables.values_mut() {
        rows.remove(0);
        rows.sort_by_key(|row| row[0].to_ascii_lowercase());
    }
    let decoded = decode::decode(blob, pool);
    faults.unless(decoded.as_ref() == Some(&expected), || "the blob does not hold what the text says".to_owned());
    let again = compile::write_blob(data);
    let same = again.is_ok_and(|(again, again_pool)| again == blob && again_pool == pool);
    faults.unless(same, || "the blob differs from build to build".to_owned());
}
