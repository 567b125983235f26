//! What authorises a call, whatever the provider.

use serde::{Deserialize, Serialize};

use super::{bangwo8, jetchat};
use crate::error::Result;
use crate::http::{Request, query};
use crate::secret::{self, MASK, Secret};
use crate::text::text;

/// What authorises a call.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Credential {
    /// Bangwo8's name and password, or a token.
    Bangwo8(bangwo8::Access),
    /// A key of JetChat's.
    JetChat(jetchat::Key),
    /// A member's token of PipiChat's, which the engine takes in the query only.
    #[serde(rename_all = "camelCase")]
    PipiChat {
        /// The token.
        #[serde(serialize_with = "secret::expose")]
        access_token: Secret,
    },
    /// A token, or an account's static key, of SendPulse's: both are sent alike (RFC 6750).
    #[serde(rename_all = "camelCase")]
    SendPulse {
        /// It.
        #[serde(serialize_with = "secret::expose")]
        access_token: Secret,
    },
}

impl Credential {
    /// Authorises a request.
    ///
    /// # Errors
    /// `invalid_argument` when it cannot travel.
    pub fn authorise(&self, request: &mut Request) -> Result<()> {
        match self {
            Self::Bangwo8(access) => access.authorise(request),
            Self::JetChat(key) => key.authorise(request),
            Self::PipiChat { access_token } => {
                let field = query::encode(&[("access_token", access_token.expose())]);
                request.url = query::append(&request.url, &field);
                Ok(())
            }
            Self::SendPulse { access_token } => {
                request.headers.add("authorization", text!["Bearer ", access_token.expose()])
            }
        }
    }

    /// The secret part: it may not show in an error.
    #[must_use]
    pub const fn secret(&self) -> &Secret {
        match self {
            Self::Bangwo8(access) => access.secret(),
            Self::JetChat(key) => &key.api_key,
            Self::PipiChat { access_token } | Self::SendPulse { access_token } => access_token,
        }
    }

    /// The same with the secret masked, to be shown.
    #[must_use]
    pub fn masked(&self) -> Self {
        let mask = Secret::new(MASK);
        match self {
            Self::Bangwo8(access) => Self::Bangwo8(access.with_secret(mask)),
            Self::JetChat(key) => Self::JetChat(jetchat::Key { api_key: mask, ..key.clone() }),
            Self::PipiChat { .. } => Self::PipiChat { access_token: mask },
            Self::SendPulse { .. } => Self::SendPulse { access_token: mask },
        }
    }
}
