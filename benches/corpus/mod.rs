//! Policies in the shape of those that AWS manages, drawn from the embedded catalogue. It is the
//! same corpus in every run: figures and findings can be compared.

use std::path::{Path, PathBuf};
use std::{fs, io};

use arnlint::catalogue::{Action, Catalogue, ConditionKey, Resource, Service, ValueType};
use dice::Dice;
use serde_json::{Map, Value, json};

#[path = "../../tests/common/dice.rs"]
mod dice;

/// How many policies there are.
pub(crate) const POLICIES: usize = 1500;

/// How long a policy is without white space, by its place in a thousand sorted ones: half of them
/// are shorter than 650 bytes, and one in twenty is longer than 7,500.
const SIZES: &[(usize, usize)] = &[
    (0, 90),
    (100, 140),
    (200, 220),
    (300, 340),
    (400, 500),
    (500, 650),
    (600, 900),
    (700, 1250),
    (800, 1800),
    (900, 3600),
    (950, 7500),
    (980, 14_000),
    (995, 29_000),
    (999, 50_000),
    (1000, 135_000),
];

/// The most statements of a policy.
const STATEMENTS: usize = 30;

/// The services that half of all entries are about.
const COMMON: &[&str] = &[
    "autoscaling",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecr",
    "elasticloadbalancing",
    "iam",
    "kms",
    "lambda",
    "logs",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "sts",
];

/// What stands in an ARN in place of a variable that is not `*`.
const NAMES: &[&str] = &["clickstream-7", "aws-glue-*", "prod-orders", "tmp/*"];

/// All policies, large and small ones mixed.
pub(crate) fn policies() -> Vec<Value> {
    let services: Vec<Service<'_>> =
        Catalogue::embedded().services().filter(|service| service.actions().next().is_some()).collect();
    let mut generator = Generator { services, dice: Dice(2026) };
    // The step has no factor in common with the number of policies, so each place is drawn once.
    (0..POLICIES).map(|index| generator.policy(size(index * 7919 % POLICIES))).collect()
}

/// Writes the policies as people lay them out, one file each, and gives back their paths.
pub(crate) fn write(policies: &[Value], folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let paths: Vec<PathBuf> = (0..policies.len()).map(|index| folder.join(format!("{index:04}.json"))).collect();
    for (policy, path) in policies.iter().zip(&paths) {
        fs::write(path, format!("{policy:#}\n"))?;
    }
    Ok(paths)
}

/// The size at a place among the sorted policies.
fn size(place: usize) -> usize {
    let at = place * 1000 / (POLICIES - 1);
    let behind = SIZES.partition_point(|&(place, _)| place <= at).min(SIZES.len() - 1);
    let ((from, low), (to, high)) = (SIZES[behind - 1], SIZES[behind]);
    low + (high - low) * (at - from) / (to - from)
}

struct Generator {
    services: Vec<Service<'static>>,
    dice: Dice,
}

impl Generator {
    /// A policy of about `size` bytes.
    fn policy(&mut self, size: usize) -> Value {
        let most = (size / 200).clamp(1, STATEMENTS);
        let count = 1 + self.dice.below(most);
        let statements: Vec<Value> = (0..count).map(|index| self.statement(index, size.max(60) / count)).collect();
        json!({ "Version": "2012-10-17", "Statement": statements })
    }

    /// A statement of about `size` bytes: actions of several services on `*`, or of one on the
    /// resources that they take.
    fn statement(&mut self, index: usize, size: usize) -> Value {
        let mut statement = Map::new();
        if self.dice.chance(60) {
            statement.insert("Sid".to_owned(), json!(format!("Statement{}", index + 1)));
        }
        let effect = if self.dice.chance(97) { "Allow" } else { "Deny" };
        statement.insert("Effect".to_owned(), json!(effect));
        let service = self.service();
        let types: Vec<Resource<'_>> = service.resources().filter(|one| one.arns().next().is_some()).collect();
        let on = (!types.is_empty() && self.dice.chance(55)).then(|| self.dice.pick(&types));
        let resources = on.map_or_else(|| json!("*"), |on| self.arns(on));
        let rest = resources.to_string().len() + 60;
        let condition = size > 200 && self.dice.chance(50);
        let length = size.saturating_sub(rest + 80 * usize::from(condition));
        let actions = match on {
            Some(on) => self.actions_on(on, service, length),
            None => self.actions(service, length),
        };
        let condition = condition.then(|| self.condition(&actions));
        statement.insert("Action".to_owned(), one_or_many(actions));
        statement.insert("Resource".to_owned(), resources);
        if let Some(condition) = condition {
            statement.insert("Condition".to_owned(), condition);
        }
        Value::Object(statement)
    }

