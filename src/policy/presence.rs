//! What is left of a condition when one of its values matches everything.

use super::condition::{Operator, SetOperator};

/// What a condition comes to when one of its values is `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It holds when the request has a value for the key.
    Present,
    /// It holds when the request has no value for the key.
    Absent,
    /// It holds for every request.
    Always,
    /// It holds for no request.
    Never,
}

impl Operator {
    /// What a condition with this operator comes to when one of its values matches everything;
    /// nothing for a comparison without wildcards.
    ///
    /// A key without a value fits `ForAllValues` and every negated comparison, and whatever ends
    /// in `IfExists`; it does not fit `ForAnyValue`. A key with values always fits `*`, and never
    /// its negation.
    pub fn matching_anything(self) -> Option<Outcome> {
        if !self.comparison.has_wildcards() {
            return None;
        }
        let fits_absent = self.if_exists
            || match self.set {
                Some(SetOperator::ForAllValues) => true,
                Some(SetOperator::ForAnyValue) => false,
                None => self.is_negated(),
            };
        Some(match (fits_absent, !self.is_negated()) {
            (true, true) => Outcome::Always,
            (true, false) => Outcome::Absent,
            (false, true) => Outcome::Present,
            (false, false) => Outcome::Never,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes() {
        let outcome = |name: &str| Operator::parse(name).and_then(Operator::matching_anything);
        for (name, expected) in [
            ("StringLike", Some(Outcome::Present)),
            ("ForAnyValue:StringLike", Some(Outcome::Present)),
            ("ArnLike", Some(Outcome::Present)),
            ("StringNotLike", Some(Outcome::Absent)),
            ("StringNotLikeIfExists", Some(Outcome::Absent)),
            ("ForAllValues:StringNotLike", Some(Outcome::Absent)),
            ("StringLikeIfExists", Some(Outcome::Always)),
            ("ForAllValues:StringLike", Some(Outcome::Always)),
            ("ForAllValues:StringLikeIfExists", Some(Outcome::Always)),
            ("ForAnyValue:StringNotLike", Some(Outcome::Never)),
            ("StringEquals", None),
            ("Null", None),
        ] {
            assert_eq!(outcome(name), expected, "{name}");
        }
    }
}
