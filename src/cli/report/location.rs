//! Names of files and places as other programs take them.

use std::borrow::Cow;
use std::env;
use std::path::{Component, Path};

use crate::diagnostic::Step;
use crate::wording::{printable, shorten};

/// The name of a file as hosts of repositories know it: from the current folder on where it is
/// below that, with forward slashes.
pub(super) fn relative(name: &str) -> String {
    let path = Path::new(name);
    let here = env::current_dir().ok();
    let path = here.as_deref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
    let mut parts: Vec<Cow<'_, str>> = Vec::new();
    for component in path.components() {
        match component {
            // What is before the first slash: nothing, or the letter of a drive.
            Component::RootDir if parts.is_empty() => parts.push("".into()),
            Component::CurDir | Component::RootDir => {}
            part => parts.push(part.as_os_str().to_string_lossy()),
        }
    }
    parts.join("/")
}

/// A relative name as a URI, and whether it lies below the current folder.
pub(super) fn uri(relative: &str) -> (String, bool) {
    let has_drive = cfg!(windows) && relative.as_bytes().get(1) == Some(&b':');
    let root = match (relative.starts_with('/'), has_drive) {
        (true, _) => "file://",
        (_, true) => "file:///",
        _ => "",
    };
    let is_below = root.is_empty() && relative.split('/').all(|part| part != "..");
    let mut uri = root.to_owned();
    for byte in relative.bytes() {
        // A colon could end the scheme of a URI, so it is no exception.
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    (uri, is_below)
}

/// The characters of a key that reports show: every finding below it has them.
const KEY: usize = 256;

/// A key of a path, cut where it is too long.
pub(super) fn key(key: &str) -> Cow<'_, str> {
    if key.len() <= KEY { Cow::Borrowed(key) } else { Cow::Owned(shorten(key, KEY)) }
}

/// A path in a policy: `Statement[0].Condition.StringLike["aws:PrincipalArn"]`.
pub(super) fn path(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Key(key)
                if !key.is_empty() && key.len() <= KEY && key.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
            {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Step::Key(key) => {
                let key = self::key(key).replace('\\', "\\\\").replace('"', "\\\"");
                text.push_str(&format!("[\"{}\"]", printable(&key)));
            }
        }
    }
    text
}
