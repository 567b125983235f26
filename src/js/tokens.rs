//! Tokens for a client with keys of its own: asked for here, sent and kept by pkg/lib/tokens.js.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::call::{AttemptOutcome, as_ms, retry_after};
use super::{base_url, json};
use crate::api::options::{CallOptions, add_headers};
use crate::api::retry::FailedAttempt;
use crate::api::{attempt, check_response, plan_json};
use crate::encoded_object::EncodedObject;
use crate::error::{Error, Result};
use crate::json_object::JsonObject;
use crate::providers::Provider;
use crate::providers::client_credentials::{self, ClientCredentials, KeyOwner};
use crate::secret::Quote;
use crate::text::number;

/// Plans the request for a token, as JSON that pkg/lib/tokens.js describes. `undefined` where the options hold no keys to ask with.
///
/// # Errors
/// A `PortariaError` when they are wrong.
#[wasm_bindgen(js_name = planToken)]
pub fn plan_token(provider: &str, options: &str) -> std::result::Result<Option<String>, JsValue> {
    let Some(provider) = Provider::from_name(provider) else { return Ok(None) };
    Ok(planned(provider, &EncodedObject::read(options)).map_err(|error| named(error, provider))?)
}

fn planned(provider: Provider, options: &EncodedObject) -> Result<Option<String>> {
    let Some((keys, owner)) = read_keys(provider, options)? else { return Ok(None) };
    let known = options.text("baseUrl")?.or(provider.base_url()).unwrap_or_default();
    let base_url = base_url::read(known, options)?;
    let mut request = provider.token_request(&keys, &base_url, owner)?;
    add_headers(options, &mut request.headers)?;
    let mut json = JsonObject::new();
    json.text("method", request.method.as_str());
    json.text("url", &request.url);
    json.json("headers", &plan_json::headers(&request.headers));
    json.json("timeoutMs", &number(CallOptions::read(options)?.timeout_ms));
    if let Some(body) = &request.body {
        json.text("body", body.expose());
    }
    Ok(Some(json.finish()))
}

fn read_keys(
    provider: Provider,
    options: &EncodedObject,
) -> Result<Option<(ClientCredentials, KeyOwner)>> {
    let Some(names) = provider.client_credentials() else { return Ok(None) };
    // Who gives a credential that authorizes calls as it is, or goes through a Worker, needs no token.
    let has_via = options.text("via").map_or(true, |via| via.is_some());
    if has_via || has_credential(provider, options) {
        return Ok(None);
    }
    // Without an id there are no keys: the call says what is missing.
    if options.text(names.id).is_ok_and(|id| id.is_none()) {
        return Ok(None);
    }
    let Some(keys) = names.read(options)? else { return Ok(None) };
    let owner = match options.text("keysOf")? {
        None | Some("account") => KeyOwner::Account,
        Some("app") => KeyOwner::AppUser,
        Some(_) => return Err(Error::invalid("keysOf", "must be \"account\" or \"app\"")),
    };
    Ok(Some((keys, owner)))
}

/// A wrong credential is one, too: the call says what is wrong with it.
fn has_credential(provider: Provider, options: &EncodedObject) -> bool {
    provider.credential(options).map_or(true, |found| found.is_some())
}

/// The token in an answer, and until when it is used in milliseconds since 1970, as JSON; or how long to wait before the next attempt,
/// in milliseconds: asking for a token changes nothing, so it is tried again as a read is.
///
/// # Errors
/// A `PortariaError` when there is none, and it is not to be tried again: `unauthorized` where the keys are not accepted.
#[wasm_bindgen(js_name = readToken)]
pub fn read_token(
    provider: &str,
    options: &str,
    url: &str,
    answer: &AttemptOutcome,
    asked_at: f64,
    tries: u32,
    left_ms: f64,
) -> std::result::Result<String, JsValue> {
    let unknown = || Error::invalid("the provider", "is not known");
    let provider = Provider::from_name(provider).ok_or_else(unknown)?;
    let options = EncodedObject::read(options);
    let read = read(provider, &options, url, answer, asked_at).or_else(|error| {
        let told_ms = answer.retry_after().and_then(|text| retry_after(&text));
        let tried = FailedAttempt {
            error: &error,
            tries,
            retries: CallOptions::read(&options)?.retries,
            idempotent: true,
            retry_after_ms: told_ms.or_else(|| provider.pause_ms(&error)),
            left_ms: as_ms(left_ms),
            chance: js_sys::Math::random(),
        };
        let wait_ms = tried.wait_ms().ok_or(error)?;
        let mut json = JsonObject::new();
        json.json("waitMs", &number(wait_ms));
        Ok(json.finish())
    });
    Ok(read.map_err(|error| named(error, provider))?)
}

fn read(
    provider: Provider,
    options: &EncodedObject,
    url: &str,
    answer: &AttemptOutcome,
    asked_at: f64,
) -> Result<String> {
    attempt::check(answer.failed(), url, CallOptions::read(options)?.timeout_ms)?;
    let body = match answer.text() {
        None => Ok(answer.body()),
        Some(text) => json::locate(&text),
    };
    let keys = read_keys(provider, options)?.map(|(keys, _)| keys.client_secret);
    let status = answer.status().unwrap_or_default();
    let secrets: Vec<_> = keys.iter().collect();
    let body =
        check_response::check_response(provider, "", status, body, Quote::Masking(&secrets))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a time
    let token = client_credentials::token(provider, &body, asked_at as u64)?;
    let mut json = JsonObject::new();
    json.text("token", token.access_token.expose());
    json.json("useUntil", &number(token.use_until));
    Ok(json.finish())
}

fn named(error: Error, provider: Provider) -> Error {
    error.provider(provider.name()).operation("token")
}
