//! Calls: planned here, sent by pkg/lib/send.js, judged here.
//!
//! A crossing from JavaScript to wasm or back costs more than what is done on either side, so there are few, and texts
//! go over in one piece. All is synchronous: a future would be ten closures more a call, and the machinery behind
//! futures three kilobytes more in every page.

use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{call_target, json, operation_registry};
use crate::api::options::CallOptions;
use crate::api::plan::{self, ACCOUNT_HEADER, CallTarget};
use crate::api::quota::{Quota, RateLimitSignal};
use crate::api::retry::FailedAttempt;
use crate::api::{attempt, check_response, plan_json};
use crate::encoded_object::EncodedObject;
use crate::error::{Error, Result};
use crate::http::query::{self, encode_component};
use crate::http::{Method, path_below};
use crate::providers::{Operation, Provider};
use crate::secret::{Quote, Secret, mask};

#[wasm_bindgen(raw_module = "../lib/attempt.js")]
extern "C" {
    /// What came of a try; its members are described there.
    pub type AttemptOutcome;

    #[wasm_bindgen(method, getter)]
    pub(super) fn failed(this: &AttemptOutcome) -> u8;
    #[wasm_bindgen(method, getter)]
    pub(super) fn status(this: &AttemptOutcome) -> Option<u16>;
    #[wasm_bindgen(method, getter)]
    fn error(this: &AttemptOutcome) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = retryAfter)]
    pub(super) fn retry_after(this: &AttemptOutcome) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn reset(this: &AttemptOutcome) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    pub(super) fn body(this: &AttemptOutcome) -> JsValue;
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &AttemptOutcome, body: &JsValue);
    #[wasm_bindgen(method, getter)]
    pub(super) fn text(this: &AttemptOutcome) -> Option<JsString>;
}

/// A number for an operation, by which the other functions know it. `line` is its line in the table, behind that of its group: a page
/// brings what it calls, and a server has it all.
///
/// # Errors
/// A `PortariaError` when there is none of this name.
#[wasm_bindgen]
pub fn find(provider: &str, id: &str, line: String) -> std::result::Result<u32, JsValue> {
    let unknown = || {
        let error = Error::invalid("the operation", "is not one that the provider offers");
        error.provider(provider).operation(id)
    };
    let at = Provider::ALL.iter().position(|one| one.name() == provider).ok_or_else(unknown)?;
    let known = Provider::ALL.get(at).ok_or_else(unknown)?;
    let place = operation_registry::place(*known, id, line).ok_or_else(unknown)?;
    Ok(u32::try_from(at << PLACE_BITS | place).map_err(|_| unknown())?)
}

/// An operation's number is its provider's, and its place among those that are known.
const PLACE_BITS: u32 = 24;

fn provider_of(number: u32) -> Option<Provider> {
    Provider::ALL.get((number >> PLACE_BITS) as usize).copied()
}

/// The operation with this number.
#[inline(never)] // it would be in each export anew
pub(super) fn found(number: u32) -> Result<(Provider, Operation)> {
    let place = (number & ((1 << PLACE_BITS) - 1)) as usize;
    provider_of(number)
        .and_then(|provider| Some((provider, operation_registry::at(provider, place)?)))
        .ok_or_else(|| Error::invalid("the operation", "is not known"))
}

/// What the calls of a caller have in common, so that it is worked out once ([`plan_json::of_caller`]).
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = planCaller)]
pub fn plan_caller(operation: u32, options: &str) -> std::result::Result<String, JsValue> {
    let options = EncodedObject::read(options);
    let planned = found(operation).and_then(|(provider, _)| {
        let route = call_target::read(provider, &options)?;
        let mut common = route.common()?;
        if let (CallTarget::Via { .. }, Some(account)) = (&route, options.text("accountId")?) {
            common.headers.add(ACCOUNT_HEADER, encode_component(account))?;
        }
        plan_json::of_caller(provider, &options, common)
    });
    Ok(planned.map_err(|error| named(error, operation, &options))?)
}

/// Plans a call: what is checked of it is checked before anything is sent.
///
/// `base` is the caller's address, as [`plan_caller`] gives it; `extra` are members that the description lacks. Gives what [`plan_json::of_call`] does.
///
/// # Errors
/// A `PortariaError`, in the instance's name.
#[wasm_bindgen]
pub fn plan(
    operation: u32,
    params: &str,
    base: &str,
    instance: &str,
    extra: Option<String>,
) -> std::result::Result<String, JsValue> {
    let planned = found(operation).and_then(|(provider, operation)| {
        let (address, query) = split_base(base);
        let params = EncodedObject::params(params)?;
        let extra = extra.map(|extra| EncodedObject::params(&extra)).transpose()?;
        let plan = plan::below(provider, address, &operation, &params, extra.as_ref())?;
        Ok(plan_json::of_call(&operation, plan, query))
    });
    Ok(planned.map_err(|error| named_by(error, operation, Some(instance)))?)
}

