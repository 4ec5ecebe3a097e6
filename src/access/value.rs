//! One value that fits all that is asked of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::predicate::{CallerPattern, Predicate, account_of};
use super::request::Caller;
use crate::pattern::language::{Found, Glob, Token, is_letter, witness};

/// States that one search for a text may visit.
const NODES: u32 = 20_000;

/// One value that fits each predicate, or with `false` does not fit it.
pub(super) fn one_value(asked: &[(&Predicate, bool)]) -> Found<String> {
    let fits = |value: &str| asked.iter().all(|(predicate, sign)| predicate.fits(value) == *sign);
    if asked.iter().any(|(predicate, _)| matches!(predicate, Predicate::Truth { .. })) {
        return ["true", "false"]
            .into_iter()
            .find(|value| fits(value))
            .map_or(Found::No, |value| Found::Yes(value.to_owned()));
    }
    let texts: Vec<(&Vec<Glob>, bool)> = asked
        .iter()
        .filter_map(
            |(predicate, sign)| if let Predicate::Text(globs) = predicate { Some((globs, *sign)) } else { None },
        )
        .collect();
    if texts.len() == asked.len() {
        return one_text(&texts);
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
    let others = |value: &str| {
        asked.iter().filter(|(one, _)| !matches!(one, Predicate::Text(_))).all(|(one, sign)| one.fits(value) == *sign)
    };
    match (candidates.into_iter().find(|value| others(value)), one_text(&texts)) {
        (None, _) | (_, Found::No) => Found::No,
        _ => Found::GaveUp,
    }
}

/// One caller that fits each predicate, or with `false` does not.
pub(super) fn one_caller(asked: &[(&Predicate, bool)]) -> Option<Caller> {
    let mut candidates = Vec::new();
    for (predicate, _) in asked {
        let Predicate::Callers(patterns) = predicate else { continue };
        for pattern in patterns {
            match pattern {
                CallerPattern::Everyone => {}
                CallerPattern::Account(account) => {
                    candidates.push(Caller::Aws(format!("arn:aws:iam::{account}:user/example")));
                }
                CallerPattern::Role { arn, sessions } => {
                    candidates.push(Caller::Aws(arn.clone()));
                    candidates.push(Caller::Aws(format!("{sessions}example")));
                    let account = account_of(arn);
                    candidates.push(Caller::Aws(format!("arn:aws:iam::{account}:user/example")));
                }
                CallerPattern::One(caller) => {
                    candidates.push(caller.clone());
                    if let Caller::Aws(arn) = caller {
                        candidates.push(Caller::Aws(format!("arn:aws:iam::{}:user/example", account_of(arn))));
                    }
                }
            }
        }
    }
    candidates.push(Caller::Aws("arn:aws:iam::999999999999:user/example".to_owned()));
    candidates.push(Caller::Service("example.amazonaws.com".to_owned()));
    candidates.push(Caller::Federated("example.com".to_owned()));
    candidates.push(Caller::CanonicalUser("example".to_owned()));
    candidates.push(Caller::Anonymous);
    candidates.into_iter().find(|caller| asked.iter().all(|(predicate, sign)| predicate.names(caller) == *sign))
}

fn one_text(asked: &[(&Vec<Glob>, bool)]) -> Found<String> {
    let positive: Vec<&Vec<Glob>> = asked.iter().filter(|(_, sign)| *sign).map(|(globs, _)| *globs).collect();
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
    let positive: Vec<&[Glob]> = if open {
        opened.iter().map(Vec::as_slice).collect()
    } else {
        positive.into_iter().map(Vec::as_slice).collect()
    };
    let mut nodes = NODES;
    witness(&positive, &negative, &mut nodes)
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
