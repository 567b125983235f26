//! PipiChat, and every community that runs on the same engine, Sngine ("Log in with").
//!
//! The flow, which is older than OAuth and only resembles it (source: PipiChat's developers page and
//! those of other Sngine communities):
//!
//! 1. the browser goes to `GET {base}/api/oauth?app_id=…` and the member approves;
//! 2. it comes back to the *registered* redirect URL with `?auth_key=…` ([`callback`]);
//! 3. the server exchanges the key at `{base}/api/authorize` for an access token ([`answer`]);
//! 4. with the token it reads `{base}/api/get_user_info`, at once: the token may live for a minute only
//!    ([`profile`]).
//!
//! There is no `state` (one fork echoes it), no `redirect_uri`, no scope, no PKCE, no refresh, no
//! revocation, and an error is an HTTP 200.

pub mod answer;
pub mod callback;
pub mod entities;
pub mod profile;
pub mod settings;

pub use settings::Settings;

use crate::http::{Method, Request, query};
use crate::providers::Table;
use crate::secret::Secret;

/// What a community offers to apps.
pub const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/pipichat.table")));

impl Settings {
    /// Where the browser starts: the community's consent page.
    ///
    /// `state` is sent only where the community echoes it.
    #[must_use]
    pub fn login_url(&self, state: Option<&str>) -> String {
        let mut fields = vec![("app_id", self.app_id.as_str())];
        fields.extend(state.map(|state| ("state", state)));
        query::append(&self.base_url.join(&self.paths.login), &query::encode(&fields))
    }

    /// The exchange of a key for a token, by the given method.
    ///
    /// By `GET` the app's secret travels in the query, as PipiChat documents it; newer engine pages
    /// show a form instead.
    #[must_use]
    pub fn exchange_request(
        &self,
        app_secret: &Secret,
        auth_key: &Secret,
        method: Method,
    ) -> Request {
        let url = self.base_url.join(&self.paths.authorize);
        let fields = [
            ("app_id", self.app_id.as_str()),
            ("app_secret", app_secret.expose()),
            ("auth_key", auth_key.expose()),
        ];
        match method {
            Method::Post => Request::form(url, &fields),
            _ => Request::new(Method::Get, query::append(&url, &query::encode(&fields))),
        }
    }

    /// The request for the member's own data. The engine takes the token in the query only.
    #[must_use]
    pub fn profile_request(&self, token: &Secret) -> Request {
        let url = self.base_url.join(&self.paths.user_info);
        Request::new(
            Method::Get,
            query::append(&url, &query::encode(&[("access_token", token.expose())])),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::settings::tests::settings;
    use super::*;

    #[test]
    fn the_login_link_is_the_documented_one() {
        let settings = settings(r#"{"app_id":"176300000012345"}"#);
        assert_eq!(
            settings.login_url(None),
            "https://pipichat.com/api/oauth?app_id=176300000012345"
        );
        assert_eq!(
            settings.login_url(Some("s t")),
            "https://pipichat.com/api/oauth?app_id=176300000012345&state=s%20t"
        );
    }

    #[test]
    fn paths_and_base_can_be_those_of_another_community() {
        let settings = settings(
            r#"{"app_id":"1","base_url":"https://a.example/net/","paths":{"login":"/api/oauth2","authorize":"/a.php?x=1"}}"#,
        );
        assert_eq!(settings.login_url(None), "https://a.example/net/api/oauth2?app_id=1");
        let request = settings.exchange_request(&Secret::new("s"), &Secret::new("k"), Method::Get);
        assert_eq!(request.url, "https://a.example/net/a.php?x=1&app_id=1&app_secret=s&auth_key=k");
        assert_eq!(
            settings.profile_request(&Secret::new("t")).url,
            "https://a.example/net/api/get_user_info?access_token=t"
        );
    }

    #[test]
    fn the_exchange_goes_by_get_or_by_form() {
        let settings = settings(r#"{"app_id":"1"}"#);
        let (secret, key) = (Secret::new("s&"), Secret::new("k"));
        let get = settings.exchange_request(&secret, &key, Method::Get);
        assert_eq!(
            get.url,
            "https://pipichat.com/api/authorize?app_id=1&app_secret=s%26&auth_key=k"
        );
        assert!(get.body.is_none());
        let post = settings.exchange_request(&secret, &key, Method::Post);
        assert_eq!(post.url, "https://pipichat.com/api/authorize");
        assert_eq!(post.body.as_ref().unwrap().expose(), "app_id=1&app_secret=s%26&auth_key=k");
        assert_eq!(post.headers.get("content-type"), Some("application/x-www-form-urlencoded"));
    }
}