/// Plans a call that no document describes; otherwise as [`plan()`]. The operation is one of those that stand for such calls;
/// the query is packed.
///
/// # Errors
/// A `PortariaError`, in the instance's name.
#[wasm_bindgen(js_name = planUndescribed)]
pub fn plan_undescribed(
    operation: u32,
    method: &str,
    path: &str,
    query: &str,
    has_body: bool,
    base: &str,
    instance: &str,
) -> std::result::Result<String, JsValue> {
    let planned = found(operation).and_then(|(provider, operation)| {
        let method = Method::from_text(method)
            .filter(|one| !matches!(one, Method::Head | Method::Options))
            .ok_or_else(|| Error::invalid("method", "must be GET, POST, PUT, PATCH or DELETE"))?;
        let (address, added) = split_base(base);
        let plan = plan::undescribed(
            provider,
            address,
            method,
            path,
            &EncodedObject::params(query)?,
            has_body,
        )?;
        Ok(plan_json::of_call(&operation, plan, added))
    });
    Ok(planned.map_err(|error| named_by(error, operation, Some(instance)))?)
}

/// A URL to be shown, with the caller's secrets and those among the parameters masked.
#[wasm_bindgen(js_name = maskUrl)]
#[must_use]
pub fn mask_url(operation: u32, url: String, options: &str) -> String {
    let route = provider_of(operation)
        .and_then(|one| call_target::read(one, &EncodedObject::read(options)).ok());
    let secrets = route.as_ref().map(CallTarget::secrets).unwrap_or_default();
    let encoded: Vec<_> =
        secrets.iter().map(|secret| Secret::new(encode_component(secret.expose()))).collect();
    let masked = mask(&url, &encoded.iter().collect::<Vec<_>>());
    provider_of(operation).map_or(masked.clone(), |provider| mask_parameters(provider, masked))
}

/// Counts a request against the quota.
///
/// # Errors
/// A `PortariaError` while the provider refuses.
#[wasm_bindgen]
pub fn count(
    operation: u32,
    options: &str,
    quota: &mut [f64],
    now: f64,
) -> std::result::Result<(), JsValue> {
    let options = EncodedObject::read(options);
    let taken =
        provider_of(operation).map_or(Ok(()), |provider| take(provider, &options, quota, now));
    Ok(taken.map_err(|error| named(error, operation, &options))?)
}

/// Whether a JSON answer is what was promised. The short way, which most answers take; what else there is to say,
/// [`judge_answer`] says.
#[wasm_bindgen]
#[must_use]
pub fn succeeded(operation: u32, status: u16, body: &JsValue) -> bool {
    provider_of(operation).is_some_and(|provider| {
        check_response::check_result(provider, "", status, Ok(body.clone()), Quote::Masking(&[]))
            .is_ok()
    })
}

/// Judges what came of a try: `undefined` when it succeeded, and its body is the result; else how long to wait before
/// the next, in milliseconds.
///
/// # Errors
/// A `PortariaError` when it failed, and is not to be tried again.
#[wasm_bindgen(js_name = judge)]
#[allow(clippy::too_many_arguments)] // an object would be as many crossings
pub fn judge_answer(
    operation: u32,
    options: &str,
    url: &str,
    answer: &AttemptOutcome,
    quota: &mut [f64],
    now: f64,
    tries: u32,
    left_ms: f64,
) -> std::result::Result<Option<f64>, JsValue> {
    let options = EncodedObject::read(options);
    let judged = found(operation).and_then(|(provider, operation)| {
        let told = CallOptions::read(&options)?;
        let error = match judged(provider, &operation, &options, url, told.timeout_ms, answer) {
            Ok(()) => return Ok(None),
            Err(error) => error,
        };
        let mut retry_after_ms = answer
            .retry_after()
            .and_then(|text| retry_after(&text))
            .or_else(|| provider.pause_ms(&error));
        if answer.status() == Some(429) {
            let said = RateLimitSignal { retry_after_ms, tells_reset: answer.reset().is_some() };
            retry_after_ms = learn(provider, &options, quota, &said, now)?;
        }
        let tried = FailedAttempt {
            error: &error,
            tries,
            retries: told.retries,
            idempotent: operation.is_idempotent(),
            retry_after_ms,
            left_ms: as_ms(left_ms),
            chance: js_sys::Math::random(),
        };
        #[allow(clippy::cast_precision_loss)] // at most a day
        tried.wait_ms().map(|ms| Some(ms as f64)).ok_or(error)
    });
    Ok(judged.map_err(|error| named(error, operation, &options))?)
}

