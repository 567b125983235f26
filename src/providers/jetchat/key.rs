//! How a call is authorized: a key, and headers that some installations want beside it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Headers, Request};
use crate::providers::Authorize;
use crate::secret::{self, Secret};
use crate::text::text;

/// One installation, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The installation's address: `https://<host>/api`.
    pub base_url: BaseUrl,
    /// Header fields that the installation wants beside the key; the old Authorize dialog had three fields, and
    /// what the third one sent is not known.
    pub headers: Headers,
}

/// The settings as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSettings {
    #[serde(alias = "baseUrl")]
    base_url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

impl RawSettings {
    /// Checks what was written.
    ///
    /// # Errors
    /// `configuration`, saying what is wrong.
    pub fn check(self, reach: Reach) -> Result<Settings> {
        let mut headers = Headers::default();
        for (name, value) in self.headers {
            headers.add(&name, value).map_err(|error| {
                Error::new(Code::Configuration, error.details().message.clone())
            })?;
        }
        Ok(Settings { base_url: BaseUrl::parse(&self.base_url, reach)?, headers })
    }
}

/// A key, and what goes with it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// The key.
    #[serde(serialize_with = "secret::expose")]
    pub api_key: Secret,
    /// The account, for installations of 2022 and before (`x-team-id`).
    #[serde(default)]
    pub team_id: Option<String>,
    /// The client's workspace, with a partner's master key (`x-client-workspace-id`).
    #[serde(default)]
    pub workspace_id: Option<String>,
    /// The client's bot, with a partner's master key (`x-client-flow-ns`).
    #[serde(default)]
    pub flow_ns: Option<String>,
}

impl Key {
    /// Checks that each part can travel in a header.
    ///
    /// # Errors
    /// `invalid_argument`, naming the part; the key is not shown.
    pub fn check(self) -> Result<Self> {
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        if !plain(self.api_key.expose()) {
            return Err(Error::invalid(
                "apiKey",
                "must be the key alone, without spaces or line breaks",
            ));
        }
        for (name, value) in [
            ("teamId", &self.team_id),
            ("workspaceId", &self.workspace_id),
            ("flowNs", &self.flow_ns),
        ] {
            if value.as_deref().is_some_and(|value| !plain(value)) {
                return Err(Error::invalid(name, "must be an id, without spaces or line breaks"));
            }
        }
        if self.flow_ns.is_some() && self.workspace_id.is_none() {
            return Err(Error::new(
                Code::InvalidArgument,
                "flowNs goes with workspaceId: a partner's key names both.",
            ));
        }
        Ok(self)
    }
}

impl Authorize for Key {
    fn authorize(&self, request: &mut Request) -> Result<()> {
        let headers: &mut Headers = &mut request.headers;
        headers.add("authorization", text!["Bearer ", self.api_key.expose()])?;
        let further = [
            ("x-team-id", &self.team_id),
            ("x-client-workspace-id", &self.workspace_id),
            ("x-client-flow-ns", &self.flow_ns),
        ];
        for (name, value) in further {
            if let Some(value) = value {
                headers.add(name, value)?;
            }
        }
        Ok(())
    }

    fn secret(&self) -> &Secret {
        &self.api_key
    }

    fn with_secret(&self, api_key: Secret) -> Self {
        Self { api_key, ..self.clone() }
    }

    fn of_token(api_key: Secret) -> Self {
        Self { api_key, team_id: None, workspace_id: None, flow_ns: None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::JetChat;
    use super::*;
    use crate::http::Method;
    use crate::providers::Platform as _;

    fn key(json: &str) -> Result<Key> {
        serde_json::from_str::<Key>(json).unwrap().check()
    }

    #[test]
    fn a_key_authorizes_with_what_goes_with_it() {
        let mut request = Request::new(Method::Get, "https://a.example/api/me".into());
        key(r#"{"apiKey":"k","teamId":"7","workspaceId":"12","flowNs":"f3"}"#)
            .unwrap()
            .authorize(&mut request)
            .unwrap();
        assert_eq!(request.headers.get("authorization"), Some("Bearer k"));
        assert_eq!(request.headers.get("x-team-id"), Some("7"));
        assert_eq!(request.headers.get("x-client-workspace-id"), Some("12"));
        assert_eq!(request.headers.get("x-client-flow-ns"), Some("f3"));
    }

    #[test]
    fn an_installation_may_want_a_header_of_its_own() {
        let read =
            |json: &str| serde_json::from_str::<RawSettings>(json).unwrap().check(Reach::Public);
        let settings =
            read(r#"{"base_url":"https://a.example/api","headers":{"x-third":"3"}}"#).unwrap();
        let mut request = Request::new(Method::Get, "https://a.example/api/me".into());
        JetChat::prepare(&settings, &mut request).unwrap();
        assert_eq!(request.headers.get("x-third"), Some("3"));
        let error =
            read(r#"{"base_url":"https://a.example/api","headers":{"x third":"3"}}"#).unwrap_err();
        assert_eq!(error.code(), Code::Configuration);
    }

    #[test]
    fn a_key_that_cannot_travel_is_refused_unseen() {
        for json in [
            r#"{"apiKey":""}"#,
            r#"{"apiKey":"canary\n"}"#,
            r#"{"apiKey":"canary x"}"#,
            r#"{"apiKey":"canáry"}"#,
            r#"{"apiKey":"k","teamId":"a\r\nb"}"#,
            r#"{"apiKey":"k","flowNs":"f1"}"#,
        ] {
            let error = key(json).unwrap_err();
            assert_eq!(error.code(), Code::InvalidArgument, "{json}");
            assert!(!error.to_string().contains("can"), "{error}");
        }
    }
}
