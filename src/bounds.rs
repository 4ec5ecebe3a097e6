//! What policies are held against, besides what is right for all of them: other policies, and
//! access that nobody is to have.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::access::{self, Access, Comparison};
use crate::catalogue::Catalogue;
use crate::policy::{Document, Policy};
use crate::source::Source;
use crate::template::{self, Conformance, Template};

/// What every policy of a run is held against.
#[derive(Clone, Debug, Default)]
pub struct Bounds<'c> {
    /// The policy as it was before: what it did not grant is new.
    pub before: Option<Reference<'c>>,
    /// The policy as it will be: what it does not grant gets lost.
    pub after: Option<Reference<'c>>,
    /// What no policy is to grant.
    pub forbidden: Vec<Forbidden>,
    /// Policies of which none is to grant more.
    pub ceilings: Vec<Reference<'c>>,
    /// The documented template that the policies were made from.
    pub template: Option<&'c Template<'c>>,
}

/// Access that nobody is to have.
#[derive(Clone, Debug)]
pub struct Forbidden {
    /// What messages call the prohibition.
    pub name: Option<String>,
    /// The access.
    pub access: Access,
}

/// A policy that others are compared with.
#[derive(Clone, Debug)]
pub struct Reference<'c> {
    /// The file that it stands in.
    pub source: Arc<Source>,
    /// The policy.
    pub policy: &'c Policy<'c>,
}

/// How one policy compares with its bounds. Nothing is compared before somebody asks.
#[derive(Debug)]
pub struct Judgement<'a> {
    document: &'a Document<'a>,
    policy: &'a Policy<'a>,
    catalogue: Catalogue<'a>,
    bounds: &'a Bounds<'a>,
    conformance: OnceCell<Option<Conformance<'a>>>,
    gained: OnceCell<Comparison>,
    lost: OnceCell<Comparison>,
    forbidden: OnceCell<Vec<Comparison>>,
    exceeding: OnceCell<Vec<Comparison>>,
}

impl<'a> Judgement<'a> {
    /// Holds a policy against these bounds.
    pub fn new(
        document: &'a Document<'a>,
        policy: &'a Policy<'a>,
        catalogue: Catalogue<'a>,
        bounds: &'a Bounds<'a>,
    ) -> Self {
        let (gained, lost) = (OnceCell::new(), OnceCell::new());
        let (forbidden, exceeding) = (OnceCell::new(), OnceCell::new());
        let conformance = OnceCell::new();
        Self { document, policy, catalogue, bounds, conformance, gained, lost, forbidden, exceeding }
    }

    /// How the policy compares with the template that it was made from.
    pub fn conformance(&self) -> Option<(&'a Template<'a>, &Conformance<'a>)> {
        let template = self.bounds.template?;
        let conform = || template::conform(template, self.document, self.policy.policy_type, self.catalogue);
        Some((template, self.conformance.get_or_init(conform).as_ref()?))
    }

    /// What the policy grants and did not grant before.
    pub fn gained(&self) -> Option<(&'a Reference<'a>, &Comparison)> {
        let reference = self.bounds.before.as_ref()?;
        Some((reference, self.gained.get_or_init(|| self.beyond(reference))))
    }

    /// What the policy grants and will not grant any more.
    pub fn lost(&self) -> Option<(&'a Reference<'a>, &Comparison)> {
        let reference = self.bounds.after.as_ref()?;
        Some((reference, self.lost.get_or_init(|| self.beyond(reference))))
    }

    /// What the policy grants of each access that is forbidden.
    pub fn forbidden(&self) -> impl Iterator<Item = (&'a Forbidden, &Comparison)> {
        let forbidden = &self.bounds.forbidden;
        let granted = |it: &Forbidden| access::granted(self.policy, &it.access, self.catalogue);
        forbidden.iter().zip(self.forbidden.get_or_init(|| forbidden.iter().map(granted).collect()))
    }

    /// What the policy grants beyond each ceiling.
    pub fn exceeding(&self) -> impl Iterator<Item = (&'a Reference<'a>, &Comparison)> {
        let ceilings = &self.bounds.ceilings;
        let all = self.exceeding.get_or_init(|| ceilings.iter().map(|ceiling| self.beyond(ceiling)).collect());
        ceilings.iter().zip(all)
    }

    fn beyond(&self, reference: &Reference<'a>) -> Comparison {
        access::new_access(reference.policy, self.policy, self.catalogue)
    }
}