fn judged(
    provider: Provider,
    operation: &Operation,
    options: &EncodedObject,
    url: &str,
    timeout_ms: u32,
    answer: &AttemptOutcome,
) -> Result<()> {
    attempt::check(answer.failed(), url, timeout_ms)?;
    let status = answer.status().unwrap_or_default();
    let succeeded = (200..300).contains(&status);
    // What a write did is done, whether its answer says so or not.
    let may_be_empty = operation.may_give_nothing() || operation.is_write();
    let body = match answer.text() {
        None if succeeded && operation.gives_file() => return Ok(()),
        None => Ok(answer.body()),
        Some(text) if succeeded && may_be_empty && text.trim().length() == 0 => {
            return Ok(());
        }
        Some(text) => {
            let found = json::locate(&text);
            if let Ok(found) = &found {
                answer.set_body(found);
            }
            found
        }
    };
    let route = call_target::read(provider, options)?;
    // Only a Worker's word counts; a provider may send whatever it likes.
    if let CallTarget::Via { .. } = route {
        let marker = answer.error();
        if let Some(error) =
            check_response::worker_error(marker.as_deref(), status, body.as_ref().ok())
        {
            return Err(error);
        }
    }
    let parameters = secret_parameters(provider, url, as_given);
    let secrets: Vec<_> = route.secrets().into_iter().chain(&parameters).collect();
    let path = path_below(route.base(), url);
    // What no document describes promises nothing.
    let check = if operation.is_undescribed() {
        check_response::check_response
    } else {
        check_response::check_result
    };
    check(provider, path, status, body, Quote::Masking(&secrets))
        .map(drop)
        .map_err(|error| hinted(provider, &route, error))
}

/// A parameter as the caller gave it, which a provider may quote.
#[cfg(feature = "server")]
fn as_given(value: &str) -> Secret {
    Secret::new(query::decode_component(value).unwrap_or_else(|_| value.into()))
}

/// A page has no such secret: its Worker adds it. Decoding weighs a kilobyte.
#[cfg(not(feature = "server"))]
fn as_given(value: &str) -> Secret {
    Secret::new(value)
}

/// A page's calls go through a Worker, whose address is another.
#[cfg(feature = "server")]
fn hinted(provider: Provider, route: &CallTarget, error: Error) -> Error {
    match route {
        CallTarget::Direct { base_url, .. } => {
            check_response::with_address_hint(provider, base_url, error)
        }
        CallTarget::Via { .. } => error,
    }
}

#[cfg(not(feature = "server"))]
fn hinted(_: Provider, _: &CallTarget, error: Error) -> Error {
    error
}

/// The error with the names of the instance and the operation.
#[inline(never)]
pub(super) fn named(error: Error, operation: u32, options: &EncodedObject) -> Error {
    named_by(error, operation, options.text("instance").ok().flatten())
}

#[inline(never)]
fn named_by(error: Error, operation: u32, instance: Option<&str>) -> Error {
    let Ok((provider, operation)) = found(operation) else { return error };
    error.provider(instance.unwrap_or(provider.name())).operation(&operation.id())
}

/// A caller's address, and what it adds to each query.
fn split_base(base: &str) -> (&str, &str) {
    base.split_once('?').unwrap_or((base, ""))
}

/// The values of the parameters that are secret: `read` is given them as they stand in the URL.
#[inline(never)] // it would be in each that asks
fn secret_parameters(provider: Provider, url: &str, read: fn(&str) -> Secret) -> Vec<Secret> {
    let mut values = Vec::new();
    for field in query::split(url) {
        for name in provider.secret_parameters() {
            if let Some(value) = query::value_of(field, name) {
                values.push(read(value));
            }
        }
    }
    values
}

/// The URL with the secrets masked that are parameters.
fn mask_parameters(provider: Provider, url: String) -> String {
    let secrets = secret_parameters(provider, &url, |value| Secret::new(value));
    if secrets.is_empty() { url } else { mask(&url, &secrets.iter().collect::<Vec<_>>()) }
}

#[inline(never)]
fn take(provider: Provider, options: &EncodedObject, numbers: &mut [f64], now: f64) -> Result<()> {
    let Some(mut quota) = Quota::documented(provider, options)? else { return Ok(()) };
    quota.load(numbers);
    let taken = quota.take(as_ms(now));
    quota.store(numbers);
    taken
}

fn learn(
    provider: Provider,
    options: &EncodedObject,
    numbers: &mut [f64],
    said: &RateLimitSignal,
    now: f64,
) -> Result<Option<u64>> {
    let Some(mut quota) = Quota::documented(provider, options)? else {
        return Ok(said.retry_after_ms);
    };
    quota.load(numbers);
    let wait_ms = quota.learn(said, as_ms(now));
    quota.store(numbers);
    Ok(wait_ms)
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
pub(super) fn retry_after(text: &str) -> Option<u64> {
    match text.trim().parse::<u32>() {
        Ok(seconds) => Some(u64::from(seconds) * 1000),
        Err(_) => {
            let at = js_sys::Date::parse(text);
            (!at.is_nan()).then(|| as_ms(at - js_sys::Date::now()))
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps it in bounds
pub(super) fn as_ms(ms: f64) -> u64 {
    ms as u64
}
