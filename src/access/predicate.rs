//! What can be asked of one value.

use super::request::Caller;
use crate::pattern::language::Glob;
use crate::policy::{Comparison, IpRange, PrincipalClause, PrincipalKind, seconds_of};
use crate::tree::Text;

/// A predicate on one value of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Predicate {
    /// A text that one of these matches.
    Text(Vec<Glob>),
    /// `true`, `false`: which of them fit.
    Truth { yes: bool, no: bool },
    /// A number that one of these comparisons fits.
    Number(Vec<(Order, Bits)>),
    /// An address in one of these ranges, as text.
    Address(Vec<String>),
    /// One of these callers.
    Callers(Vec<CallerPattern>),
}

/// How a number compares with a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A number by its bits, which can be compared and hashed. Nought has one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Bits(u64);

/// An entry of `Principal`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum CallerPattern {
    Everyone,
    Account(String),
    /// A role and its sessions.
    Role {
        arn: String,
        sessions: String,
    },
    One(Caller),
    /// Anybody but the callers of these accounts, services and whom others vouch for.
    Stranger(Vec<String>),
}

impl From<f64> for Bits {
    fn from(number: f64) -> Self {
        Self((number + 0.0).to_bits())
    }
}

impl Bits {
    pub(super) const fn value(self) -> f64 {
        f64::from_bits(self.0)
    }
}

impl Predicate {
    pub(super) fn text(mut globs: Vec<Glob>) -> Self {
        globs.sort_unstable();
        globs.dedup();
        Self::Text(globs)
    }

    pub(super) fn truths(texts: &[String]) -> Option<Self> {
        let (mut yes, mut no) = (false, false);
        for text in texts {
            match text.to_ascii_lowercase().as_str() {
                "true" => yes = true,
                "false" => no = true,
                _ => return None,
            }
        }
        Some(Self::Truth { yes, no })
    }

    pub(super) fn numbers(comparison: Comparison, texts: &[String]) -> Option<Self> {
        let numbers: Option<Vec<f64>> =
            texts.iter().map(|text| number(text).filter(|&number| is_exact(number))).collect();
        Some(Self::ordered(comparison, &numbers?))
    }

    pub(super) fn dates(comparison: Comparison, texts: &[String]) -> Option<Self> {
        let instants: Option<Vec<f64>> =
            texts.iter().map(|text| seconds_of(text).filter(|&seconds| is_exact(seconds))).collect();
        Some(Self::ordered(comparison, &instants?))
    }

    fn ordered(comparison: Comparison, numbers: &[f64]) -> Self {
        let name = comparison.name();
        let order = match (name.contains("Less"), name.contains("Greater"), name.ends_with("ThanEquals")) {
            (true, _, false) => Order::Less,
            (true, _, true) => Order::LessOrEqual,
            (_, true, false) => Order::Greater,
            (_, true, true) => Order::GreaterOrEqual,
            _ => Order::Equal,
        };
        let mut pairs: Vec<(Order, Bits)> = numbers.iter().map(|&number| (order, number.into())).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self::Number(pairs)
    }

    pub(super) fn addresses(texts: &[String]) -> Option<Self> {
        let mut ranges = Vec::new();
        for text in texts {
            ranges.push(IpRange::parse(text)?.network().to_string());
        }
        ranges.sort_unstable();
        ranges.dedup();
        Some(Self::Address(ranges))
    }

