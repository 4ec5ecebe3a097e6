//! Policies that are drawn.

use std::collections::BTreeMap;

use arnlint::policy::PolicyType;

use crate::dice::Dice;
use crate::keys::Key;
use crate::world::{PRINCIPALS, World};

const ACTION_ENTRIES: &[&str] = &[
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "S3:get*",
    "s3:*Object",
    "s3:*",
    "*",
    "s3:?utObject",
    "s?s:Send*",
    "sqs:SendMessage",
];

/// Parts of operators, and what makes the opposite of one: the first that is found.
const OPPOSITES: &[(&str, &str)] = &[
    ("LessThanEquals", "GreaterThan"),
    ("GreaterThanEquals", "LessThan"),
    ("LessThan", "GreaterThanEquals"),
    ("GreaterThan", "LessThanEquals"),
    ("NotEquals", "Equals"),
    ("Equals", "NotEquals"),
    ("NotLike", "Like"),
    ("Like", "NotLike"),
    ("NotIp", "Ip"),
    ("Ip", "NotIp"),
];

/// A policy that is drawn.
#[derive(Clone)]
struct Drawn {
    version: &'static str,
    statements: Vec<Statement>,
}

#[derive(Clone)]
struct Statement {
    effect: &'static str,
    principal: Option<String>,
    action: String,
    resource: String,
    conditions: Vec<Condition>,
}

#[derive(Clone)]
struct Condition {
    key: Key,
    operator: String,
    values: String,
}

/// Draws the policies of a pair: one to three statements over some keys of the world.
pub(crate) struct Generator<'w> {
    world: &'w World,
    dice: Dice,
    keys: Vec<Key>,
}

impl<'w> Generator<'w> {
    pub(crate) fn new(world: &'w World, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let mut keys = world.keys.to_vec();
        while keys.len() > world.uses {
            let at = dice.below(keys.len());
            // Keys with several values are rare, and have the most to them.
            if !keys[at].several || dice.chance(50) {
                keys.swap_remove(at);
            }
        }
        Self { world, dice, keys }
    }

    /// Two policies: such that differ in all, such that differ in little, where what is new is small
    /// or nothing, and one statement beside several that may cover it together.
    pub(crate) fn pair(&mut self) -> [String; 2] {
        let first = self.policy();
        let mut second = first.clone();
        match self.dice.below(4) {
            0 => second = self.policy(),
            1 => {
                for _ in 0..=self.dice.below(2) {
                    self.change(&mut second);
                }
            }
            2 => return self.covered(first),
            _ => return self.covered_by_values(first),
        }
        let pair = if self.dice.chance(50) { [first, second] } else { [second, first] };
        pair.map(|policy| policy.text())
    }

