//! What a policy lacks of its template, weighed: where it comes nearest, and whether less was meant.

use super::Form;
use super::bind::{Alignment, Match};
use super::conform::Missing;
use super::place::{Place, statements};
use crate::access::{Grant, Limited, NearMiss};
use crate::pattern::{is_pattern, overlaps};
use crate::policy::{Policy, Statement};
use crate::source::Span;

/// What the form grants beyond a policy, weighed.
pub(super) struct Lack<'l, 'd> {
    pub(super) form: &'l Form<'d>,
    pub(super) filled: &'l Policy<'l>,
    pub(super) bound: &'l Policy<'l>,
    pub(super) alignment: &'l Alignment,
    pub(super) matches: &'l [Match],
    pub(super) own: &'l [Place<'d>],
}

impl Lack<'_, '_> {
    /// What is missing; nothing where the page says that it is needed only sometimes.
    pub(super) fn missing(&self, grant: Grant) -> Option<Missing> {
        let statement = &self.filled.statements[grant.statement];
        let template = statements(&self.form.root).iter().position(|node| node.span == statement.span())?;
        let nearest = self.nearest(template);
        if self.form.is_optional(template) && nearest.is_none() {
            return None;
        }
        let is_narrower = self.is_narrower(&grant, statement, template);
        let place = match &grant.near {
            NearMiss::Limited { limits, .. } => limits[0].place,
            NearMiss::Denied { statement } => self.bound.statements[*statement].span(),
            NearMiss::Nothing => {
                match nearest.and_then(|own| self.bound.statements.iter().find(|statement| statement.index == own)) {
                    Some(own) => own.actions.first().map_or(own.span(), |clause| clause.member.key.span),
                    None => self.bound.statement.map_or(self.bound.node.span, |member| member.key.span),
                }
            }
        };
        Some(Missing { grant, place, is_narrower })
    }

    /// How many strings of a statement of the form became strings of one of the policy.
    fn shared(&self, template: usize, own: usize) -> usize {
        let of_both = |found: &&Match| {
            self.form.blanks[found.blank].place.statement == Some(template)
                && self.own[found.place].statement == Some(own)
        };
        self.matches.iter().filter(of_both).count()
    }

    /// The statement of the policy that has most strings of one of the form.
    fn nearest(&self, template: usize) -> Option<usize> {
        self.alignment.of_template(template).max_by_key(|&own| (self.shared(template, own), usize::MAX - own))
    }

    /// The statement of the page that has most strings of one of the policy, or its actions.
    pub(super) fn beside(&self, own: usize) -> Option<(usize, Span)> {
        let shared = |template: usize| self.shared(template, own);
        let all = statements(&self.form.root);
        let best = self.alignment.of_own(own).max_by_key(|&template| (shared(template), usize::MAX - template));
        let best = best.or_else(|| {
            (0..all.len()).rev().max_by_key(|&template| shared(template)).filter(|&template| shared(template) > 0)
        });
        best.and_then(|template| Some((own, all.get(template)?.span)))
    }

    fn is_narrower(&self, grant: &Grant, statement: &Statement<'_>, template: usize) -> bool {
        match &grant.near {
            NearMiss::Denied { .. } => false,
            NearMiss::Limited { statement: own, limits } => limits.iter().all(|limit| match limit.element {
                Limited::Condition(_) => true,
                Limited::Caller => false,
                Limited::Resource => meets(&self.bound.statements[*own], statement),
            }),
            // All that is missing is what a wildcard of the template adds to actions that are there.
            NearMiss::Nothing => {
                let Some(clause) = statement.actions.first().filter(|clause| !clause.negated) else { return false };
                let is_spelt_out =
                    |action: &String| clause.entries.iter().any(|entry| entry.as_str().eq_ignore_ascii_case(action));
                let granted: Vec<&str> = self
                    .alignment
                    .of_template(template)
                    .filter_map(|own| self.bound.statements.iter().find(|statement| statement.index == own))
                    .flat_map(|own| &own.actions)
                    .flat_map(|clause| clause.entries.iter().map(crate::policy::ActionEntry::as_str))
                    .collect();
                let is_begun = |entry: &str| {
                    is_pattern(entry)
                        && granted.iter().any(|own| overlaps(&own.to_ascii_lowercase(), &entry.to_ascii_lowercase()))
                };
                let matching = |action: &String| {
                    clause.entries.iter().any(|entry| {
                        is_begun(entry.as_str()) && crate::pattern::matches_ignore_case(entry.as_str(), action)
                    })
                };
                grant.actions.iter().all(|action| !is_spelt_out(action) && matching(action))
            }
        }
    }
}

/// Whether two statements have resources in common.
fn meets(own: &Statement<'_>, template: &Statement<'_>) -> bool {
    let (Some(own), Some(template)) = (own.resources.first(), template.resources.first()) else { return true };
    own.negated
        || template.negated
        || own.entries.iter().any(|own| template.entries.iter().any(|entry| overlaps(own.as_str(), entry.as_str())))
}
