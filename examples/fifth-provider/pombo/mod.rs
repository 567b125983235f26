//! Pombo, which does not exist: a key as a bearer token, and errors that come as 200.

use serde::Deserialize;
use serde_json::Value;

use super::instance::parse;
use super::status::by_status;
use super::{
    Authorize as _, BearerToken, ByCredentials, CredentialSet, Credentials, Field, Fields,
    Platform, Profile, Table, credential,
};
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::json::Json;
use crate::secret::Quote;
use crate::text::text;

/// Pombo.
#[derive(Debug)]
pub struct Pombo;

/// Where it is.
const BASE_URL: &str = "https://api.pombo.example";

/// An account, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    base_url: BaseUrl,
}

/// The settings as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    base_url: Option<String>,
}

impl Platform for Pombo {
    const NAME: &'static str = "pombo";
    const TITLE: &'static str = "Pombo";
    const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/pombo.table")));
    const BASE_URL: Option<&'static str> = Some(BASE_URL);
    const EXAMPLE_URL: &'static str = BASE_URL;
    const CLIENT_OPTIONS: &'static str = "apiKey";

    type Connect = ByCredentials;
    type Settings = Settings;
    type Credential = BearerToken;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        let RawSettings { base_url } = parse(written)?;
        let base_url = BaseUrl::parse(base_url.as_deref().unwrap_or(BASE_URL), reach)?;
        Ok(Settings { base_url })
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<BearerToken>> {
        Ok(credential::read_token(given, "apiKey")?.map(BearerToken::of_token))
    }

    fn check<J: Json>(_: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
        let failed = answer.member("ok").and_then(|ok| ok.boolean()) == Some(false);
        let reason = answer.member("reason").and_then(|reason| reason.text());
        match (failed || status >= 400, reason) {
            (false, _) => Ok(()),
            (true, Some(reason)) => {
                let code = match reason.as_str() {
                    "no such key" => Code::Unauthorized,
                    "no such pigeon" => Code::NotFound,
                    _ => Code::Rejected,
                };
                let said = match quote.words(&reason) {
                    Some(said) => text![" refused and said: \"", said, "\"."],
                    None => " refused.".into(),
                };
                Err(Error::new(code, text![Self::TITLE, said]))
            }
            (true, None) => Err(by_status(Self::TITLE, status)),
        }
    }
}

impl Credentials for Pombo {
    const SETS: &'static [CredentialSet] = &[CredentialSet {
        fields: &[Field::new("apiKey", "Key").secret()],
        place: "In the settings, under API keys.",
    }];
    const PROOF: &'static str = "me.get";

    fn profile(answer: Value, _: &dyn Fields) -> Result<Profile> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Profile {
            id: text("id").unwrap_or_default(),
            name: text("name"),
            raw: answer.clone(),
            ..Profile::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_refusal_comes_as_200() {
        let refused = |reason: &str| {
            Pombo::check(200, &json!({ "ok": false, "reason": reason }), &[]).unwrap_err().code()
        };
        assert_eq!(refused("no such pigeon"), Code::NotFound);
        assert_eq!(refused("too windy"), Code::Rejected);
        assert!(Pombo::check(200, &json!({ "data": [] }), &[]).is_ok());
    }
}
