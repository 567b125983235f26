//! Client credentials, which last, and the tokens of an hour or two that they are exchanged for (RFC 6749, section 4.4).
//! There are no refresh tokens: the credentials are exchanged again.

use serde::{Deserialize, Serialize};

use super::{Fields, Provider};
use crate::error::{Code, Error, Result};
use crate::json::Json;
use crate::secret::{self, Secret};
use crate::text::text;

/// The client credentials of an account: they last until they are revoked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientCredentials {
    /// The id.
    pub client_id: String,
    /// The secret.
    #[serde(serialize_with = "secret::expose")]
    pub client_secret: Secret,
}

/// Whose keys they are, which decides where they are exchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyOwner {
    /// An account's own, from its settings.
    Account,
    /// A user's of an app of the marketplace.
    AppUser,
}

/// How long a token lives, in seconds, where the answer does not say: the shorter of what is documented.
const TOKEN_TTL_S: u64 = 3600;

/// How long before its end a token is no longer used, in seconds, so that none ends under way.
const MARGIN_S: u64 = 60;

impl ClientCredentials {
    /// Checks that both can be what they should be. The parts' names are the caller's.
    ///
    /// # Errors
    /// `invalid_argument`, naming the part; it is not shown.
    pub fn check(self, id: &str, secret: &str) -> Result<Self> {
        for (name, part) in [(id, self.client_id.as_str()), (secret, self.client_secret.expose())] {
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(Error::invalid(
                    name,
                    "must be the key alone, without spaces or line breaks",
                ));
            }
        }
        Ok(self)
    }
}

/// The names under which a client is given client credentials.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClientCredentialNames {
    /// Of the id.
    pub id: &'static str,
    /// Of the secret.
    pub secret: &'static str,
}

impl ClientCredentialNames {
    /// The client credentials of these names; `None` where neither part is given.
    ///
    /// # Errors
    /// `invalid_argument` where one part is missing, or cannot be what it should be.
    pub fn read(self, given: &dyn Fields) -> Result<Option<ClientCredentials>> {
        let missing = |name: &str, beside: &str| {
            Err(Error::invalid(name, text!["is missing beside ", beside]))
        };
        match (given.text(self.id)?, given.text(self.secret)?) {
            (None, None) => Ok(None),
            (Some(id), Some(secret)) => {
                let credentials =
                    ClientCredentials { client_id: id.into(), client_secret: Secret::new(secret) };
                credentials.check(self.id, self.secret).map(Some)
            }
            (Some(_), None) => missing(self.secret, self.id),
            (None, Some(_)) => missing(self.id, self.secret),
        }
    }
}

/// A token, and until when it is used.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// The token.
    #[serde(serialize_with = "secret::expose")]
    pub access_token: Secret,
    /// In milliseconds since 1970.
    pub use_until: u64,
}

/// The token in an answer that came in response to a request of `asked_at`.
///
/// # Errors
/// `bad_response` when there is none.
pub fn token<J: Json>(provider: Provider, answer: &J, asked_at: u64) -> Result<Token> {
    let token = answer.member("access_token").and_then(|token| token.text()).map(Secret::new);
    let token = token.filter(|token| {
        (1..=8192).contains(&token.expose().len())
            && token.expose().bytes().all(|b| b.is_ascii_graphic())
    });
    let access_token = token.ok_or_else(|| {
        let title = provider.title();
        Error::new(Code::BadResponse, text![title, "'s answer to the keys holds no access token."])
    })?;
    let lives = answer.member("expires_in").and_then(|lives| {
        lives.number().or_else(|| lives.text()?.trim().parse::<u32>().ok().map(f64::from))
    });
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    // within bounds, as just checked
    let lives = lives.filter(|lives| (1.0..=1e8).contains(lives)).map_or(TOKEN_TTL_S, |s| s as u64);
    // One that lives shorter than the margin is used for half of its life.
    let used = lives.saturating_sub(MARGIN_S).max(lives / 2);
    Ok(Token { access_token, use_until: asked_at + used * 1000 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_token_is_used_until_a_little_before_its_end() {
        for (expires_in, used_s) in [
            (json!(7200), 7140),
            (json!(3600), 3540),
            (json!("3600"), 3540),
            (json!(null), 3540),
            (json!(0), 3540),
            (json!(-5), 3540),
            (json!(100), 50),
            (json!(1), 0),
        ] {
            let answer =
                json!({"token_type": "Bearer", "expires_in": expires_in, "access_token": "t.k"});
            let token = token(Provider::Sample, &answer, 5000).unwrap();
            assert_eq!(token.use_until, 5000 + used_s * 1000, "{expires_in}");
            assert_eq!(token.access_token.expose(), "t.k");
        }
        for answer in
            [json!({}), json!({"access_token": ""}), json!({"access_token": "a\nb"}), json!([])]
        {
            assert_eq!(
                token(Provider::Sample, &answer, 0).unwrap_err().code(),
                Code::BadResponse,
                "{answer}"
            );
        }
    }

    #[test]
    fn a_key_is_one_word() {
        for (id, secret) in [("", "s"), ("i", ""), ("i", "s\n"), ("i d", "s")] {
            let keys =
                ClientCredentials { client_id: id.into(), client_secret: Secret::new(secret) };
            assert_eq!(keys.check("id", "secret").unwrap_err().code(), Code::InvalidArgument);
        }
    }
}
