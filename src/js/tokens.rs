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
use crate::providers::token::{self, ClientCredentials, KeyOwner};
use crate::providers::{Provider, bangwo8, sendpulse};
use crate::secret::Secret;
use crate::text::{join, number, text};

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
    let Some((keys, of)) = read_keys(provider, options)? else { return Ok(None) };
    let known = match provider {
        Provider::Bangwo8 => bangwo8::BASE_URL,
        _ => sendpulse::BASE_URL,
    };
    let base_url = BaseUrl::parse(options.text("baseUrl")?.unwrap_or(known), Reach::Loopback)?;
    let request = keys.token_request(provider, &base_url, of)?;
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
    let (id_name, secret_name) = match provider {
        Provider::Bangwo8 => ("secretId", "secret"),
        _ => ("clientId", "clientSecret"),
    };
    let (id, secret) = (options.text(id_name)?, options.text(secret_name)?);
    for other in ["via", "account", "apiKey", "accessToken"] {
        if options.text(other)?.is_some() {
            return Ok(None);
        }
    }
    let of = match options.text("keysOf")? {
        None | Some("account") => KeyOwner::Account,
        Some("app") => KeyOwner::AppUser,
        Some(_) => return Err(Error::invalid("keysOf", "must be \"account\" or \"app\"")),
    };
    let missing =
        |name: &str, beside: &str| Err(Error::invalid(name, text!["is missing beside ", beside]));
    match (id, secret) {
        (None, None) => Ok(None),
        (Some(id), Some(secret)) => {
            let keys =
                ClientCredentials { client_id: id.into(), client_secret: Secret::new(secret) };
            Ok(Some((keys.check(id_name, secret_name)?, of)))
        }
        (Some(_), None) => missing(secret_name, id_name),
        (None, Some(_)) => missing(id_name, secret_name),
    }
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
    let provider = Provider::from_name(provider).unwrap_or(Provider::SendPulse);
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
    let token = token::token(provider, &body, asked_at as u64)?;
    Ok(join(&[token.access_token.expose(), &number(token.use_until)], "\u{1e}"))
}

fn named(error: Error, provider: Provider) -> Error {
    error.provider(provider.name()).operation("token")
}
