//! Files with values for placeholders.

use std::collections::BTreeMap;
use std::path::Path;

use super::input;

/// The values of a file: JSON where its name says so, else TOML. All of them are strings, because
/// the id of an account may begin with a zero.
pub(super) fn read(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let shown = path.display();
    let text = input::text(path, input::LARGEST_SETTINGS).map_err(|reason| format!("cannot read {shown}: {reason}"))?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json {
        serde_json::from_str(&text).map_err(|error| format!("{shown}: {error} (values are strings)"))
    } else {
        toml::from_str(&text).map_err(|error| format!("{shown}: {error}"))
    }
}
