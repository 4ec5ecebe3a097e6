//! What a writer meant by a name that does not exist.

use super::{Action, Catalogue, Service};
use crate::pattern;

/// How many slips a name of this length can hold and still be known for another one.
fn limit(len: usize) -> usize {
    if len < 4 { 1 } else { (len / 4).max(2) }
}

/// The name that `text` is a slip of.
pub(super) fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let (mut near, mut behind) = (None, limit(text.len()) + 1);
    let mut last = None;
    for name in names {
        // Tables have rows of one name behind each other. Of names as near as another the first one counts.
        if last.replace(name) == Some(name) || behind == 0 || !may_be_near(name, text, behind - 1) {
            continue;
        }
        let distance = distance(name, text);
        if distance < behind {
            (near, behind) = (Some(name), distance);
        }
    }
    near
}

/// Whether names of such lengths and of such letters can be so close at all: that is asked first, because
/// looking at them costs the product of their lengths. A slip adds one letter, takes one away, or does both.
fn may_be_near(name: &str, text: &str, limit: usize) -> bool {
    if name.len().abs_diff(text.chars().count()) > limit {
        return false;
    }
    // How many more of some letters the name has; in which case does not count.
    let mut more = [0_i32; 32];
    let kind = |letter: char| letter as usize % 32;
    name.chars().for_each(|letter| more[kind(letter)] += 1);
    text.chars().for_each(|letter| more[kind(letter)] -= 1);
    let sum = |sign: i32| more.iter().map(|count| (count * sign).max(0).unsigned_abs() as usize).sum::<usize>();
    sum(1) <= limit && sum(-1) <= limit
}

fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_ascii_lowercase(), &b.to_ascii_lowercase())
}

impl<'a> Service<'a> {
    /// The action of this service that `name` is a slip of.
    pub fn nearest_action(self, name: &str) -> Option<Action<'a>> {
        let limit = limit(name.len());
        self.actions()
            .filter(|action| action.can_be_granted() && may_be_near(action.name(), name, limit))
            .map(|action| (distance(action.name(), name), action))
            .filter(|&(distance, _)| distance <= limit)
            .min_by_key(|&(distance, _)| distance)
            .map(|(_, action)| action)
    }

    /// The full name of the condition key of this service that `name` is a slip of.
    fn nearest_key(self, name: &str) -> Option<String> {
        nearest_key(name, self.condition_keys().map(|key| key.name))
    }

    /// Whether `name`, a name or a pattern, grants something in this service, and not in any.
    fn grants(self, name: &str) -> bool {
        if pattern::is_pattern(name) {
            let says_something = name.bytes().any(|byte| byte.is_ascii_alphanumeric());
            return says_something && self.matching(name).next().is_some();
        }
        self.action(name).is_some_and(Action::can_be_granted)
    }

    /// Whether people call the service so: by words of its name (`stepfunctions`) or by the
    /// initials of all of them (`efs`).
    fn is_called(self, prefix: &str) -> bool {
        let letters = |text: &str| text.bytes().filter(u8::is_ascii_alphanumeric).collect::<Vec<_>>();
        let called = letters(&prefix.to_ascii_lowercase());
        if called.len() < 3 {
            return false;
        }
        let name = self.name().to_ascii_lowercase();
        let words = || name.split([' ', '-']).filter(|word| !["aws", "amazon", "v2"].contains(word));
        words().filter_map(|word| word.bytes().next()).eq(called.iter().copied())
            || called.len() >= 5 && words().flat_map(letters).take(called.len()).eq(called)
    }
}

