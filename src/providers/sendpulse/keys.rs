//! Keys, and the tokens that they are exchanged for (RFC 6749, section 4.4: client credentials).

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::http::base_url::BaseUrl;
use crate::http::{Method, Request};
use crate::json::Json;
use crate::secret::{self, Secret};

/// The keys of an account, or of an app's user: they last until they are revoked, or the app is uninstalled.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// The id.
    pub client_id: String,
    /// The secret.
    #[serde(serialize_with = "secret::expose")]
    pub client_secret: Secret,
}

/// Whose keys they are, which decides where they are exchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Of {
    /// An account's own, from its settings.
    Account,
    /// A user's of an app of the marketplace.
    AppUser,
}

/// How long a token lives, in seconds, where the answer does not say: the shorter of what is documented.
const TOKEN_TTL_S: u64 = 3600;

/// How long before its end a token is no longer used, in seconds, so that none ends under way.
const MARGIN_S: u64 = 60;

impl Keys {
    /// Checks that both can be what they should be.
    ///
    /// # Errors
    /// `invalid_argument`, naming the part; it is not shown.
    pub fn check(self) -> Result<Self> {
        for (name, part) in
            [("clientId", self.client_id.as_str()), ("clientSecret", self.client_secret.expose())]
        {
            if part.is_empty() || !part.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(Error::invalid(
                    name,
                    "must be the key alone, without spaces or line breaks",
                ));
            }
        }
        Ok(self)
    }

    /// The request for a token.
    #[must_use]
    pub fn token_request(&self, base_url: &BaseUrl, of: Of) -> Request {
        let path = match of {
            Of::Account => "/oauth/access_token",
            Of::AppUser => "/oauth/access_token/market",
        };
        Request::json(
            Method::Post,
            base_url.join(path),
            &serde_json::json!({
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret.expose(),
            }),
        )
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
pub fn token<J: Json>(answer: &J, asked_at: u64) -> Result<Token> {
    let token = answer.member("access_token").and_then(|token| token.text()).map(Secret::new);
    let token = token.filter(|token| {
        (1..=8192).contains(&token.expose().len())
            && token.expose().bytes().all(|b| b.is_ascii_graphic())
    });
    let access_token = token.ok_or_else(|| {
        Error::new(Code::BadResponse, "SendPulse's answer to the keys holds no access token.")
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
    use crate::http::base_url::Reach;
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
            let token = token(&answer, 5000).unwrap();
            assert_eq!(token.use_until, 5000 + used_s * 1000, "{expires_in}");
            assert_eq!(token.access_token.expose(), "t.k");
        }
        for answer in
            [json!({}), json!({"access_token": ""}), json!({"access_token": "a\nb"}), json!([])]
        {
            assert_eq!(token(&answer, 0).unwrap_err().code(), Code::BadResponse, "{answer}");
        }
    }

    #[test]
    fn keys_are_exchanged_where_they_belong() {
        let base = BaseUrl::parse(super::super::BASE_URL, Reach::Public).unwrap();
        let keys =
            Keys { client_id: "id".into(), client_secret: Secret::new("canary") }.check().unwrap();
        for (of, url) in [
            (Of::Account, "https://api.sendpulse.com/oauth/access_token"),
            (Of::AppUser, "https://api.sendpulse.com/oauth/access_token/market"),
        ] {
            let request = keys.token_request(&base, of);
            assert_eq!(request.url, url);
            assert!(
                request.body.as_ref().unwrap().expose().contains("\"client_secret\":\"canary\"")
            );
            assert!(!format!("{request:?} {keys:?}").contains("canary"));
        }
        for (id, secret) in [("", "s"), ("i", ""), ("i", "s\n"), ("i d", "s")] {
            let keys = Keys { client_id: id.into(), client_secret: Secret::new(secret) };
            assert_eq!(keys.check().unwrap_err().code(), Code::InvalidArgument);
        }
    }
}
