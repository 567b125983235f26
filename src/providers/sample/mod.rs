//! A made-up platform, in the native tests only: the tests of the shared parts need one, and shall not rely on a real one. It has a
//! login by the book (RFC 6749, section 4.1).

use serde::Deserialize;
use serde_json::Value;

use super::instance::parse;
use super::table_marks::style;
use super::{
    AuthorizationRequest, Authorize as _, BearerToken, ByLogin, Callback, Exchange, Fields,
    GrantedToken, Login, PaceRules, Platform, Profile, QuotaRules, Table, UndescribedPaths,
    credential,
};
use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Method, Request, RequestFields, query};
use crate::json::Json;
use crate::providers::status::by_status;
use crate::secret::{Quote, Secret};

/// The platform.
#[derive(Debug)]
pub struct Sample;

const BASE_URL: &str = "https://sample.example.com";

/// Where an app is registered, and which.
#[derive(Clone, Debug)]
pub struct Settings {
    base_url: BaseUrl,
    app_id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    app_id: String,
    base_url: Option<String>,
}

impl Platform for Sample {
    const NAME: &'static str = "sample";
    const TITLE: &'static str = "Sample";
    const OPERATIONS: Table = Table::new(TABLE);
    const BASE_URL: Option<&'static str> = Some(BASE_URL);
    const EXAMPLE_URL: &'static str = BASE_URL;
    const CLIENT_OPTIONS: &'static str = "accessToken";
    const ERROR_MEMBERS: Option<&'static [&'static str]> = Some(&["error"]);
    const UNDESCRIBED: UndescribedPaths =
        UndescribedPaths { begin: "/v1/", example: "/v1/x", paging: style::PAGE };

    type Connect = ByLogin;
    type Settings = Settings;
    type Credential = BearerToken;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        let RawSettings { app_id, base_url } = parse(written)?;
        if app_id.is_empty() {
            return Err(Error::new(Code::Configuration, "app_id must not be empty"));
        }
        let base_url = BaseUrl::parse(base_url.as_deref().unwrap_or(BASE_URL), reach)?;
        Ok(Settings { base_url, app_id })
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<BearerToken>> {
        Ok(credential::read_token(given, "accessToken")?.map(BearerToken::of_token))
    }

    fn check<J: Json>(_: &str, status: u16, answer: &J, _: Quote<'_>) -> Result<()> {
        if answer.member("error").is_some() {
            return Err(Error::new(Code::Rejected, "Sample refused."));
        }
        if status < 400 { Ok(()) } else { Err(by_status(Self::TITLE, status)) }
    }

    fn quota(_: &EncodedObject) -> Result<Option<QuotaRules>> {
        let pace = PaceRules { per_second: 10, per_day: 500_000 };
        Ok(Some(QuotaRules { limit: 1000, window_ms: 60_000, pace: Some(pace) }))
    }
}

impl Login for Sample {
    fn authorize_url(settings: &Settings, request: &AuthorizationRequest<'_>) -> String {
        let mut fields = vec![("response_type", "code"), ("client_id", settings.app_id.as_str())];
        fields.push(("redirect_uri", request.redirect_uri));
        fields.extend(request.state.map(|state| ("state", state)));
        query::append(&settings.base_url.join("/authorize"), &query::encode(&fields))
    }

    fn echoes_state(_: &Settings) -> bool {
        true
    }

    fn read_callback(fields: &RequestFields) -> Result<Callback> {
        let code = fields.text("code")?.ok_or_else(|| Error::invalid("code", "is missing"))?;
        let state = fields.text("state")?.map(Into::into);
        Ok(Callback { code: Secret::new(code), state })
    }

    fn token_requests(settings: &Settings, exchange: &Exchange<'_>) -> Vec<Request> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", settings.app_id.as_str()),
            ("client_secret", exchange.app_secret.expose()),
            ("code", exchange.code.expose()),
            ("redirect_uri", exchange.redirect_uri),
        ];
        vec![Request::form(settings.base_url.join("/token"), &fields)]
    }

    fn read_token(_: &Settings, answer: &Value) -> Result<GrantedToken> {
        let token = answer.get("access_token").and_then(Value::as_str).map(Secret::new);
        let access_token =
            token.ok_or_else(|| Error::new(Code::BadResponse, "There is no token."))?;
        Ok(GrantedToken { access_token, lifetime_s: 3600 })
    }

    fn profile_request(settings: &Settings, token: &Secret) -> Request {
        let mut request = Request::new(Method::Get, settings.base_url.join("/me"));
        let _ = BearerToken::of_token(token.clone()).authorize(&mut request);
        request
    }

    fn read_profile(_: &Settings, answer: Value) -> Result<Profile> {
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Profile { id: text("id").unwrap_or_default(), name: text("name"), ..Profile::default() })
    }
}

/// Operations of every kind.
const TABLE: &str = "\
@apps\t/
update\tUapps/{app_id}\tibo
@conversations\t/flow/0/
list\tGdata\tsi\tuser_ns start_id limit
@flowTags\t/flow/
create\tPcreate-tag\tb\t\tname!
delete\tDdelete-tag\tib\t\ttag_ns!
list\tGtags\tpi\tlimit page name
@me\t/
get\tG0\ti
@records\t/api/v1/records/
get\tG{id}.json\ti
getV2\tG{id}_v2.json\ti
listFields\tGrecord_fields.json\ti
search\tGsearch.json\ti\tquery ids*
@shop.codes\t/shop/
getByCode\tGdiscount-codes/get-info-by-code\ti\tcode!
get\tGdiscount-codes/{codeId}/get-info\ti
@shop.orders\t/shop/
get\tGorders/{orderId}/get-info\ti
@subscribers\t/
addTags\tPsubscriber/add-tags\tb\t\tuser_ns! data!#20:[{}]
@templates\t/
list\tPtemplate/list\tpib\tlimit page
@tickets\t/team/ticket-lists/{listId}/
delete\tD1/{listItemId}\ti
update\tU1/{listItemId}\tib\t\ttitle text1
";
