//! The laws on the pages of a folder: `ARNLINT_DOCUMENTS=folder`, else on the page of the fixtures.

use std::fs;
use std::path::PathBuf;

use arnlint::access::new_access;
use arnlint::catalogue::Catalogue;
use arnlint::host;
use arnlint::placeholder::Kind;
use arnlint::policy::{Policy, PolicyType};
use arnlint::source::Source;
use arnlint::template::{Form, Slot, Template};
use serde_json::Value;

use crate::common::{Dice, files};
use crate::rewrite::{more, same};
use crate::{Found, fill_in, findings, with_template_of};

fn pages() -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = match std::env::var_os("ARNLINT_DOCUMENTS") {
        Some(folder) => fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect(),
        None => ["fixtures/example", "fixtures/template"].into_iter().flat_map(files).collect(),
    };
    files.retain(|path| path.is_file() && path.extension().is_none_or(|extension| extension != "json"));
    files.sort();
    let read = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), fs::read_to_string(path).ok()?));
    files.into_iter().filter_map(read).collect()
}

/// Something simple of the kind of a slot that it takes.
fn value(at: usize, slot: &Slot, partition: Option<&str>) -> Option<String> {
    let region = match partition {
        Some("aws-cn") => "cn-north-1",
        Some("aws-us-gov") => "us-gov-west-1",
        _ => "eu-west-1",
    };
    let name = format!("kimstore{}", char::from(b'a' + u8::try_from(at % 26).expect("a letter")));
    let values = match slot.kind {
        Kind::Account => vec!["464622532012".to_owned()],
        Kind::Region => vec![region.to_owned()],
        Kind::Partition => vec![partition.unwrap_or("aws").to_owned()],
        Kind::Principal => vec!["arn:aws:iam::464622532012:root".to_owned()],
        Kind::Name if slot.is_whole => vec![format!("arn:aws:s3:::{name}"), name],
        Kind::Name => vec![name, format!("arn:aws:s3:::kimstore{at}")],
        Kind::Version => vec!["2012-10-17".to_owned()],
        Kind::Effect => vec!["Allow".to_owned()],
        Kind::Other => vec![name],
    };
    values.into_iter().find(|value| slot.refuse(value, partition, Catalogue::embedded()).is_none())
}

/// Whether the second of two policies grants what somebody can use and the first does not.
fn grants_more(policy_type: PolicyType, old: &Value, new: &Value) -> bool {
    let catalogue = Catalogue::embedded();
    let read = |policy: &Value| Source::new("policy.json", policy.to_string().into_bytes()).expect("small");
    let (old, new) = (read(old), read(new));
    let (old, new) = (host::extract(&old, true), host::extract(&new, true));
    let [old, new] = [&old, &new].map(|extracted| Policy::read(&extracted.documents[0], policy_type, catalogue));
    new_access(&old, &new, catalogue).grants.iter().any(|grant| !grant.is_idle && !grant.is_future)
}

#[derive(Debug, Default)]
struct Count {
    pages: usize,
    forms: usize,
    broken: usize,
    unfillable: usize,
    rewritten: usize,
    widened: usize,
}

struct Trial<'t> {
    name: String,
    template: &'t Template<'t>,
    form: &'t Form<'t>,
    policy: Value,
}

impl Trial<'_> {
    fn against(&self, policy: &str) -> Vec<Found> {
        let found = findings(self.template, policy, Some(self.form.policy_type));
        found.into_iter().filter(Found::is_against_template).collect()
    }

    fn conforms(&self, way: &str, policy: &str, failures: &mut Vec<String>) {
        for found in self.against(policy) {
            failures.push(format!("{}, {way}: {} at {:?}: {}", self.name, found.rule, found.text, found.message));
        }
    }

    fn run(&self, count: &mut Count, failures: &mut Vec<String>) {
        for (way, other) in same(&self.policy, &mut Dice(7)) {
            count.rewritten += 1;
            self.conforms(way, &other.to_string(), failures);
        }
        let foreign = |_: &Value| vec!["*", "iam:CreateUser", "s3:DeleteBucket", "kinesis:DeleteStream"];
        for (what, wider) in more(&self.policy, foreign) {
            if grants_more(self.form.policy_type, &self.policy, &wider) {
                count.widened += 1;
                if self.against(&wider.to_string()).is_empty() {
                    failures.push(format!("{}, {what}: nothing is said", self.name));
                }
            }
        }
    }
}

#[test]
fn laws_hold_for_documents() {
    let mut count = Count::default();
    let mut failures = Vec::new();
    for (name, text) in pages() {
        count.pages += 1;
        with_template_of(&name, &text, |mut template| {
            for number in 0..template.forms.len() {
                count.forms += 1;
                let form = &template.forms[number];
                if !form.document.errors.is_empty() {
                    count.broken += 1;
                    continue;
                }
                let partition = form.partition();
                let values: Vec<Option<String>> =
                    form.slots.iter().enumerate().map(|(at, slot)| value(at, slot, partition.as_deref())).collect();
                if values.iter().any(Option::is_none) {
                    count.unfillable += 1;
                    continue;
                }
                let of = |slot: &Slot| values[form.slot(&slot.token).expect("a slot of the form")].clone();
                let policy = fill_in(form, of);
                let parsed =
                    serde_json::from_str(&policy).unwrap_or_else(|error| panic!("{name}: {error} in {policy}"));
                let name = format!("{name}#{}", number + 1);
                let trial = Trial { name, template: &template, form, policy: parsed };
                trial.conforms("among all of the page", &policy, &mut failures);
            }
            // Each by itself, as `--template page#N` takes it.
            let forms = std::mem::take(&mut template.forms);
            for (number, form) in forms.into_iter().enumerate() {
                template.forms = vec![form];
                let form = &template.forms[0];
                let partition = form.partition();
                let values: Vec<Option<String>> =
                    form.slots.iter().enumerate().map(|(at, slot)| value(at, slot, partition.as_deref())).collect();
                if !form.document.errors.is_empty() || values.iter().any(Option::is_none) {
                    continue;
                }
                let of = |slot: &Slot| values[form.slot(&slot.token).expect("a slot of the form")].clone();
                let policy = fill_in(form, of);
                let parsed: Value = serde_json::from_str(&policy).expect("JSON");
                // A reader that keeps one of several members with the same key sees another policy.
                let members = |text: &str| text.matches("\":").count();
                if members(&policy.replace("\" :", "\":")) != members(&parsed.to_string()) {
                    count.broken += 1;
                    continue;
                }
                let trial = Trial { name: format!("{name}#{}", number + 1), template: &template, form, policy: parsed };
                trial.conforms("filled in", &policy, &mut failures);
                trial.run(&mut count, &mut failures);
            }
        });
    }
    println!("{count:?}");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
