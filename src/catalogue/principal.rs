//! Service principals: `lambda.amazonaws.com` and its like.

use super::Catalogue;
use super::table::TableName;

/// The domain of a few services besides those of the partitions.
const AMAZON: &str = "amazon.com";

/// A text that has the form of a service principal: `logs.eu-west-1.amazonaws.com`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePrincipal<'t> {
    /// What stands before region and domain: `logs`, `batchoperations.s3`.
    pub service: &'t str,
    /// The region, where it names one.
    pub region: Option<&'t str>,
    /// The domain: `amazonaws.com`.
    pub domain: &'t str,
}

impl<'a> Catalogue<'a> {
    /// Takes a service principal apart; nothing where `text` does not have the form of one, which
    /// is lower-case labels before a domain of AWS.
    pub fn service_principal(self, text: &str) -> Option<ServicePrincipal<'_>> {
        let partitions = self.table(TableName::Partitions);
        let mut domains = partitions.rows().filter_map(|row| row.cell(1)).chain([AMAZON]);
        let (stem, domain) = domains.find_map(|domain| {
            let stem = text.strip_suffix(domain)?.strip_suffix('.')?;
            Some((stem, &text[stem.len() + 1..]))
        })?;
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        if !stem.split('.').all(is_label) {
            return None;
        }
        let (service, region) = match stem.rsplit_once('.') {
            Some((service, region)) if self.region(region).is_some() => (service, Some(region)),
            _ => (stem, None),
        };
        Some(ServicePrincipal { service, region, domain })
    }

    /// Whether the list of service principals, which is never complete, has this one.
    pub fn is_service_principal(self, text: &str) -> bool {
        self.table(TableName::ServicePrincipals).find(text).is_some()
    }

    /// The known service whose principal `principal` is a slip of. The list of service principals
    /// is never complete, so a name is taken for a slip only where it is long enough to tell.
    pub fn nearest_service_principal(self, principal: ServicePrincipal<'_>) -> Option<&'a str> {
        let service = principal.service;
        let limit = match service.split('.').next().map_or(0, str::len) {
            0..5 => return None,
            5..9 => 1,
            _ => 2,
        };
        let known = || {
            let table = self.table(TableName::ServicePrincipals);
            table.rows().filter_map(|row| row.cell(0)?.strip_suffix(".amazonaws.com"))
        };
        if known().any(|known| known == service) || self.service(service).is_some() {
            return None;
        }
        // `inspector` and `inspector2`, `lex` and `lexv2` are services of their own.
        let unversioned = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "").trim_end_matches('v').to_owned();
        known()
            .filter(|known| known.len().abs_diff(service.len()) <= limit)
            .map(|known| (strsim::osa_distance(known, service), known))
            .filter(|&(distance, known)| distance <= limit && unversioned(known) != unversioned(service))
            .min_by_key(|&(distance, _)| distance)
            .map(|(_, known)| known)
    }

    /// Whether the service says in its requests for which resource and account it acts
    /// (`aws:SourceArn`, `aws:SourceAccount`) when it calls actions of `called`.
    pub fn sends_source_keys(self, principal: ServicePrincipal<'_>, called: &str) -> bool {
        let row = self.table(TableName::SourceKeySenders).find(principal.service);
        row.is_some_and(|row| row.words(1).all(|except| !except.eq_ignore_ascii_case(called)))
    }
}
