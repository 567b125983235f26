//! Farol, which does not exist: a login by the book (RFC 6749, section 4.1), with `state`, and a bearer token.

use serde::Deserialize;
use serde_json::Value;

use super::instance::parse;
use super::status::by_status;
use super::{
    AuthorizationRequest, Authorize as _, BearerToken, ByLogin, Callback, Exchange, Fields,
    GrantedToken, Login, Platform, Profile, Table, credential,
};
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Method, Request, RequestFields, query};
use crate::json::Json;
use crate::secret::{Quote, Secret};
use crate::text::text;

/// Farol.
#[derive(Debug)]
pub struct Farol;

/// Where it is.
const BASE_URL: &str = "https://farol.example";

/// An app that is registered with it, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    base_url: BaseUrl,
    client_id: String,
}

/// The settings as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    #[serde(alias = "clientId")]
    client_id: String,
    #[serde(alias = "baseUrl")]
    base_url: Option<String>,
}

impl Platform for Farol {
    const NAME: &'static str = "farol";
    const TITLE: &'static str = "Farol";
    const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/farol.table")));
    const BASE_URL: Option<&'static str> = Some(BASE_URL);
    const EXAMPLE_URL: &'static str = BASE_URL;
    const CLIENT_OPTIONS: &'static str = "accessToken";
    const ACCOUNT: Option<&'static str> = Some("me.get");

    type Connect = ByLogin;
    type Settings = Settings;
    type Credential = BearerToken;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        let RawSettings { client_id, base_url } = parse(written)?;
        let base_url = BaseUrl::parse(base_url.as_deref().unwrap_or(BASE_URL), reach)?;
        Ok(Settings { base_url, client_id })
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<BearerToken>> {
        Ok(credential::read_token(given, "accessToken")?.map(BearerToken::of_token))
    }

    /// Errors come as RFC 6749, section 5.2, has them, or as a status alone.
    fn check<J: Json>(_: &str, status: u16, answer: &J, _: Quote<'_>) -> Result<()> {
        match answer.member("error").and_then(|error| error.text()).as_deref() {
            Some("invalid_grant") => Err(Error::new(
                Code::LoginRequired,
                text![Self::TITLE, " does not accept the code. Log in again."],
            )),
            None if status < 400 => Ok(()),
            _ => Err(by_status(Self::TITLE, if status < 400 { 400 } else { status })),
        }
    }
}

impl Login for Farol {
    fn authorize_url(settings: &Settings, request: &AuthorizationRequest<'_>) -> String {
        let mut fields = vec![
            ("response_type", "code"),
            ("client_id", settings.client_id.as_str()),
            ("redirect_uri", request.redirect_uri),
        ];
        fields.extend(request.state.map(|state| ("state", state)));
        query::append(&settings.base_url.join("authorize"), &query::encode(&fields))
    }

    fn echoes_state(_: &Settings) -> bool {
        true
    }

    fn read_callback(fields: &RequestFields) -> Result<Callback> {
        let code = fields
            .text("code")?
            .ok_or_else(|| Error::invalid("code", "is missing from the callback"))?;
        let state = fields.text("state")?.map(Into::into);
        Ok(Callback { code: Secret::new(code), state })
    }

    fn token_requests(settings: &Settings, exchange: &Exchange<'_>) -> Vec<Request> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", settings.client_id.as_str()),
            ("client_secret", exchange.app_secret.expose()),
            ("code", exchange.code.expose()),
            ("redirect_uri", exchange.redirect_uri),
        ];
        vec![Request::form(settings.base_url.join("token"), &fields)]
    }

    fn read_token(_: &Settings, answer: &Value) -> Result<GrantedToken> {
        let token = answer.get("access_token").and_then(Value::as_str).map(Secret::new);
        let lifetime_s = answer.get("expires_in").and_then(Value::as_u64);
        let access_token = token.ok_or_else(|| {
            Error::new(Code::BadResponse, text![Self::TITLE, " granted no token."])
        })?;
        let lifetime_s = lifetime_s.and_then(|life| u32::try_from(life).ok()).unwrap_or(3600);
        Ok(GrantedToken { access_token, lifetime_s })
    }

    fn profile_request(settings: &Settings, token: &Secret) -> Request {
        let mut request = Request::new(Method::Get, settings.base_url.join("v1/me"));
        // A token that cannot travel in a header is refused by the platform, as one that is missing.
        let _ = BearerToken::of_token(token.clone()).authorize(&mut request);
        request
    }

    fn read_profile(_: &Settings, answer: Value) -> Result<Profile> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("id").ok_or_else(|| {
            Error::new(Code::BadResponse, text![Self::TITLE, " does not say who logged in."])
        })?;
        Ok(Profile { id, name: text("name"), raw: answer.clone(), ..Profile::default() })
    }
}
