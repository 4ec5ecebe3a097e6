//! A request: who does what on which resource, and what else is known of it.

use std::collections::BTreeMap;
use std::fmt;

/// A request, as a policy sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who makes it. Policies without principals do not look at it.
    pub caller: Caller,
    /// The full name of the action, `s3:GetObject`.
    pub action: String,
    /// The ARN of the resource, or `*` where the action has none.
    pub resource: String,
    /// The values of the condition keys, by their names in lower case. A key that is missing has
    /// no values; none of the lists is empty.
    pub context: BTreeMap<String, Vec<String>>,
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caller {
    /// Nobody that AWS knows.
    Anonymous,
    /// A user or a role, by its ARN, or the root user of an account, by its id or its ARN.
    Aws(String),
    /// A service of AWS: `ec2.amazonaws.com`.
    Service(String),
    /// Somebody an identity provider vouches for.
    Federated(String),
    /// An account, by its canonical id.
    CanonicalUser(String),
}

/// The name, or `*` for nobody in particular.
impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "*",
            Self::Aws(name) | Self::Service(name) | Self::Federated(name) | Self::CanonicalUser(name) => name,
        })
    }
}
