//! JetChat, and every other installation of its engine.
//!
//! There is no login: a key made in the dashboard belongs to one workspace and one bot, and works until it is
//! revoked. Every installation has a host of its own. What it offers stands in `openapi.yaml`; here is what that
//! cannot say: how a call is authorized, how errors are worded, how lists go on.

pub mod answer;
pub mod key;
#[cfg(test)]
mod worker_tests;

use serde_json::Value;

pub use key::{Key, Settings};

use super::instance::parse;
use super::{
    ByCredentials, CredentialSet, Credentials, Field, Fields, ListStyle, Platform, Profile,
    QuotaRules, Table,
};
use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::http::Request;
use crate::http::base_url::{BaseUrl, Reach};
use crate::json::Json;
use crate::secret::{Quote, Secret};

/// JetChat and every other installation of its engine.
#[derive(Debug)]
pub struct JetChat;

impl Platform for JetChat {
    const NAME: &'static str = "jetchat";
    const TITLE: &'static str = "JetChat";
    const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/jetchat.table")));
    const BASE_URL: Option<&'static str> = None;
    const EXAMPLE_URL: &'static str = "https://jetchat.example.com/api";
    const CLIENT_OPTIONS: &'static str = "baseUrl, apiKey";
    const QUERY_LISTS: ListStyle = ListStyle::Brackets;
    const BASE_PATH: Option<&'static str> = Some("/api");
    const ERROR_MEMBERS: Option<&'static [&'static str]> = Some(answer::ERROR_MEMBERS);

    type Connect = ByCredentials;
    type Settings = Settings;
    type Credential = Key;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        parse::<key::RawSettings>(written)?.check(reach)
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<Key>> {
        let Some(api_key) = given.text("apiKey")? else { return Ok(None) };
        let owned = |name: &str| Ok(given.text(name)?.map(str::to_owned));
        let key = Key {
            api_key: Secret::new(api_key),
            team_id: owned("teamId")?,
            workspace_id: owned("workspaceId")?,
            flow_ns: owned("flowNs")?,
        };
        key.check().map(Some)
    }

    fn check<J: Json>(_: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
        answer::check(Self::TITLE, status, answer, quote)
    }

    /// What an installation allows, unless it is set up otherwise.
    fn quota(_: &EncodedObject) -> Result<Option<QuotaRules>> {
        Ok(Some(QuotaRules { limit: 1000, window_ms: 60 * 60 * 1000, pace: None }))
    }

    fn prepare(settings: &Settings, request: &mut Request) -> Result<()> {
        settings.headers.iter().try_for_each(|(name, value)| request.headers.add(name, value))
    }
}

impl Credentials for JetChat {
    const SETS: &'static [CredentialSet] = &[CredentialSet {
        fields: &[
            Field::new("apiKey", "API key").secret(),
            Field::new("teamId", "Team id")
                .optional()
                .hint("Only for installations of 2022 and before."),
            Field::new("workspaceId", "Workspace id")
                .optional()
                .hint("Only with a partner's master key."),
            Field::new("flowNs", "Bot").optional().hint("Only with a partner's master key."),
        ],
        place: "In the dashboard: the account menu, then the settings, then API keys. The key is shown once, when it is made.",
    }];
    /// It needs no permission and costs little.
    const PROOF: &'static str = "me.get";

    /// Documented without an envelope; some installations send one.
    fn profile(answer: Value, _: &dyn Fields) -> Result<Profile> {
        let raw = answer.get("data").filter(|data| data.is_object()).cloned().unwrap_or(answer);
        let text = |name: &str| match raw.get(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let (id, name, email) = (text("id"), text("name"), text("email"));
        if id.is_none() && name.is_none() && email.is_none() {
            let reason = "The answer says nothing of whose key it is, so it proves nothing.";
            return Err(Error::new(Code::BadResponse, reason));
        }
        Ok(Profile { id: id.unwrap_or_default(), name, email, raw, ..Profile::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;
    use serde_json::json;

    #[test]
    fn it_has_249_operations_whose_literal_paths_go_first() {
        assert_eq!(JetChat::OPERATIONS.iter().count(), 249);
        let found = |path| JetChat::OPERATIONS.by_path(Method::Get, path).map(|one| one.id());
        let literal = found("/shop/discount-codes/get-info-by-code");
        assert_eq!(literal.as_deref(), Some("shop.discountCodes.getByCode"));
        assert_eq!(found("/shop/orders/12/get-info").as_deref(), Some("shop.orders.get"));
    }

    #[test]
    fn the_owner_of_a_key_is_read_with_an_envelope_or_without() {
        let bare = json!({"id": 12, "name": "Ana", "email": "ana@example.com"});
        for answer in [bare.clone(), json!({"data": bare, "status": "ok"})] {
            let given = crate::encoded_object::tests::encode(&json!({}));
            let profile = JetChat::profile(answer, &given).unwrap();
            assert_eq!((profile.id.as_str(), profile.name.as_deref()), ("12", Some("Ana")));
            assert_eq!(profile.raw, bare);
        }
    }

    #[test]
    fn an_answer_that_names_nobody_proves_nothing() {
        for answer in
            [json!({}), json!([]), json!(null), json!({"data": {}}), json!({"status": "ok"})]
        {
            let given = crate::encoded_object::tests::encode(&json!({}));
            let error = JetChat::profile(answer.clone(), &given).unwrap_err();
            assert_eq!(error.code(), Code::BadResponse, "{answer}");
        }
    }

    #[test]
    fn an_hour_has_a_thousand_requests() {
        let rules = JetChat::quota(&crate::encoded_object::tests::encode(&json!({}))).unwrap();
        assert_eq!(rules, Some(QuotaRules { limit: 1000, window_ms: 3_600_000, pace: None }));
    }
}