    /// Statements that ask the same few things or the opposite, and one that asks for less.
    fn covered(&mut self, mut new: Drawn) -> [String; 2] {
        new.statements.truncate(1);
        let mut old = Drawn { version: new.version, statements: Vec::new() };
        let one = &mut new.statements[0];
        one.effect = "Allow";
        let resources = [r#""Resource": ["*"]"#.to_owned(), one.resource.clone(), opposite(&one.resource)];
        let conditions = [self.condition(), self.condition()];
        for _ in 0..2 + self.dice.below(4) {
            let effect = if self.dice.chance(85) { "Allow" } else { "Deny" };
            let mut like = Statement { effect, conditions: Vec::new(), ..one.clone() };
            like.resource.clone_from(&resources[self.dice.below(3)]);
            for condition in &conditions {
                match self.dice.below(3) {
                    0 => like.conditions.push(condition.clone()),
                    1 => like.conditions.push(condition.opposite()),
                    _ => {}
                }
            }
            old.statements.push(like);
        }
        if self.dice.chance(70) {
            one.resource.clone_from(&resources[0]);
        }
        one.conditions.truncate(self.dice.below(2));
        [old.text(), new.text()]
    }

    /// Statements that differ in the value of one condition, and one of the same kind.
    fn covered_by_values(&mut self, mut new: Drawn) -> [String; 2] {
        new.statements.truncate(1);
        let one = &mut new.statements[0];
        (one.effect, one.resource) = ("Allow", r#""Resource": ["*"]"#.to_owned());
        let key = self.dice.pick(&self.keys);
        let operator = self.operator(key);
        let mut condition = || {
            let values = if operator == "Null" { &["true", "false"] } else { key.listed };
            let values = format!("\"{}\"", self.dice.pick(values));
            vec![Condition { key, operator: operator.clone(), values }]
        };
        one.conditions = condition();
        let others = (0..4).map(|_| Statement { conditions: condition(), ..one.clone() }).collect();
        let mut old = Drawn { version: new.version, statements: others };
        old.statements.truncate(2 + self.dice.below(3));
        [old.text(), new.text()]
    }

    fn policy(&mut self) -> Drawn {
        let count = 1 + self.dice.below(3);
        let mut statements: Vec<Statement> = (0..count).map(|at| self.statement(at == 0)).collect();
        statements.rotate_left(self.dice.below(count));
        let version = match self.dice.below(20) {
            0 => r#""Version": "2008-10-17", "#,
            1 => "",
            _ => r#""Version": "2012-10-17", "#,
        };
        Drawn { version, statements }
    }

    fn statement(&mut self, allows: bool) -> Statement {
        let principal = (self.world.policy_type == PolicyType::Resource).then(|| self.principal());
        Statement {
            effect: if allows || self.dice.chance(60) { "Allow" } else { "Deny" },
            principal,
            action: self.action(),
            resource: self.resource(),
            conditions: (0..self.dice.below(3)).map(|_| self.condition()).collect(),
        }
    }

    /// Changes one thing.
    fn change(&mut self, policy: &mut Drawn) {
        let at = self.dice.below(policy.statements.len());
        let way = self.dice.below(11);
        if way == 0 && policy.statements.len() > 1 {
            policy.statements.remove(at);
            return;
        }
        let one = &mut policy.statements[at];
        let condition = self.dice.below(one.conditions.len().max(1));
        match (way, one.conditions.get_mut(condition)) {
            (1, _) => policy.statements.push(self.statement(false)),
            (2, _) => one.effect = if one.effect == "Allow" { "Deny" } else { "Allow" },
            (3, _) => one.action = self.action(),
            (4, _) if one.principal.is_some() => one.principal = Some(self.principal()),
            (5, Some(_)) => _ = one.conditions.remove(condition),
            (6, Some(Condition { key, operator, values })) => *values = self.values(*key, operator),
            (7, Some(Condition { key, operator, values })) => {
                let before = std::mem::replace(operator, self.operator(*key));
                if (before == "Null") != (operator == "Null") {
                    *values = self.values(*key, operator);
                }
            }
            (8, Some(condition)) => *condition = self.condition(),
            (5..=9, _) => one.conditions.push(self.condition()),
            _ => one.resource = self.resource(),
        }
    }

    fn action(&mut self) -> String {
        let not = self.not(15);
        format!(r#""{not}Action": [{}]"#, self.some(2, |dice| dice.pick(ACTION_ENTRIES).to_owned()))
    }

    fn resource(&mut self) -> String {
        let (not, pieces) = (self.not(15), self.world.pieces);
        let entries = self.some(2, |dice| (0..dice.below(4)).map(|_| dice.pick(pieces)).collect());
        format!(r#""{not}Resource": [{entries}]"#)
    }

    fn condition(&mut self) -> Condition {
        let key = self.dice.pick(&self.keys);
        let operator = self.operator(key);
        let values = self.values(key, &operator);
        Condition { key, operator, values }
    }

    /// An operator for a key; none that AWS leaves undefined.
    fn operator(&mut self, key: Key) -> String {
        let operator = self.dice.pick(key.operators);
        if operator == "Null" {
            return operator.to_owned();
        }
        let set = match (key.several, self.dice.below(4)) {
            (true, 0 | 1) | (false, 0) => "ForAllValues:",
            (true, _) | (false, 1) => "ForAnyValue:",
            _ => "",
        };
        let may = !(key.several && set == "ForAnyValue:");
        let if_exists = if may && self.dice.chance(30) { "IfExists" } else { "" };
        format!("{set}{operator}{if_exists}")
    }

    fn values(&mut self, key: Key, operator: &str) -> String {
        let listed = if operator == "Null" { &["true", "false", "true"] } else { key.listed };
        self.some(2, |dice| dice.pick(listed).to_owned())
    }

    fn principal(&mut self) -> String {
        let not = self.not(20);
        if self.dice.chance(10) {
            return format!(r#""{not}Principal": "*""#);
        }
        let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for _ in 0..=self.dice.below(3) {
            let (kind, name) = self.dice.pick(PRINCIPALS);
            kinds.entry(kind).or_default().push(format!("\"{name}\""));
        }
        let kinds: Vec<String> =
            kinds.iter().map(|(kind, names)| format!(r#""{kind}": [{}]"#, names.join(", "))).collect();
        format!(r#""{not}Principal": {{{}}}"#, kinds.join(", "))
    }

    fn not(&mut self, percent: usize) -> &'static str {
        if self.dice.chance(percent) { "Not" } else { "" }
    }

    /// Strings of a list, one or more.
    fn some(&mut self, most: usize, mut draw: impl FnMut(&mut Dice) -> String) -> String {
        let count = 1 + self.dice.below(most);
        let drawn: Vec<String> = (0..count).map(|_| format!("\"{}\"", draw(&mut self.dice))).collect();
        drawn.join(", ")
    }
}

/// The clause that lists the same and means all else.
fn opposite(clause: &str) -> String {
    clause.strip_prefix("\"Not").map_or_else(|| clause.replacen('"', "\"Not", 1), |rest| format!("\"{rest}"))
}

impl Condition {
    /// What holds where this does not, but for missing keys under some operators.
    fn opposite(&self) -> Self {
        let plain = self.operator.strip_suffix("IfExists").unwrap_or(&self.operator);
        let (set, comparison) =
            plain.rsplit_once(':').unwrap_or((if plain == self.operator { "" } else { "ForAllValues" }, plain));
        let set = match set {
            "ForAllValues" => "ForAnyValue:",
            "ForAnyValue" => "ForAllValues:",
            _ => "",
        };
        let (operator, values) = match OPPOSITES.iter().find(|(from, _)| comparison.contains(from)) {
            Some((from, to)) => (comparison.replacen(from, to, 1), self.values.clone()),
            // `Null` and `Bool`.
            None => (
                comparison.to_owned(),
                self.values.replace("true", "yes").replace("false", "true").replace("yes", "false"),
            ),
        };
        Self { key: self.key, operator: format!("{set}{operator}"), values }
    }
}

impl Drawn {
    fn text(&self) -> String {
        let statements: Vec<String> = self.statements.iter().map(Statement::text).collect();
        format!("{{{}\"Statement\": [{}]}}", self.version, statements.join(", "))
    }
}

impl Statement {
    fn text(&self) -> String {
        let mut elements = vec![format!(r#""Effect": "{}""#, self.effect)];
        elements.extend(self.principal.clone());
        elements.extend([self.action.clone(), self.resource.clone()]);
        let mut operators: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for Condition { key, operator, values } in &self.conditions {
            operators.entry(operator).or_default().insert(key.name, values);
        }
        if !operators.is_empty() {
            let keys = |keys: &BTreeMap<&str, &str>| {
                keys.iter().map(|(key, values)| format!(r#""{key}": [{values}]"#)).collect::<Vec<_>>().join(", ")
            };
            let operators: Vec<String> =
                operators.iter().map(|(operator, all)| format!(r#""{operator}": {{{}}}"#, keys(all))).collect();
            elements.push(format!(r#""Condition": {{{}}}"#, operators.join(", ")));
        }
        format!("{{{}}}", elements.join(", "))
    }
}
