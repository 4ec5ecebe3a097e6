//! What the reference says of ARNs, field by field.

use std::collections::BTreeMap;

use super::Data;

/// What an ARN format stands for, as a pattern: what varies is `*`. A region or an account that
/// the format names is never empty, hence `?*` there.
pub(crate) fn pattern(arn: &str) -> String {
    let fields = arn.splitn(6, ':').enumerate().map(|(index, field)| match index {
        3 | 4 => varying(field).replace('*', "?*"),
        _ => varying(field),
    });
    fields.collect::<Vec<_>>().join(":")
}

/// What the ARN formats hold literally: a row for each service segment, with the words that
/// stand between the variables of its resource parts.
pub(super) fn services(data: &Data) -> Vec<Vec<String>> {
    let mut words: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for arn in data.services.values().flat_map(|service| &service.resources).flat_map(|resource| &resource.arns) {
        let mut fields = arn.splitn(6, ':').skip(2);
        let (Some(service), Some(resource)) = (fields.next(), fields.nth(2)) else { continue };
        let words = words.entry(service.to_owned()).or_default();
        words.extend(
            resource.split(['/', ':']).filter(|word| !word.is_empty() && !word.contains("${")).map(str::to_owned),
        );
    }
    let rows = words.into_iter().map(|(service, mut words)| {
        words.sort();
        words.dedup();
        vec![service, if words.is_empty() { "-".to_owned() } else { words.join(" ") }]
    });
    std::iter::once(vec!["service".to_owned(), "words".to_owned()]).chain(rows).collect()
}

/// The formats of ARNs, split into their fields; what varies is written `*`, and a field that is
/// empty `-`.
pub(super) fn formats(data: &Data) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let resources = data
        .services
        .iter()
        .flat_map(|(prefix, service)| service.resources.iter().map(move |resource| (prefix, resource)));
    for (prefix, resource) in resources {
        for arn in &resource.arns {
            let fields: Vec<String> = arn.splitn(6, ':').map(varying).collect();
            let [_, _, service, region, account, pattern] = fields.as_slice() else { continue };
            let cell = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
            // Other services have names of their own for it; that of its service goes first.
            let rank = if service == prefix { "0" } else { "1" };
            let row = [service.as_str(), &cell(region), &cell(account), pattern, rank, &resource.name];
            rows.push(row.map(str::to_owned).to_vec());
        }
    }
    rows.sort();
    rows.dedup_by(|next, kept| next[..4] == kept[..4]);
    for row in &mut rows {
        row.remove(4);
    }
    let header = ["service", "region", "account", "resource", "type"];
    std::iter::once(header.map(str::to_owned).to_vec()).chain(rows).collect()
}

/// A field with each `${…}` as `*`.
fn varying(field: &str) -> String {
    let mut text = String::new();
    let mut rest = field;
    while let Some(start) = rest.find("${") {
        text.push_str(&rest[..start]);
        text.push('*');
        rest = rest[start..].find('}').map_or("", |end| &rest[start + end + 1..]);
    }
    text + rest
}
