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
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod login_tests;
pub mod profile;
pub mod settings;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use settings::Settings;

use self::settings::{AuthorizeMethod, StateMode};
use super::instance::parse;
use super::table_marks::style;
use super::{
    AuthorizationRequest, Authorize, ByLogin, Callback, Exchange, Fields, GrantedToken, ListStyle,
    Login, Platform, Profile, Table, UndescribedPaths, credential,
};
use crate::error::Result;
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Method, Request, RequestFields, query};
use crate::json::Json;
use crate::secret::{self, Quote, Secret};

/// PipiChat and every other community that runs on Sngine.
#[derive(Debug)]
pub struct PipiChat;

impl Platform for PipiChat {
    const NAME: &'static str = "pipichat";
    const TITLE: &'static str = "PipiChat";
    const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/pipichat.table")));
    const BASE_URL: Option<&'static str> = Some(settings::BASE_URL);
    const EXAMPLE_URL: &'static str = settings::BASE_URL;
    const CLIENT_OPTIONS: &'static str = "accessToken";
    const ACCOUNT: Option<&'static str> = Some("users.me");
    /// Errors come inside of successful answers, which are small.
    const CHECKED_BY_WORKER: bool = true;

    const UNDESCRIBED: UndescribedPaths =
        UndescribedPaths { begin: "/api/", example: "/api/get_user_info", paging: style::PAGE };
    const QUERY_LISTS: ListStyle = ListStyle::Brackets;

    type Connect = ByLogin;
    type Settings = Settings;
    type Credential = MemberToken;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        parse::<settings::RawSettings>(written)?.check(reach)
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<MemberToken>> {
        Ok(credential::read_token(given, "accessToken")?.map(MemberToken::of_token))
    }

    fn check<J: Json>(_: &str, _: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
        answer::check(answer, quote)
    }

    fn check_result<J: Json>(answer: &J) -> Result<()> {
        answer::user_info(answer).map(drop)
    }

    /// The only operation is the one that a community may have elsewhere.
    fn upstream_path<'a>(settings: &'a Settings, _: &'a str) -> &'a str {
        &settings.paths.user_info
    }
}

impl Login for PipiChat {
    fn authorize_url(settings: &Settings, request: &AuthorizationRequest<'_>) -> String {
        settings.login_url(request.state)
    }

    fn echoes_state(settings: &Settings) -> bool {
        settings.state_mode == StateMode::Echo
    }

    fn mend_query(query: &str) -> String {
        callback::mend_query(query)
    }

    fn read_callback(fields: &RequestFields) -> Result<Callback> {
        callback::read(fields)
    }

    fn token_requests(settings: &Settings, exchange: &Exchange<'_>) -> Vec<Request> {
        let methods: &[Method] = match settings.authorize_method {
            AuthorizeMethod::Get => &[Method::Get],
            AuthorizeMethod::Post => &[Method::Post],
            AuthorizeMethod::Auto => &[Method::Post, Method::Get],
        };
        let request = |method: &Method| {
            settings.exchange_request(exchange.app_secret, exchange.code, *method)
        };
        methods.iter().map(request).collect()
    }

    fn was_not_read(answer: &Value) -> bool {
        answer::form_was_not_read(answer)
    }

    fn read_token(settings: &Settings, answer: &Value) -> Result<GrantedToken> {
        let access_token = answer::token(answer)?;
        Ok(GrantedToken { access_token, lifetime_s: settings.token_ttl_s })
    }

    fn profile_request(settings: &Settings, token: &Secret) -> Request {
        settings.profile_request(token)
    }

    fn read_profile(settings: &Settings, answer: Value) -> Result<Profile> {
        Ok(settings.profile(answer::user_info(&answer)?))
    }
}

/// A member's token, which the engine takes in the query only.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberToken {
    /// The token.
    #[serde(serialize_with = "secret::expose")]
    pub access_token: Secret,
}

impl Authorize for MemberToken {
    fn authorize(&self, request: &mut Request) -> Result<()> {
        let field = query::encode(&[("access_token", self.access_token.expose())]);
        request.url = query::append(&request.url, &field);
        Ok(())
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

    #[test]
    fn only_the_members_own_data_can_be_called() {
        assert_eq!(PipiChat::OPERATIONS.iter().count(), 1);
        let find = |method, path| PipiChat::OPERATIONS.by_path(method, path);
        assert!(find(Method::Get, "/api/get_user_info").is_some());
        for (method, path) in [
            (Method::Post, "/api/get_user_info"),
            (Method::Get, "/api/get_user_info/"),
            (Method::Get, "/api/authorize"),
            (Method::Get, "/api/../api/get_user_info"),
            (Method::Get, "/api/get%5fuser_info"),
            (Method::Get, "//api/get_user_info"),
        ] {
            assert!(find(method, path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_token_travels_in_the_query() {
        let mut request = Request::new(Method::Get, "https://a.example/api/get_user_info".into());
        MemberToken::of_token(Secret::new("t&")).authorize(&mut request).unwrap();
        assert_eq!(request.url, "https://a.example/api/get_user_info?access_token=t%26");
    }
}