impl<'a> Catalogue<'a> {
    /// The service that was meant by the prefix of `prefix:name`: one with a similar prefix that
    /// has such an action; else the one that people call so; else the only one that has it; else
    /// one with a similar prefix.
    pub fn nearest_service(self, prefix: &str, name: &str) -> Option<Service<'a>> {
        let limit = limit(prefix.len());
        let mut similar: Vec<(usize, Service<'a>)> = self
            .services()
            .filter(|service| may_be_near(service.prefix(), prefix, limit))
            .map(|service| (distance(service.prefix(), prefix), service))
            .filter(|&(distance, _)| distance <= limit)
            .collect();
        similar.sort_by_key(|&(distance, service)| (!service.grants(name), distance));
        let similar = similar.first().map(|&(_, service)| service);
        if let Some(service) = similar.filter(|service| service.grants(name)) {
            return Some(service);
        }
        let called: Vec<Service<'a>> = self.services().filter(|service| service.is_called(prefix)).collect();
        only(called.iter().copied().filter(|service| service.grants(name)))
            // A pattern says too little of what was meant.
            .or_else(|| only(self.services_with(name).map(Action::service)))
            .or_else(|| only(called.iter().copied()))
            // Of three letters, some prefix is always but one away.
            .or_else(|| similar.filter(|_| prefix.len() > 3))
    }

    /// The services that have an action of this name.
    pub fn services_with(self, name: &str) -> impl Iterator<Item = Action<'a>> {
        // There are hundreds of services, and one room for all the full names.
        let mut full = String::new();
        let named = self.services().filter_map(move |service| {
            full.clear();
            full.extend([service.prefix(), ":", name]);
            self.action(&full)
        });
        named.filter(|action| action.can_be_granted())
    }

    /// The condition key that was meant by `name`, in full: a slip of one with the same prefix, or
    /// the same name behind the prefix that it belongs to.
    pub fn nearest_condition_key(self, name: &str) -> Option<String> {
        let name = name.trim();
        let (prefix, rest) = name.split_once(':').unwrap_or(("", name));
        let similar = match self.service(prefix) {
            _ if prefix.eq_ignore_ascii_case("aws") => nearest_key(name, self.global_key_names()),
            Some(service) => service.nearest_key(name),
            None => None,
        };
        similar.or_else(|| self.global_key_called(rest)).or_else(|| self.only_service_key_called(rest))
    }

    fn global_key_called(self, rest: &str) -> Option<String> {
        let key = self.global_key(&format!("aws:{rest}"))?;
        Some(if key.name.contains("${") { format!("aws:{rest}") } else { key.name.to_owned() })
    }

    fn only_service_key_called(self, rest: &str) -> Option<String> {
        let mut found =
            self.services().filter_map(|service| service.condition_key(&format!("{}:{rest}", service.prefix())));
        let only = found.next().filter(|key| !key.name.contains("${"))?;
        found.next().is_none().then(|| only.name.to_owned())
    }
}

/// The one item, if there is but one.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let only = items.next()?;
    items.next().is_none().then_some(only)
}

/// The one of these condition keys that `name` is a slip of. Where a part of a key varies, as the
/// name of a tag does, that part is taken from `name`.
fn nearest_key<'k>(name: &str, keys: impl Iterator<Item = &'k str>) -> Option<String> {
    let (prefix, rest) = name.split_once(':')?;
    let limit = limit(rest.len());
    let candidates = keys.filter_map(|key| {
        let (found, known) = key.split_once(':')?;
        if !found.eq_ignore_ascii_case(prefix) {
            return None;
        }
        let distance = |name: &str, text: &str| may_be_near(name, text, limit).then(|| distance(name, text));
        let Some((stem, _)) = known.split_once("${") else { return Some((distance(known, rest)?, key.to_owned())) };
        let stem_name = stem.strip_suffix(['/', ':'])?;
        match rest.split_once(['/', ':', '.', '=']) {
            Some((written, varies)) if !varies.is_empty() => {
                Some((distance(stem_name, written)?, format!("{found}:{stem}{varies}")))
            }
            _ => Some((distance(stem_name, rest)?, key.to_owned())),
        }
    });
    candidates.filter(|&(distance, _)| distance <= limit).min_by_key(|&(distance, _)| distance).map(|(_, key)| key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_near_may_be_near(a in "[a-dA-D0-2é-]{0,8}", b in "[a-dA-D0-2é-]{0,8}", limit in 0_usize..4) {
            // The length of a name of the catalogue, which is ASCII, is that of its bytes.
            prop_assume!(a.is_ascii());
            prop_assert!(may_be_near(&a, &b, limit) || distance(&a, &b) > limit, "{:?} {:?}", a, b);
        }
    }
}
