//! One value that fits all that is asked of it.

use std::cell::LazyCell;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::glob::plain_glob;
use super::predicate::{CallerPattern, Predicate, account_of};
use super::request::Caller;
use crate::pattern::language::{Found, Glob, Token, is_letter, witness};

/// One value that fits each predicate, or with `false` does not fit it. `nodes` is how much may be
/// looked at for it; what is left is put back.
pub(super) fn one_value<'p>(asked: &[(&'p Predicate, bool)], nodes: &mut u32) -> Found<String> {
    let fits = |value: &str| asked.iter().all(|(predicate, sign)| predicate.fits(value) == *sign);
    let truths = LazyCell::new(|| [true, false].map(truth));
    let text = |predicate: &'p Predicate| match predicate {
        Predicate::Text(globs) => Some(globs.as_slice()),
        Predicate::Truth { yes: true, no: true } => Some(&truths[..]),
        Predicate::Truth { yes: true, no: false } => Some(&truths[..1]),
        Predicate::Truth { yes: false, .. } => Some(&truths[1..]),
        _ => None,
    };
    let texts: Vec<(&[Glob], bool)> =
        asked.iter().filter_map(|&(predicate, sign)| Some((text(predicate)?, sign))).collect();
    if texts.len() == asked.len() {
        return one_text(&texts, nodes);
    }
    let candidates = candidates(asked);
    if let Some(value) = candidates.iter().find(|value| fits(value)) {
        return Found::Yes(value.clone());
    }
    // A key that is compared as text and as something else: whether both can be had at once is not
    // decided here. Each by itself must be possible.
    if texts.is_empty() {
        return Found::No;
    }
    let others =
        |value: &str| asked.iter().filter(|(one, _)| text(one).is_none()).all(|(one, sign)| one.fits(value) == *sign);
    match (candidates.into_iter().find(|value| others(value)), one_text(&texts, nodes)) {
        (None, _) | (_, Found::No) => Found::No,
        _ => Found::GaveUp,
    }
}

/// `true` or `false`, whatever its case.
fn truth(value: bool) -> Glob {
    plain_glob(if value { "true" } else { "false" }, true)
}

/// One caller that fits each predicate, or with `false` does not.
pub(super) fn one_caller(asked: &[(&Predicate, bool)]) -> Option<Caller> {
    // What stands before the name of somebody whom the policy need not know.
    let mut stems: Vec<String> = Vec::new();
    let mut candidates = Vec::new();
    let mut accounts = Vec::new();
    for (predicate, _) in asked {
        let Predicate::Callers(patterns) = predicate else { continue };
        for pattern in patterns {
            match pattern {
                CallerPattern::Everyone => {}
                CallerPattern::Account(account) => accounts.push(account.as_str()),
                CallerPattern::Role { arn, sessions } => {
                    candidates.push(Caller::Aws(arn.clone()));
                    stems.push(sessions.clone());
                    accounts.push(account_of(arn));
                }
                CallerPattern::One(caller) => {
                    candidates.push(caller.clone());
                    if let Caller::Aws(arn) = caller {
                        accounts.push(account_of(arn));
                    }
                }
                CallerPattern::Stranger(known) => accounts.extend(known.iter().map(String::as_str)),
            }
        }
    }
    // One of so many is not among them.
    let mut fresh = (0..=accounts.len() as u64).map(|at| (999_999_999_999 - at).to_string());
    let fresh = fresh.find(|own| !accounts.contains(&own.as_str()));
    let accounts = accounts.into_iter().chain(fresh.as_deref());
    stems.extend(accounts.map(|account| format!("arn:aws:iam::{account}:user/")));
    for stem in stems {
        let names = std::iter::once("example".to_owned()).chain((2..).map(|at| format!("example{at}")));
        let mut callers = names.map(|name| Caller::Aws(format!("{stem}{name}")));
        candidates.extend(callers.find(|caller| !candidates.contains(caller)));
    }
    candidates.push(Caller::Service("example.amazonaws.com".to_owned()));
    candidates.push(Caller::Federated("example.com".to_owned()));
    candidates.push(Caller::CanonicalUser("example".to_owned()));
    candidates.push(Caller::Anonymous);
    candidates.into_iter().find(|caller| asked.iter().all(|(predicate, sign)| predicate.names(caller) == *sign))
}

