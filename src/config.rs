//! What a run is asked to do, apart from where to look.

use std::collections::BTreeMap;

use crate::bounds::Bounds;
use crate::catalogue::Catalogue;
use crate::diagnostic::Severity;
use crate::policy::PolicyType;
use crate::rule::{Category, Rule};
use crate::rules;

/// The settings of a check. `'c` is the catalogue it looks things up in.
#[derive(Clone, Debug)]
pub struct Config<'c> {
    /// What AWS has.
    pub catalogue: Catalogue<'c>,
    /// Every input is a policy of this type, also when it does not look like one.
    pub policy_type: Option<PolicyType>,
    /// The type of policies whose host does not say it, in place of the type that they show.
    pub assumed_type: Option<PolicyType>,
    /// What the policies are held against.
    pub bounds: Bounds<'c>,
    /// The rules to run, in the order of [`rules::all`].
    pub rules: Vec<&'static Rule>,
    /// The severities of rules whose findings are to have another than their own.
    pub levels: BTreeMap<&'static str, Severity>,
    /// Whether findings are given their path, their `sid` and their fingerprint. Baselines and
    /// other programs know them by these; reports for people show none of them.
    pub identifies: bool,
}

impl Default for Config<'static> {
    /// The embedded catalogue, the types that the documents show, and every rule that is on by
    /// default.
    fn default() -> Self {
        Self {
            catalogue: Catalogue::embedded(),
            policy_type: None,
            assumed_type: None,
            bounds: Bounds::default(),
            rules: default_rules(),
            levels: BTreeMap::new(),
            identifies: true,
        }
    }
}

/// The rules that run when nobody chooses.
pub fn default_rules() -> Vec<&'static Rule> {
    rules::all().iter().copied().filter(|rule| rule.category != Category::Pedantic).collect()
}
