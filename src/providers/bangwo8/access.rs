//! How a call is authorized: with the account's name and password, or with a token.

#[cfg(any(test, feature = "server"))]
use base64ct::{Base64, Encoding as _};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Method, Request};
use crate::providers::Authorize;
use crate::providers::client_credentials::ClientCredentials;
use crate::secret::{self, Secret};
use crate::text::text;

/// How an account is reached, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address.
    pub base_url: BaseUrl,
}

/// The settings as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSettings {
    #[serde(alias = "baseUrl")]
    base_url: Option<String>,
}

impl RawSettings {
    /// Checks what was written.
    ///
    /// # Errors
    /// `configuration` or `invalid_argument`, saying what is wrong.
    pub fn check(self, reach: Reach) -> Result<Settings> {
        let base_url = BaseUrl::parse(self.base_url.as_deref().unwrap_or(super::BASE_URL), reach)?;
        Ok(Settings { base_url })
    }
}

/// What authorizes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Access {
    /// The main account's own name and password (RFC 7617, in UTF-8).
    Basic {
        /// Its name.
        account: String,
        /// Its password.
        #[serde(serialize_with = "secret::expose")]
        password: Secret,
    },
    /// A token.
    Token {
        /// It.
        #[serde(serialize_with = "secret::expose")]
        access_token: Secret,
    },
}

impl Access {
    /// Checks that both parts can travel.
    ///
    /// # Errors
    /// `invalid_argument`, naming the part; it is not shown.
    pub fn check(self) -> Result<Self> {
        if let Self::Basic { account, password } = &self {
            // What follows the first colon is the password's, so the name cannot hold one.
            if account.is_empty() || account.contains(':') || account.chars().any(char::is_control)
            {
                return Err(Error::invalid("account", "must be a name without a colon"));
            }
            if password.expose().is_empty() || password.expose().chars().any(char::is_control) {
                return Err(Error::invalid("password", "must not be empty or hold line breaks"));
            }
        }
        Ok(self)
    }
}

impl Authorize for Access {
    fn authorize(&self, request: &mut Request) -> Result<()> {
        let value = match self {
            Self::Basic { account, password } => basic(account, password),
            Self::Token { access_token } => text!["Bearer ", access_token.expose()],
        };
        request.headers.add("authorization", value)
    }

    fn secret(&self) -> &Secret {
        match self {
            Self::Basic { password, .. } => password,
            Self::Token { access_token } => access_token,
        }
    }

    fn with_secret(&self, secret: Secret) -> Self {
        match self {
            Self::Basic { account, .. } => {
                Self::Basic { account: account.clone(), password: secret }
            }
            Self::Token { .. } => Self::Token { access_token: secret },
        }
    }

    fn of_token(access_token: Secret) -> Self {
        Self::Token { access_token }
    }
}

#[cfg(any(test, feature = "server"))]
fn basic(account: &str, password: &Secret) -> String {
    let pair = Secret::new(text![account, ":", password.expose()]);
    text!["Basic ", Base64::encode_string(pair.expose().as_bytes())]
}

/// What a browser downloads holds no way to use a password.
#[cfg(not(any(test, feature = "server")))]
fn basic(_: &str, _: &Secret) -> String {
    String::new()
}

/// The request for a token. The endpoint reads a form with parts only.
///
/// # Errors
/// None for keys that were checked.
pub fn token_request(keys: &ClientCredentials, base_url: &BaseUrl) -> Result<Request> {
    const BOUNDARY: &str = "portaria-token";
    let mut request = Request::new(Method::Post, base_url.join("/api/token.php"));
    request.headers.add("authorization", basic(&keys.client_id, &keys.client_secret))?;
    request.headers.add("content-type", text!["multipart/form-data; boundary=", BOUNDARY])?;
    let body = "--portaria-token\r\ncontent-disposition: form-data; name=\"grant_type\"\r\n\r\n\
                client_credentials\r\n--portaria-token--\r\n";
    request.body = Some(Secret::new(body));
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_of_any_script_travel_as_utf_8() {
        for (account, password, value) in [
            ("osptest", "secret", "Basic b3NwdGVzdDpzZWNyZXQ="),
            ("示例", "密码:冒号", "Basic 56S65L6LOuWvhueggTrlhpLlj7c="),
        ] {
            let access = Access::Basic { account: account.into(), password: Secret::new(password) };
            let mut request = Request::new(Method::Get, String::new());
            access.check().unwrap().authorize(&mut request).unwrap();
            assert_eq!(request.headers.get("authorization"), Some(value));
        }
    }

    #[test]
    fn what_cannot_travel_is_refused() {
        for (account, password) in [("", "x"), ("a:b", "x"), ("a", ""), ("a\n", "x"), ("a", "\0")] {
            let access = Access::Basic { account: account.into(), password: Secret::new(password) };
            assert!(access.check().is_err(), "{account} {password}");
        }
    }

    #[test]
    fn keys_are_exchanged_by_a_form_with_parts() {
        let keys =
            ClientCredentials { client_id: "id".into(), client_secret: Secret::new("canary") };
        let base = BaseUrl::parse(super::super::BASE_URL, Reach::Public).unwrap();
        let request = token_request(&keys, &base).unwrap();
        assert_eq!(request.url, "https://www.bangwo8.com/api/token.php");
        assert_eq!(request.headers.get("authorization"), Some("Basic aWQ6Y2FuYXJ5"));
        let boundary = request.headers.get("content-type").unwrap().split('=').nth(1).unwrap();
        let body = request.body.as_ref().unwrap().expose();
        assert!(body.starts_with(&format!("--{boundary}\r\n")));
        assert!(body.ends_with(&format!("\r\n--{boundary}--\r\n")));
        assert!(!format!("{request:?} {keys:?}").contains("canary"));
    }
}
