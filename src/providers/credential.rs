//! A bearer token, which is what most platforms authorize calls by (RFC 6750).

use serde::{Deserialize, Serialize};

use super::{Authorize, Fields};
use crate::error::{Error, Result};
use crate::http::Request;
use crate::secret::{self, Secret};
use crate::text::text;

/// A token that travels in the `Authorization` header (RFC 6750, section 2.1).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BearerToken {
    /// The token.
    #[serde(serialize_with = "secret::expose")]
    pub access_token: Secret,
}

impl Authorize for BearerToken {
    fn authorize(&self, request: &mut Request) -> Result<()> {
        request.headers.add("authorization", text!["Bearer ", self.access_token.expose()])
    }

    fn secret(&self) -> &Secret {
        &self.access_token
    }

    fn with_secret(&self, secret: Secret) -> Self {
        Self::of_token(secret)
    }

    fn of_token(access_token: Secret) -> Self {
        Self { access_token }
    }
}

/// The token of this name among what was given.
///
/// # Errors
/// `invalid_argument` when it cannot travel in a header.
pub fn read_token(given: &dyn Fields, name: &str) -> Result<Option<Secret>> {
    let Some(token) = given.text(name)? else { return Ok(None) };
    if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::invalid(name, "must be the token alone, without spaces or line breaks"));
    }
    Ok(Some(Secret::new(token)))
}
