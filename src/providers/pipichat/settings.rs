//! What can differ from one Sngine community to the next.

use serde::Deserialize;

use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::text::text;

/// One community and one app registered with it, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The community's address.
    pub base_url: BaseUrl,
    /// The app's id: up to 15 digits, more than 32 bits, and so a text.
    pub app_id: String,
    /// How the exchange is sent.
    pub authorize_method: AuthorizeMethod,
    /// Whether the community echoes `state`.
    pub state_mode: StateMode,
    /// How long a token is trusted, in seconds. PipiChat documents an hour; the engine's code allows a
    /// minute, and a token that is still alive is handed out again with what is left of its life.
    pub token_ttl_s: u32,
    /// Where uploaded pictures lie: `{base}/content/uploads`, or a CDN.
    pub uploads_base: String,
    /// Where the three endpoints lie.
    pub paths: Paths,
}

/// How the exchange is sent.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum AuthorizeMethod {
    /// With the secret in the query, as PipiChat documents it.
    #[default]
    Get,
    /// As a form, as newer engine pages document it.
    Post,
    /// As a form first; by `GET`, once, when the engine shows that it did not read the form.
    Auto,
}

/// Whether `state` comes back.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum StateMode {
    /// It does not: only a cookie ties the answer to the browser that asked.
    #[default]
    None,
    /// It does, and must.
    Echo,
}

/// The endpoints' paths below the base address.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Paths {
    /// The consent page.
    pub login: String,
    /// The exchange.
    pub authorize: String,
    /// The member's own data.
    #[serde(alias = "userInfo")]
    pub user_info: String,
}

impl Default for Paths {
    fn default() -> Self {
        Self {
            login: "/api/oauth".into(),
            authorize: "/api/authorize".into(),
            user_info: "/api/get_user_info".into(),
        }
    }
}

/// The settings as they are written, in wrangler.toml (`app_id`) or in JavaScript (`appId`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSettings {
    #[serde(alias = "appId")]
    app_id: String,
    #[serde(alias = "baseUrl", default = "pipichat")]
    base_url: String,
    #[serde(alias = "authorizeMethod", default)]
    authorize_method: AuthorizeMethod,
    #[serde(alias = "stateMode", default)]
    state_mode: StateMode,
    #[serde(alias = "tokenTtlS", default = "a_minute")]
    token_ttl_s: u32,
    #[serde(alias = "uploadsBase")]
    uploads_base: Option<String>,
    #[serde(default)]
    paths: Paths,
}

/// PipiChat's own address.
pub const BASE_URL: &str = "https://pipichat.com";

fn pipichat() -> String {
    BASE_URL.into()
}

fn a_minute() -> u32 {
    60
}

/// A token that were trusted for longer than this would outlive what any community grants.
const LONGEST_TTL_S: u32 = 24 * 60 * 60;

impl RawSettings {
    /// Checks what was written.
    ///
    /// # Errors
    /// `configuration`, naming the setting.
    pub fn check(self, reach: Reach) -> Result<Settings> {
        let digits = self.app_id.bytes().all(|b| b.is_ascii_digit());
        if !digits || !(1..=20).contains(&self.app_id.len()) {
            return Err(wrong(
                "app_id must be the digits that the community's developers page shows",
            ));
        }
        if !(1..=LONGEST_TTL_S).contains(&self.token_ttl_s) {
            return Err(wrong("token_ttl_s must be between 1 second and a day (86400)"));
        }
        let base_url = BaseUrl::parse(&self.base_url, reach)?;
        let uploads_base = match self.uploads_base {
            Some(address) => BaseUrl::parse(&address, reach)?.as_str().to_owned(),
            None => base_url.join("content/uploads"),
        };
        for path in [&self.paths.login, &self.paths.authorize, &self.paths.user_info] {
            check_path(path)?;
        }
        Ok(Settings {
            base_url,
            app_id: self.app_id,
            authorize_method: self.authorize_method,
            state_mode: self.state_mode,
            token_ttl_s: self.token_ttl_s,
            uploads_base,
            paths: self.paths,
        })
    }
}

fn check_path(path: &str) -> Result<()> {
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/?=&".contains(&b));
    if path.is_empty()
        || !plain
        || path.starts_with("//")
        || path.split(['/', '?']).any(|s| s == "..")
    {
        return Err(wrong("paths must be plain paths such as /api/oauth"));
    }
    Ok(())
}

fn wrong(problem: &str) -> Error {
    Error::new(Code::Configuration, text![problem, "."])
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::providers::pipichat) fn settings(json: &str) -> Settings {
        serde_json::from_str::<RawSettings>(json).unwrap().check(Reach::Public).unwrap()
    }

    #[test]
    fn little_need_be_written_and_both_spellings_are_read() {
        let short = settings(r#"{"app_id":"176300000012345"}"#);
        assert_eq!(short.base_url.as_str(), "https://pipichat.com");
        assert_eq!(short.uploads_base, "https://pipichat.com/content/uploads");
        assert_eq!(
            (short.authorize_method, short.state_mode, short.token_ttl_s),
            (AuthorizeMethod::Get, StateMode::None, 60)
        );
        let long = settings(
            r#"{"appId":"1","baseUrl":"https://a.example","authorizeMethod":"auto","stateMode":"echo","tokenTtlS":3600,
                "uploadsBase":"https://cdn.example/u/","paths":{"userInfo":"/x"}}"#,
        );
        assert_eq!(long.uploads_base, "https://cdn.example/u");
        assert_eq!(
            (long.authorize_method, long.state_mode, long.token_ttl_s),
            (AuthorizeMethod::Auto, StateMode::Echo, 3600)
        );
        assert_eq!(
            (long.paths.user_info.as_str(), long.paths.login.as_str()),
            ("/x", "/api/oauth")
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (r#"{}"#, "app_id"),
            (r#"{"app_id":""}"#, "app_id"),
            (r#"{"app_id":"12 4"}"#, "app_id"),
            (r#"{"app_id":"123456789012345678901"}"#, "app_id"),
            (r#"{"app_id":"1","app_secret":"x"}"#, "app_secret"),
            (r#"{"app_id":"1","token_ttl_s":0}"#, "token_ttl_s"),
            (r#"{"app_id":"1","token_ttl_s":90000}"#, "token_ttl_s"),
            (r#"{"app_id":"1","authorize_method":"put"}"#, "put"),
            (r#"{"app_id":"1","base_url":"http://a.example"}"#, "https"),
            (r#"{"app_id":"1","uploads_base":"https://10.0.0.1"}"#, "IP address"),
            (r#"{"app_id":"1","paths":{"login":"//evil.example"}}"#, "paths"),
            (r#"{"app_id":"1","paths":{"login":"/../x"}}"#, "paths"),
            (r#"{"app_id":"1","paths":{"authorise":"/x"}}"#, "authorise"),
        ];
        for (json, named) in cases {
            let message = match serde_json::from_str::<RawSettings>(json) {
                Ok(written) => written.check(Reach::Public).expect_err(json).to_string(),
                Err(error) => error.to_string(),
            };
            assert!(message.contains(named), "{json}: {message}");
        }
    }
}
