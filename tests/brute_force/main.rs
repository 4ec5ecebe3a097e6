//! What the search says of two policies, against all requests of a small world.
//!
//! The tests draw 20,000 pairs together; `ARNLINT_PAIRS=300000 cargo test --release --test brute_force`
//! draws as many in each of them. `cargo xtask faults` does so with faults put into the search.

#[path = "../common/dice.rs"]
mod dice;
mod generator;
mod keys;
mod world;

use std::collections::BTreeMap;

use arnlint::access::{Caller, Comparison, Grant, Request, allows, new_access};
use arnlint::host::{self, Extracted};
use arnlint::policy::Policy;
use arnlint::source::Source;
use generator::Generator;
use world::{World, catalogue};

/// So many wrong answers end a run.
const ENOUGH: u64 = 10;

/// What became of the pairs of a run.
#[derive(Debug, Default)]
struct Tally {
    pairs: u64,
    /// With access that is new for sure.
    granted: u64,
    /// With something that could not be decided.
    doubtful: u64,
    /// Of these: where it is new.
    doubted: u64,
    /// With an action that is said to be granted beside another one, of which neither its witness
    /// nor any request of the world is one. Not all there is lies in the world.
    unshown: u64,
    /// With an answer that is wrong.
    wrong: u64,
    /// The first wrong answer.
    first: Option<String>,
}

/// Two policies, and all requests there are.
struct Pair<'p, 'd> {
    old: &'p Policy<'d>,
    new: &'p Policy<'d>,
    contexts: Vec<BTreeMap<String, Vec<String>>>,
    callers: &'p [Caller],
    resources: Vec<&'p str>,
}

impl Pair<'_, '_> {
    /// What the specification says.
    fn is_new(&self, request: &Request) -> bool {
        allows(self.new, request) == Some(true) && allows(self.old, request) == Some(false)
    }

    /// A request for this action that is new.
    fn find(&self, action: &str) -> Option<Request> {
        let (resource, action, context) = (String::new(), action.to_owned(), BTreeMap::new());
        let mut request = Request { caller: Caller::Anonymous, action, resource, context };
        for context in &self.contexts {
            request.context.clone_from(context);
            for caller in self.callers {
                request.caller.clone_from(caller);
                for &resource in &self.resources {
                    resource.clone_into(&mut request.resource);
                    if self.is_new(&request) {
                        return Some(request);
                    }
                }
            }
        }
        None
    }
}

impl Tally {
    fn run(world: &World, default: u64) -> Self {
        let pairs = std::env::var("ARNLINT_PAIRS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(default);
        let mut tally = Self { pairs, ..Self::default() };
        for seed in 0..pairs {
            tally.pair(world, seed);
            if tally.wrong == ENOUGH {
                tally.pairs = seed + 1;
                break;
            }
        }
        tally
    }

    fn pair(&mut self, world: &World, seed: u64) {
        let [old, new] = &Generator::new(world, seed).pair();
        let sources = [old, new].map(|text| Source::new("policy.json", text.as_bytes().to_vec()).expect("small"));
        let documents: Vec<Extracted<'_>> = sources.iter().map(|source| host::extract(source, true)).collect();
        let read = |at: usize| Policy::read(&documents[at].documents[0], world.policy_type, catalogue());
        let (old_policy, new_policy) = (read(0), read(1));
        let (contexts, resources) = (world.contexts([old, new]), world.resources([old, new]));
        let pair = Pair { old: &old_policy, new: &new_policy, contexts, callers: &world.callers, resources };
        let Comparison { grants, doubts, .. } = new_access(&old_policy, &new_policy, catalogue());
        self.granted += u64::from(!grants.is_empty());
        self.doubtful += u64::from(!doubts.is_empty());
        let (mut is_doubted, mut is_unshown) = (false, false);
        let mut wrong = doubts.first().filter(|_| world.is_decided).map(|doubt| format!("not decided: {doubt:?}"));
        if let Some(grant) = grants.iter().find(|grant| !pair.is_new(&grant.witness)) {
            wrong = Some(format!("not new: {:?}", grant.witness));
        }
        for &action in world.actions {
            let names = |grant: &&Grant| grant.actions.iter().chain(&grant.idle).any(|one| one == action);
            let granting: Vec<&Grant> = grants.iter().filter(names).collect();
            let shows = |grant: &&Grant| pair.is_new(&Request { action: action.to_owned(), ..grant.witness.clone() });
            if granting.iter().any(shows) {
                continue;
            }
            let found = pair.find(action);
            let is_open = doubts.iter().any(|doubt| doubt.actions.iter().any(|one| one == action));
            match found {
                None if !granting.is_empty() => is_unshown = true,
                Some(request) if granting.is_empty() && !is_open => wrong = Some(format!("missed: {request:?}")),
                found => is_doubted |= granting.is_empty() && found.is_some(),
            }
        }
        self.doubted += u64::from(is_doubted);
        self.unshown += u64::from(is_unshown);
        if let Some(wrong) = wrong {
            self.wrong += 1;
            self.first.get_or_insert_with(|| format!("pair {seed}\nold {old}\nnew {new}\n{wrong}"));
        }
    }

    fn check(&self) {
        let Self { pairs, granted, wrong, first, .. } = self;
        assert!(first.is_none(), "{wrong} of {pairs} pairs are wrong, first\n{}", first.as_deref().unwrap_or_default());
        let are_alike = *granted < pairs / 4 || *granted > pairs - pairs / 10;
        assert!(*pairs < 100 || !are_alike, "too many pairs are alike: {self:?}");
        assert!(self.unshown <= pairs / 100, "too much is granted that nothing shows: {self:?}");
    }
}

#[test]
fn conditions() {
    let tally = Tally::run(&World::of_conditions(), 10_000);
    println!("{tally:?}");
    tally.check();
}

#[test]
fn principals() {
    let tally = Tally::run(&World::of_principals(), 7_000);
    println!("{tally:?}");
    tally.check();
}

/// Where variables meet other patterns some pairs stay open, and no new access is denied.
#[test]
fn variables() {
    let tally = Tally::run(&World::of_variables(), 3_000);
    println!("{tally:?}");
    tally.check();
    assert!(tally.doubtful * 5 < tally.pairs * 2, "too much is left open: {tally:?}");
}
