//! Where keys are exchanged for a token.

use crate::http::base_url::BaseUrl;
use crate::http::{Method, Request};
use crate::providers::client_credentials::{ClientCredentials, KeyOwner};

/// The request for a token.
#[must_use]
pub fn token_request(keys: &ClientCredentials, base_url: &BaseUrl, owner: KeyOwner) -> Request {
    let path = match owner {
        KeyOwner::Account => "/oauth/access_token",
        KeyOwner::AppUser => "/oauth/access_token/market",
    };
    Request::json(
        Method::Post,
        base_url.join(path),
        &serde_json::json!({
            "grant_type": "client_credentials",
            "client_id": keys.client_id,
            "client_secret": keys.client_secret.expose(),
        }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::base_url::Reach;
    use crate::secret::Secret;

    #[test]
    fn keys_are_exchanged_where_they_belong() {
        let base = BaseUrl::parse(super::super::BASE_URL, Reach::Public).unwrap();
        let keys =
            ClientCredentials { client_id: "id".into(), client_secret: Secret::new("canary") };
        for (of, url) in [
            (KeyOwner::Account, "https://api.sendpulse.com/oauth/access_token"),
            (KeyOwner::AppUser, "https://api.sendpulse.com/oauth/access_token/market"),
        ] {
            let request = token_request(&keys, &base, of);
            assert_eq!(request.url, url);
            assert!(
                request.body.as_ref().unwrap().expose().contains("\"client_secret\":\"canary\"")
            );
            assert!(!format!("{request:?} {keys:?}").contains("canary"));
        }
    }
}
