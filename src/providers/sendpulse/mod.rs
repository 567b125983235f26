//! SendPulse: nineteen services behind one address, and apps of its marketplace.
//!
//! An app is opened from SendPulse's own dashboard ([`launch`]): its code, good for a minute, is exchanged for keys that
//! last ([`marketplace`]). Keys, of an app's user or of an account of one's own, are exchanged for a token of an hour or two
//! ([`keys`]), and again when it ends: there is no refresh token. What the services offer stands in the documents beside
//! this file; how they word errors, in [`answer`].

pub mod answer;
mod codes;
#[cfg(test)]
mod frame_tests;
#[cfg(test)]
mod fuzz;
pub mod keys;
pub mod launch;
pub mod marketplace;
pub mod plan;
#[cfg(test)]
mod rpc_tests;
#[cfg(test)]
mod worker_tests;

use serde_json::Value;

pub use marketplace::Settings;
pub use plan::Plan;

use super::client_credentials::{ClientCredentialNames, ClientCredentials, KeyOwner};
use super::credential::read_token;
use super::instance::parse;
use super::table_marks::style;
use super::{
    Appearance, Authorize as _, BearerToken, ByMarketplace, Fields, Frame, Installation, Launch,
    ListStyle, Marketplace, PaceRules, Platform, QuotaRules, Table, UndescribedPaths,
};
use crate::encoded_object::EncodedObject;
use crate::error::{Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::http::{Request, RequestFields};
use crate::json::Json;
use crate::secret::{Quote, Secret};

/// SendPulse.
#[derive(Debug)]
pub struct SendPulse;

impl Platform for SendPulse {
    const NAME: &'static str = "sendpulse";
    const TITLE: &'static str = "SendPulse";
    const OPERATIONS: Table =
        Table::new(include_str!(concat!(env!("OUT_DIR"), "/sendpulse.table")));
    const BASE_URL: Option<&'static str> = Some(BASE_URL);
    const EXAMPLE_URL: &'static str = BASE_URL;
    const CLIENT_OPTIONS: &'static str = "clientId, clientSecret } or { apiKey";
    const UNDESCRIBED: UndescribedPaths = UndescribedPaths {
        begin: "/",
        example: "/whatsapp/templates",
        paging: style::LIMIT_OFFSET,
    };
    const QUERY_LISTS: ListStyle = ListStyle::Brackets;
    const ERROR_MEMBERS: Option<&'static [&'static str]> = Some(answer::ERROR_MEMBERS);
    const CLIENT_CREDENTIALS: Option<ClientCredentialNames> =
        Some(ClientCredentialNames { id: "clientId", secret: "clientSecret" });

    type Connect = ByMarketplace;
    type Settings = Settings;
    /// A token, or an account's static key: both are sent alike.
    type Credential = BearerToken;

    fn read_settings(written: Value, reach: Reach) -> Result<Settings> {
        parse::<marketplace::RawSettings>(written)?.check(reach)
    }

    fn base_url(settings: &Settings) -> &BaseUrl {
        &settings.base_url
    }

    fn credential(given: &dyn Fields) -> Result<Option<BearerToken>> {
        let key = read_token(given, "apiKey")?;
        let token = if key.is_some() { key } else { read_token(given, "accessToken")? };
        Ok(token.map(BearerToken::of_token))
    }

    fn check<J: Json>(path: &str, status: u16, answer: &J, quote: Quote<'_>) -> Result<()> {
        answer::check(Self::TITLE, path, status, answer, quote)
    }

    fn pause_ms(error: &Error) -> Option<u64> {
        answer::burst_ms(error)
    }

    fn quota(options: &EncodedObject) -> Result<Option<QuotaRules>> {
        let plan = Plan::named(options.text("plan")?).ok_or_else(|| {
            Error::invalid("plan", "must be \"free\", \"standard\" or \"enterprise\"")
        })?;
        let must = "must be a whole number from 0 to 1000";
        let per_second = options.whole("requestsPerSecond", 0, 1000, must)?;
        let pace =
            PaceRules { per_second: per_second.unwrap_or(plan.per_second), per_day: plan.per_day };
        let window_ms = 60 * 1000;
        Ok(Some(QuotaRules { limit: plan.per_minute, window_ms, pace: Some(pace) }))
    }

    fn token_request(
        credentials: &ClientCredentials,
        base_url: &BaseUrl,
        owner: KeyOwner,
    ) -> Result<Option<Request>> {
        Ok(Some(keys::token_request(credentials, base_url, owner)))
    }
}

impl Marketplace for SendPulse {
    fn app_id(settings: &Settings) -> &str {
        &settings.app_id
    }

    fn asks_before_linking(settings: &Settings) -> bool {
        settings.confirm
    }

    fn read_launch(fields: &RequestFields) -> Result<Launch> {
        launch::read(fields)
    }

    fn read_appearance(fields: &RequestFields) -> Result<Appearance> {
        launch::read_appearance(fields)
    }

    fn frame(settings: &Settings) -> &Frame {
        &settings.frame
    }

    fn installation_request(settings: &Settings, app_secret: &Secret, code: &Secret) -> Request {
        settings.exchange_request(app_secret, code)
    }

    fn read_installation(answer: &Value) -> Result<Installation> {
        marketplace::granted(answer)
    }

    fn read_uninstall(fields: &RequestFields) -> Option<Installation> {
        marketplace::uninstalled(fields)
    }
}

/// Where SendPulse's dashboard is, which shows apps in frames.
const DASHBOARD: &str = "https://login.sendpulse.com";

/// Where the API is.
pub const BASE_URL: &str = "https://api.sendpulse.com";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoded_object::tests::encode;
    use serde_json::json;

    #[test]
    fn it_has_639_operations() {
        assert_eq!(SendPulse::OPERATIONS.iter().count(), 639);
    }

    #[test]
    fn the_plan_says_how_much_may_be_asked() {
        let quota = |options| SendPulse::quota(&encode(&options)).map(Option::unwrap);
        let usual = quota(json!({})).unwrap();
        let pace = PaceRules { per_second: 10, per_day: 500_000 };
        assert_eq!(usual, QuotaRules { limit: 1000, window_ms: 60_000, pace: Some(pace) });
        let told = quota(json!({"plan": "enterprise", "requestsPerSecond": 0})).unwrap();
        assert_eq!(told.limit, 3000);
        assert_eq!(told.pace, Some(PaceRules { per_second: 0, per_day: 3_000_000 }));
        for wrong in [json!({"plan": "golden"}), json!({"requestsPerSecond": -1})] {
            assert_eq!(quota(wrong).unwrap_err().code(), crate::Code::InvalidArgument);
        }
    }
}
