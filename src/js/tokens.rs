//! Tokens for a client with keys of its own: asked for here, sent and kept by pkg/lib/tokens.js.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::call::{Answer, check, lines};
use super::json;
use crate::api::judge;
use crate::api::options::CallOptions;
use crate::api::pack::Packed;
use crate::error::{Error, Result};
use crate::http::base_url::{BaseUrl, Reach};
use crate::providers::Provider;
use crate::providers::sendpulse::keys::{self, Of};
use crate::providers::sendpulse::{self, Keys};
use crate::secret::Secret;
use crate::text::{join, number};

/// Plans the request for a token, in parts: the method, the URL, the header fields in lines, the time, the body.
/// `undefined` where the options hold no keys to ask with.
///
/// # Errors
/// A `PortariaError` when they are wrong.
#[wasm_bindgen(js_name = planToken)]
pub fn plan_token(options: &str) -> std::result::Result<Option<String>, JsValue> {
    Ok(planned(&Packed::read(options)).map_err(named)?)
}

fn planned(options: &Packed) -> Result<Option<String>> {
    let Some((keys, of)) = read_keys(options)? else { return Ok(None) };
    let base_url = options.text("baseUrl")?.unwrap_or(sendpulse::BASE_URL);
    let request = keys.token_request(&BaseUrl::parse(base_url, Reach::Loopback)?, of);
    let time = number(CallOptions::read(options)?.timeout_ms);
    let lines = lines(&request.headers);
    let body = request.body.as_ref().map_or("", Secret::expose);
    let parts = [request.method.as_str(), &request.url, &lines, &time, body];
    Ok(Some(join(&parts, "\u{1e}")))
}

fn read_keys(options: &Packed) -> Result<Option<(Keys, Of)>> {
    let (id, secret) = (options.text("clientId")?, options.text("clientSecret")?);
    for other in ["via", "apiKey", "accessToken"] {
        if options.text(other)?.is_some() {
            return Ok(None);
        }
    }
    let of = match options.text("keysOf")? {
        None | Some("account") => Of::Account,
        Some("app") => Of::AppUser,
        Some(_) => return Err(Error::invalid("keysOf", "must be \"account\" or \"app\"")),
    };
    match (id, secret) {
        (None, None) => Ok(None),
        (Some(id), Some(secret)) => {
            let keys = Keys { client_id: id.into(), client_secret: Secret::new(secret) };
            Ok(Some((keys.check()?, of)))
        }
        (Some(_), None) => Err(Error::invalid("clientSecret", "is missing beside clientId")),
        (None, Some(_)) => Err(Error::invalid("clientId", "is missing beside clientSecret")),
    }
}

/// The token in an answer, and until when it is used in milliseconds since 1970, separated.
///
/// # Errors
/// A `PortariaError` when there is none: `unauthorized` where the keys are not accepted.
#[wasm_bindgen(js_name = readToken)]
pub fn read_token(
    options: &str,
    url: &str,
    answer: &Answer,
    asked_at: f64,
) -> std::result::Result<String, JsValue> {
    Ok(read(&Packed::read(options), url, answer, asked_at).map_err(named)?)
}

fn read(options: &Packed, url: &str, answer: &Answer, asked_at: f64) -> Result<String> {
    check(url, CallOptions::read(options)?.timeout_ms, answer)?;
    let body = match answer.text() {
        None => Ok(answer.body()),
        Some(text) => json::locate(&text),
    };
    let keys = read_keys(options)?.map(|(keys, _)| keys.client_secret);
    let status = answer.status().unwrap_or_default();
    let secrets: Vec<_> = keys.iter().collect();
    let body = judge::judge(Provider::SendPulse, status, body, &secrets)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a time
    let token = keys::token(&body, asked_at as u64)?;
    Ok(join(&[token.access_token.expose(), &number(token.use_until)], "\u{1e}"))
}

fn named(error: Error) -> Error {
    error.provider(Provider::SendPulse.name()).operation("token")
}
