//! What a value of `Federated` in a `Principal` names: an identity provider.

use super::identity::is_account_id;
use crate::arn::Arn;

/// An identity provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider<'t> {
    /// A SAML provider, by its ARN.
    Saml,
    /// An OIDC provider, by its ARN; the text is its host, perhaps with a path.
    Oidc(&'t str),
    /// A host, perhaps with a path. IAM knows those of [`WEB_IDENTITY_HOSTS`] by that.
    Host(&'t str),
}

/// The providers that are not made in an account, and so have no ARN. Cognito has further hosts
/// in other partitions.
pub const WEB_IDENTITY_HOSTS: &[&str] =
    &["accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"];

/// The host of the tokens that GitHub Actions gets.
pub const GITHUB: &str = "token.actions.githubusercontent.com";

impl<'t> Provider<'t> {
    /// The provider that `text` names; nothing where it has no form that IAM takes.
    pub fn parse(text: &'t str) -> Option<Self> {
        let Some(arn) = Arn::parse(text) else { return is_host(text).then_some(Self::Host(text)) };
        let arn = arn.ok()?;
        let made_in_an_account = arn.service.text == "iam"
            && !arn.partition.text.is_empty()
            && arn.region.text.is_empty()
            && is_account_id(arn.account.text);
        match arn.resource.text.split_once('/') {
            Some(("saml-provider", name)) if made_in_an_account && !name.is_empty() => Some(Self::Saml),
            Some(("oidc-provider", host)) if made_in_an_account && is_host(host) => Some(Self::Oidc(host)),
            _ => None,
        }
    }

    /// What the condition keys of its tokens begin with; a SAML provider has none of its own.
    pub const fn issuer(self) -> Option<&'t str> {
        match self {
            Self::Saml => None,
            Self::Oidc(host) | Self::Host(host) => Some(host),
        }
    }
}

/// A host of at least two labels, perhaps with a port and a path.
fn is_host(text: &str) -> bool {
    let (host, path) = text.split_once('/').unwrap_or((text, ""));
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    name.contains('.')
        && name.split('.').all(label)
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && !path.contains(|c: char| c.is_whitespace() || c == ':')
}
