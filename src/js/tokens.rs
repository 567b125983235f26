//! Tokens for a client with keys of its own: asked for here, sent and kept by pkg/lib/tokens.js.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::call::{AttemptOutcome, check, lines};
use super::json;
use crate::api::check_response;
use crate::api::options::CallOptions;
use crate::encoded_object::EncodedObject;
use crate::error::{Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::providers::Provider;
use crate::providers::client_credentials::{self, ClientCredentials, KeyOwner};
use crate::secret::Secret;
use crate::text::{join, number};

/// Plans the request for a token, in parts: the method, the URL, the header fields in lines, the time, the body.
/// `undefined` where the options hold no keys to ask with.
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
    let base_url = BaseUrl::parse(known, Reach::Loopback)?;
    let request = provider.token_request(&keys, &base_url, owner)?;
    let time = number(CallOptions::read(options)?.timeout_ms);
    let lines = lines(&request.headers);
    let body = request.body.as_ref().map_or("", Secret::expose);
    let parts = [request.method.as_str(), &request.url, &lines, &time, body];
    Ok(Some(join(&parts, "\u{1e}")))
}

fn read_keys(
    provider: Provider,
    options: &EncodedObject,
) -> Result<Option<(ClientCredentials, KeyOwner)>> {
    let Some(names) = provider.client_credentials() else { return Ok(None) };
    // Who gives a credential that authorizes calls as it is, or goes through a Worker, needs no token.
    if options.text("via")?.is_some() || has_credential(provider, options) {
        return Ok(None);
    }
    let owner = match options.text("keysOf")? {
        None | Some("account") => KeyOwner::Account,
        Some("app") => KeyOwner::AppUser,
        Some(_) => return Err(Error::invalid("keysOf", "must be \"account\" or \"app\"")),
    };
    Ok(names.read(options)?.map(|keys| (keys, owner)))
}

/// One that is wrong is one, too: the call says what is wrong with it.
fn has_credential(provider: Provider, options: &EncodedObject) -> bool {
    provider.credential(options).map_or(true, |found| found.is_some())
}

/// The token in an answer, and until when it is used in milliseconds since 1970, separated.
///
/// # Errors
/// A `PortariaError` when there is none: `unauthorized` where the keys are not accepted.
#[wasm_bindgen(js_name = readToken)]
pub fn read_token(
    provider: &str,
    options: &str,
    url: &str,
    answer: &AttemptOutcome,
    asked_at: f64,
) -> std::result::Result<String, JsValue> {
    let unknown = || Error::invalid("the provider", "is not known");
    let provider = Provider::from_name(provider).ok_or_else(unknown)?;
    let read = read(provider, &EncodedObject::read(options), url, answer, asked_at);
    Ok(read.map_err(|error| named(error, provider))?)
}

fn read(
    provider: Provider,
    options: &EncodedObject,
    url: &str,
    answer: &AttemptOutcome,
    asked_at: f64,
) -> Result<String> {
    check(url, CallOptions::read(options)?.timeout_ms, answer)?;
    let body = match answer.text() {
        None => Ok(answer.body()),
        Some(text) => json::locate(&text),
    };
    let keys = read_keys(provider, options)?.map(|(keys, _)| keys.client_secret);
    let status = answer.status().unwrap_or_default();
    let secrets: Vec<_> = keys.iter().collect();
    let body = check_response::check_response(provider, status, body, &secrets)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a time
    let token = client_credentials::token(provider, &body, asked_at as u64)?;
    Ok(join(&[token.access_token.expose(), &number(token.use_until)], "\u{1e}"))
}

fn named(error: Error, provider: Provider) -> Error {
    error.provider(provider.name()).operation("token")
}
