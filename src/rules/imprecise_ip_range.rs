//! A range of addresses that does not begin with its first address.

use crate::fix::{Edit, Fix};
use crate::policy::{Condition, Family, IpRange, Statement};
use crate::rule::{Context, rule};
use crate::wording::quote;

rule!("imprecise-ip-range", Style, Advice, ["IMPROVE_IP_RANGE"], Statement(check));

fn check(statement: &Statement<'_>, cx: &mut Context<'_>) {
    let compared =
        |condition: &&Condition<'_>| condition.operator.is_some_and(|operator| operator.family() == Family::IpAddress);
    let conditions = statement.conditions.iter().filter(compared);
    for value in conditions.flat_map(|condition| &condition.keys).flat_map(|key| &key.values) {
        let text = value.as_str();
        let Some(range) = IpRange::parse(&text).filter(|range| range.network() != *range) else { continue };
        if cx.policy().has_placeholder(value.span()) {
            continue;
        }
        let address = text.split('/').next().unwrap_or_default().to_owned();
        let network = range.network().to_string();
        let editable = cx.is_editable(value.node);
        let diagnostic = cx.report(
            value.span(),
            format!("{} is the range {}: the bits behind its prefix do not count", quote(&text), quote(&network)),
        );
        diagnostic.aws_code("IMPROVE_IP_RANGE").help(format!(
            "Write {}, or {} where one address is meant.",
            quote(&network),
            quote(&address)
        ));
        if editable {
            let edit = Edit::replace(value.span(), format!("\"{network}\""));
            diagnostic.fix(Fix::safe(format!("Write {}", quote(&network)), vec![edit]));
        }
    }
}