    /// The callers of a clause; nothing where one of them cannot be read. An entry that `is_hole`
    /// still has to be filled in: it is somebody, known by how it is written.
    pub(super) fn callers(clause: &PrincipalClause<'_>, is_hole: impl Fn(&Text<'_>) -> bool) -> Option<Self> {
        if clause.open {
            return None;
        }
        let entries = clause.entries.iter();
        let mut patterns: Vec<CallerPattern> = entries
            .map(|entry| caller(entry.kind, entry.as_str(), is_hole(entry.entry.text)))
            .collect::<Option<_>>()?;
        patterns.sort_unstable();
        patterns.dedup();
        Some(Self::Callers(patterns))
    }

    /// Whether a value fits. Callers are asked by [`Predicate::names`].
    pub(super) fn fits(&self, value: &str) -> bool {
        match self {
            Self::Text(globs) => globs.iter().any(|glob| glob.matches(value)),
            Self::Truth { yes, no } => {
                *yes && value.eq_ignore_ascii_case("true") || *no && value.eq_ignore_ascii_case("false")
            }
            Self::Number(pairs) => number(value).or_else(|| seconds_of(value)).is_some_and(|value| {
                pairs.iter().any(|(order, constant)| match order {
                    #[allow(clippy::float_cmp)]
                    Order::Equal => value == constant.value(),
                    Order::Less => value < constant.value(),
                    Order::LessOrEqual => value <= constant.value(),
                    Order::Greater => value > constant.value(),
                    Order::GreaterOrEqual => value >= constant.value(),
                })
            }),
            Self::Address(ranges) => IpRange::parse(value).is_some_and(|value| {
                ranges.iter().filter_map(|range| IpRange::parse(range)).any(|range| range.contains(value))
            }),
            Self::Callers(_) => false,
        }
    }

    /// The patterns of a text.
    pub(super) fn globs(&self) -> Option<&[Glob]> {
        if let Self::Text(globs) = self { Some(globs) } else { None }
    }

    /// How many alternatives there are. A long text counts as several.
    pub(super) fn size(&self) -> u32 {
        let len = match self {
            Self::Text(globs) => globs.iter().map(|glob| 1 + glob.tokens().len() / LONG).sum(),
            Self::Truth { .. } => 1,
            Self::Number(pairs) => pairs.len(),
            Self::Address(ranges) => ranges.len(),
            Self::Callers(patterns) => patterns.len(),
        };
        u32::try_from(len).unwrap_or(u32::MAX)
    }

    /// Whether a caller is one of those.
    pub(super) fn names(&self, caller: &Caller) -> bool {
        let Self::Callers(patterns) = self else { return false };
        patterns.iter().any(|pattern| match (pattern, caller) {
            (CallerPattern::Everyone, _) | (CallerPattern::Stranger(_), Caller::Anonymous) => true,
            (CallerPattern::Account(account), Caller::Aws(who)) => account_of(who) == account,
            (CallerPattern::Role { arn, sessions }, Caller::Aws(who)) => who == arn || who.starts_with(sessions),
            (CallerPattern::One(one), caller) => one == caller,
            (CallerPattern::Stranger(known), Caller::Aws(who)) => {
                !known.iter().any(|account| account == account_of(who))
            }
            _ => false,
        })
    }
}

/// So many tokens of a text count as one more.
const LONG: usize = 128;

/// Whether the neighbours of a number are numbers of their own.
fn is_exact(number: f64) -> bool {
    number.abs() < 1e15
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// The account of a caller: a field of its ARN, or all of the text.
pub(super) fn account_of(who: &str) -> &str {
    who.split(':').nth(4).unwrap_or(who)
}

fn caller(kind: PrincipalKind<'_>, text: &str, is_hole: bool) -> Option<CallerPattern> {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let one = |caller| Some(CallerPattern::One(caller));
    match kind {
        PrincipalKind::Bare | PrincipalKind::Aws if text == "*" => Some(CallerPattern::Everyone),
        _ if text.contains(['*', '?', '$']) && !is_hole => None,
        PrincipalKind::Aws if is_account(text) => Some(CallerPattern::Account(text.to_owned())),
        PrincipalKind::Aws => {
            let fields: Vec<&str> = text.splitn(6, ':').collect();
            let ["arn", partition, service, "", account, name] = fields.as_slice() else {
                return if is_hole { one(Caller::Aws(text.to_owned())) } else { None };
            };
            match (*service, name.split_once('/')) {
                ("iam", None) if *name == "root" => Some(CallerPattern::Account((*account).to_owned())),
                ("iam", Some(("role", path))) => {
                    let name = path.rsplit('/').next().unwrap_or(path);
                    let sessions = format!("arn:{partition}:sts::{account}:assumed-role/{name}/");
                    Some(CallerPattern::Role { arn: text.to_owned(), sessions })
                }
                _ => one(Caller::Aws(text.to_owned())),
            }
        }
        PrincipalKind::Service => one(Caller::Service(text.to_owned())),
        PrincipalKind::Federated => one(Caller::Federated(text.to_owned())),
        PrincipalKind::CanonicalUser => one(Caller::CanonicalUser(text.to_owned())),
        PrincipalKind::Bare | PrincipalKind::Unknown(_) => None,
    }
}
