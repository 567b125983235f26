//! An app of SendPulse's marketplace: how it is set up, how a code is exchanged, what an uninstall says.

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Method, Request, RequestFields};
use crate::providers::client_credentials::ClientCredentials;
use crate::providers::{Frame, Installation};
use crate::secret::Secret;

/// An app, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the API is.
    pub base_url: BaseUrl,
    /// The app's id.
    pub app_id: String,
    /// Whether a person is asked before an account is linked to the browser that opened the app.
    pub confirm: bool,
    /// How the dashboard shows the app.
    pub frame: Frame,
}

/// The settings as they are written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSettings {
    #[serde(alias = "appId")]
    app_id: String,
    #[serde(alias = "baseUrl")]
    base_url: Option<String>,
    confirm: Option<bool>,
    frame: Option<String>,
    #[serde(alias = "frameAncestors")]
    frame_ancestors: Option<Vec<String>>,
}

impl RawSettings {
    /// Checks what was written.
    ///
    /// # Errors
    /// `configuration`, saying what is wrong.
    pub fn check(self, reach: Reach) -> Result<Settings> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if !(1..=64).contains(&self.app_id.len()) || !self.app_id.bytes().all(plain) {
            return Err(Error::new(
                Code::Configuration,
                "\"app_id\" must be the app's id as SendPulse shows it: letters, digits and hyphens",
            ));
        }
        let base_url = self.base_url.as_deref().unwrap_or(super::BASE_URL);
        Ok(Settings {
            base_url: BaseUrl::parse(base_url, reach)?,
            app_id: self.app_id,
            confirm: self.confirm.unwrap_or(true),
            frame: Frame::check(self.frame, self.frame_ancestors, &[super::DASHBOARD], reach)?,
        })
    }
}

impl Settings {
    /// The exchange of a code. Never sent twice: a code is good once.
    #[must_use]
    pub fn exchange_request(&self, app_secret: &Secret, code: &Secret) -> Request {
        Request::json(
            Method::Post,
            self.base_url.join("/market-service/oauth/authorize"),
            &serde_json::json!({
                "app_id": self.app_id,
                "secret": app_secret.expose(),
                "code": code.expose(),
            }),
        )
    }
}

/// Reads a connection: an exchange's `data`.
#[must_use]
pub fn installation(record: &Value) -> Option<Installation> {
    let text = |name: &str| match record.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut raw = record.clone();
    if let Some(raw) = raw.as_object_mut() {
        raw.remove("client_id");
        raw.remove("client_secret");
    }
    with_fields(|name| Some(text(name)), raw)
}

/// Reads an uninstall, whose fields come as JSON, as it is documented, or as a form; whatever else is nothing.
#[must_use]
pub fn uninstalled(fields: &RequestFields) -> Option<Installation> {
    let text = |name: &str| Some(fields.scalar(name).ok()?.filter(|text| !text.is_empty()));
    with_fields(text, Value::Null)
}

/// A connection of these fields; `read` gives nothing at all for a field that cannot be read in one way.
fn with_fields(read: impl Fn(&str) -> Option<Option<String>>, raw: Value) -> Option<Installation> {
    let keys = ClientCredentials {
        client_id: read("client_id")??,
        client_secret: Secret::new(read("client_secret")??),
    };
    Some(Installation {
        account: read("user_id")??,
        app_id: read("app_id")?,
        credentials: keys.check("client_id", "client_secret").ok()?,
        raw,
    })
}

/// Reads an exchange's answer, which was judged to be no error.
///
/// # Errors
/// `bad_response` when the keys are not there.
pub fn granted(answer: &Value) -> Result<Installation> {
    answer.get("data").and_then(installation).ok_or_else(|| {
        Error::new(Code::BadResponse, "SendPulse's answer to the code holds no keys.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn uninstalled(body: &str) -> Option<Installation> {
        super::uninstalled(&RequestFields::read_untyped("", body).ok()?)
    }

    fn record() -> Value {
        json!({
            "id": "00000000-0000-4000-8000-0000000000c3", "user_id": 1_000_001,
            "app_id": "00000000-0000-4000-8000-0000000000a1",
            "client_id": "11111111111111111111111111111111", "client_secret": "22222222222222222222222222222222",
            "created_at": "2024-01-10T15:50:20.000000Z", "updated_at": "2024-01-10T15:50:20.000000Z",
        })
    }

    #[test]
    fn an_exchange_grants_keys() {
        let granted = granted(&json!({"result": true, "data": record()})).unwrap();
        let profile = granted.profile();
        assert_eq!((granted.account.as_str(), profile.id.as_str()), ("1000001", "1000001"));
        assert!(!profile.raw.to_string().contains("2222222"), "{}", profile.raw);
        assert!(!format!("{granted:?}").contains("222222222"));
        for answer in [json!({}), json!({"data": null}), json!({"data": {"user_id": 1}}), json!([])]
        {
            assert_eq!(super::granted(&answer).unwrap_err().code(), Code::BadResponse);
        }
    }

    #[test]
    fn an_uninstall_is_read_whatever_it_is() {
        let json = record().to_string();
        assert_eq!(uninstalled(&json).unwrap().account, "1000001");
        let form = "user_id=7&client_id=a&client_secret=b";
        assert_eq!(uninstalled(form).unwrap().account, "7");
        for body in
            ["", "[]", "{}", "null", "x", "{\"user_id\":1}", "client_id=a&client_secret=%FF"]
        {
            assert!(uninstalled(body).is_none(), "{body}");
        }
        // Which of two counts would depend on who reads it.
        for twice in [
            form.replace("user_id=7", "user_id=7&user_id=8"),
            format!("{form}&client_secret=c"),
            format!("{form}&app_id=1&app_id=2"),
            json.replace('{', r#"{"user_id":[],"#),
            json.replace('{', r#"{"app_id":null,"#),
        ] {
            assert!(uninstalled(&twice).is_none(), "{twice}");
        }
    }

    #[test]
    fn an_uninstall_must_know_the_keys() {
        let stored = installation(&record()).unwrap();
        assert!(installation(&record()).unwrap().has(&stored.credentials));
        for (name, value) in [
            ("client_secret", "32222222222222222222222222222222"),
            ("client_secret", "2"),
            ("client_id", "21111111111111111111111111111111"),
        ] {
            let mut forged = record();
            forged[name] = value.into();
            assert!(!installation(&forged).unwrap().has(&stored.credentials), "{name}");
        }
    }

    #[test]
    fn an_app_is_set_up() {
        let read =
            |json: Value| serde_json::from_value::<RawSettings>(json).unwrap().check(Reach::Public);
        let settings = read(json!({"app_id": "00000000-0000-4000-8000-0000000000a1"})).unwrap();
        assert_eq!((settings.base_url.as_str(), settings.confirm), (super::super::BASE_URL, true));
        let request = settings.exchange_request(&Secret::new("canary"), &Secret::new("code"));
        assert_eq!(request.url, "https://api.sendpulse.com/market-service/oauth/authorize");
        assert!(!format!("{request:?}").contains("canary"));
        for wrong in [
            json!({"app_id": ""}),
            json!({"app_id": "a b"}),
            json!({"app_id": "a", "base_url": "x"}),
        ] {
            assert_eq!(read(wrong).unwrap_err().code(), Code::Configuration);
        }
    }
}