    /// Actions of `first` and of other services: runs of neighbours, and a pattern among ten.
    fn actions(&mut self, first: Service<'static>, size: usize) -> Vec<String> {
        let mut entries = Vec::new();
        let mut service = first;
        while entries.is_empty() || length(&entries) < size {
            let names: Vec<&str> = grantable(service).map(Action::name).collect();
            let start = self.dice.below(names.len());
            for name in names.iter().skip(start).take(1 + self.dice.below(9)) {
                let verb = name[1..].find(|c: char| c.is_ascii_uppercase()).map_or(*name, |end| &name[..=end]);
                let entry = match self.dice.below(100) {
                    0 => format!("{}:*", service.prefix()),
                    1..=9 => format!("{}:{verb}*", service.prefix()),
                    _ => format!("{}:{name}", service.prefix()),
                };
                add(&mut entries, entry);
                if length(&entries) >= size {
                    break;
                }
            }
            service = self.service();
        }
        entries
    }

    /// The actions of a service on one type of its resources, as many as there are.
    fn actions_on(&mut self, on: Resource<'_>, service: Service<'static>, size: usize) -> Vec<String> {
        let takes = |action: &Action<'_>| action.resources().any(|taken| taken.resource.name() == on.name());
        let names: Vec<&str> = grantable(service).filter(takes).map(Action::name).collect();
        let start = self.dice.below(names.len().max(1));
        let mut entries = Vec::new();
        for name in names[start..].iter().chain(&names[..start]) {
            add(&mut entries, format!("{}:{name}", service.prefix()));
            if length(&entries) >= size {
                break;
            }
        }
        // No action takes some types: their services authorise on others.
        if entries.is_empty() { vec![format!("{}:*", service.prefix())] } else { entries }
    }

    /// ARNs of a type of resource.
    fn arns(&mut self, on: Resource<'_>) -> Value {
        let formats: Vec<&str> = on.arns().collect();
        let count = if self.dice.chance(85) { 1 } else { 2 + self.dice.below(4) };
        let mut arns = Vec::new();
        for _ in 0..count {
            let format = self.dice.pick(&formats);
            add(&mut arns, self.arn(format));
        }
        one_or_many(arns)
    }

    /// An ARN of this format.
    fn arn(&mut self, format: &str) -> String {
        let mut arn = String::new();
        let mut rest = format;
        let is_named = self.dice.chance(80);
        while let Some((before, behind)) = rest.split_once("${") {
            let (variable, behind) = behind.split_once('}').unwrap_or((behind, ""));
            arn.push_str(before);
            arn.push_str(match variable {
                "Partition" => "aws",
                "Region" if self.dice.chance(20) => "eu-west-1",
                "Account" if self.dice.chance(20) => "464622532012",
                "Region" | "Account" => "*",
                _ if is_named => self.dice.pick(NAMES),
                _ => "*",
            });
            rest = behind;
        }
        arn + rest
    }

    /// One operator with one key: of the action, where there is one, or for all.
    fn condition(&mut self, actions: &[String]) -> Value {
        let catalogue = Catalogue::embedded();
        let action = if let [only] = actions { catalogue.action(only) } else { None };
        let names = action.into_iter().flat_map(Action::condition_keys);
        let keys: Vec<ConditionKey<'_>> =
            names.filter(|key| !key.contains("${")).filter_map(|key| catalogue.service_key(key)).collect();
        if keys.is_empty() || self.dice.chance(50) {
            return json!({ "StringEquals": { "aws:ResourceAccount": "${aws:PrincipalAccount}" } });
        }
        let key = self.dice.pick(&keys);
        let (operator, value) = match key.key_type.value {
            ValueType::String => ("StringLike", json!(["clicks", "aws-*"])),
            ValueType::Arn => ("ArnLike", json!("arn:aws:iam::*:role/aws-service-role/*")),
            ValueType::Bool => ("Bool", json!("true")),
            ValueType::Numeric => ("NumericLessThanEquals", json!("3600")),
            ValueType::Date => ("DateLessThan", json!("2026-11-24T00:00:00Z")),
            ValueType::IpAddress => ("IpAddress", json!("10.0.0.0/8")),
        };
        let operator = if key.key_type.multivalued { format!("ForAnyValue:{operator}") } else { operator.to_owned() };
        json!({ operator: { key.name: value } })
    }

    fn service(&mut self) -> Service<'static> {
        if self.dice.chance(50) {
            let prefix = self.dice.pick(COMMON);
            return Catalogue::embedded().service(prefix).expect("a common service");
        }
        self.dice.pick(&self.services)
    }
}

fn grantable(service: Service<'_>) -> impl Iterator<Item = Action<'_>> {
    service.actions().filter(|action| action.can_be_granted())
}

/// Adds an entry, and leaves out what another one covers.
fn add(entries: &mut Vec<String>, entry: String) {
    let covers = |one: &str, other: &str| one.strip_suffix('*').map_or(one == other, |start| other.starts_with(start));
    if !entries.iter().any(|one| covers(one, &entry)) {
        entries.retain(|one| !covers(&entry, one));
        entries.push(entry);
    }
}

/// The length of the entries in a policy.
fn length(entries: &[String]) -> usize {
    entries.iter().map(|entry| entry.len() + 3).sum()
}

/// A single entry stands without a list, as people write it.
fn one_or_many(entries: Vec<String>) -> Value {
    match <[String; 1]>::try_from(entries) {
        Ok([only]) => json!(only),
        Err(entries) => json!(entries),
    }
}
