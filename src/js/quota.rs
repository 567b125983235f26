//! What a client knows of its quota, kept in a plain object of the client's.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::api::limit::{Quota, Said};
use crate::error::Result;
use crate::providers::Provider;

/// Counts a request that is about to be sent.
pub(super) fn take(object: Option<&Object>, provider: Provider) -> Result<()> {
    let Some((object, mut quota)) = read(object, provider) else { return Ok(()) };
    let taken = quota.take(now());
    write(object, &quota);
    taken
}

/// Learns from an answer.
pub(super) fn learn(object: Option<&Object>, provider: Provider, said: &Said) {
    let Some((object, mut quota)) = read(object, provider) else { return };
    quota.learn(said, now());
    write(object, &quota);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts and times; `as` keeps them in bounds
fn read(object: Option<&Object>, provider: Provider) -> Option<(&Object, Quota)> {
    let (object, mut quota) = (object?, Quota::documented(provider)?);
    let number = |name: &str| Reflect::get(object, &name.into()).ok()?.as_f64();
    if let Some(limit) = number("limit") {
        quota.limit = limit as u32;
    }
    quota.remaining = number("remaining").map_or(quota.limit, |remaining| remaining as u32);
    quota.resets_at = number("resetsAt").unwrap_or(0.0) as u64;
    quota.blocked_until = number("blockedUntil").unwrap_or(0.0) as u64;
    Some((object, quota))
}

#[allow(clippy::cast_precision_loss)] // times: well within what a double counts exactly
fn write(object: &Object, quota: &Quota) {
    let set = |name: &str, value: f64| {
        let _ = Reflect::set(object, &name.into(), &JsValue::from_f64(value));
    };
    set("limit", quota.limit.into());
    set("remaining", quota.remaining.into());
    set("resetsAt", quota.resets_at as f64);
    set("blockedUntil", quota.blocked_until as f64);
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a time since 1970, in whole milliseconds
fn now() -> u64 {
    Date::now() as u64
}