fn one_text(asked: &[(&[Glob], bool)], nodes: &mut u32) -> Found<String> {
    let positive: Vec<&[Glob]> = asked.iter().filter(|(_, sign)| *sign).map(|(globs, _)| *globs).collect();
    let negative: Vec<&Glob> = asked.iter().filter(|(_, sign)| !*sign).flat_map(|(globs, _)| *globs).collect();
    // A variable that meets another pattern may be whatever that one asks for.
    let has_letter =
        |glob: &Glob| glob.tokens().iter().any(|token| matches!(token, Token::Char { c, .. } if is_letter(*c)));
    let open = positive.len() > 1 && positive.iter().any(|globs| globs.iter().any(has_letter));
    let opened: Vec<Vec<Glob>> = if open {
        positive.iter().map(|globs| globs.iter().map(opened_letters).collect()).collect()
    } else {
        Vec::new()
    };
    let positive: Vec<&[Glob]> = if open { opened.iter().map(Vec::as_slice).collect() } else { positive };
    witness(&positive, &negative, nodes)
}

/// The glob with any text where variables stand.
fn opened_letters(glob: &Glob) -> Glob {
    let open = |token: &Token| match token {
        Token::Char { c, .. } if is_letter(*c) => Token::Any { within: false },
        token => *token,
    };
    Glob::new(glob.tokens().iter().map(open).collect())
}

/// Numbers and addresses, one of each kind that the predicates can tell apart.
fn candidates(asked: &[(&Predicate, bool)]) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut addresses =
        vec![IpAddr::V4(Ipv4Addr::new(8, 8, 8, 8)), IpAddr::V6(Ipv6Addr::new(0x2600, 0, 0, 0, 0, 0, 0, 1))];
    let mut has_addresses = false;
    for (predicate, _) in asked {
        match predicate {
            Predicate::Number(pairs) => numbers.extend(pairs.iter().map(|(_, constant)| constant.value())),
            Predicate::Address(ranges) => {
                has_addresses = true;
                addresses.extend(ranges.iter().flat_map(|range| ends(range)));
            }
            _ => {}
        }
    }
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    let between: Vec<f64> = numbers.windows(2).map(|pair| f64::midpoint(pair[0], pair[1])).collect();
    let beyond = [numbers.first().map(|least| least - 1.0), numbers.last().map(|most| most + 1.0)];
    numbers.extend(between);
    numbers.extend(beyond.into_iter().flatten());
    let mut texts: Vec<String> = numbers.iter().map(f64::to_string).collect();
    if has_addresses {
        addresses.extend([IpAddr::V4(Ipv4Addr::UNSPECIFIED), IpAddr::V6(Ipv6Addr::UNSPECIFIED)]);
        texts.extend(addresses.iter().map(IpAddr::to_string));
    }
    texts
}

/// The first address of a range, and the one behind its last.
fn ends(range: &str) -> Vec<IpAddr> {
    let (address, prefix) = range.split_once('/').unwrap_or((range, ""));
    let Ok(first) = address.parse::<IpAddr>() else { return Vec::new() };
    let prefix: Option<u32> = prefix.parse().ok();
    let behind = match first {
        IpAddr::V4(address) => {
            let size = 1_u32.checked_shl(32 - prefix.unwrap_or(32)).unwrap_or(0);
            u32::from(address).checked_add(size).filter(|_| size > 0).map(|next| IpAddr::V4(next.into()))
        }
        IpAddr::V6(address) => {
            let size = 1_u128.checked_shl(128 - prefix.unwrap_or(128)).unwrap_or(0);
            u128::from(address).checked_add(size).filter(|_| size > 0).map(|next| IpAddr::V6(next.into()))
        }
    };
    std::iter::once(first).chain(behind).collect()
}
