//! What a call may be told beside its parameters, checked.

use crate::encoded_object::EncodedObject;
use crate::error::{Error, Result};
use crate::http::{Headers, TIMEOUT_MS};
use crate::text::text;

/// How often a call is tried again when nobody says otherwise.
const RETRIES: u32 = 2;

/// The longest answer that is read when nobody says otherwise, in bytes.
pub const MAX_RESPONSE_BYTES: u32 = 32 * 1024 * 1024;

/// Header fields that a caller does not set.
const OURS: &[&str] = &[
    // What the client sets itself, and what fetch keeps to itself: some runtimes throw at these.
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-portaria",
    "x-portaria-account",
];

/// The checked options of a call that are not its route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallOptions {
    /// For all tries together, in milliseconds.
    pub timeout_ms: u32,
    /// The most tries after the first.
    pub retries: u32,
    /// Whether somebody wants to see the requests.
    pub is_watched: bool,
}

impl CallOptions {
    /// Checks them.
    ///
    /// # Errors
    /// `invalid_argument`, by name.
    pub fn read(options: &EncodedObject) -> Result<Self> {
        options.function("fetch")?;
        options.signal("signal")?;
        let hooks = [options.function("onRequest")?, options.function("onResponse")?];
        let bytes = "must be a number of bytes between 1 and 2147483647";
        options.whole("maxResponseBytes", 1, 0x7fff_ffff, bytes)?;
        let time = "must be a number of milliseconds between 1 and 86400000";
        Ok(Self {
            timeout_ms: options.whole("timeoutMs", 1, 86_400_000, time)?.unwrap_or(TIMEOUT_MS),
            retries: options
                .whole("retries", 0, 10, "must be a whole number from 0 to 10")?
                .unwrap_or(RETRIES),
            is_watched: hooks.contains(&true),
        })
    }
}

/// Adds a caller's header fields. What authorizes a call cannot be set there.
///
/// # Errors
/// `invalid_argument`, by name.
pub fn add_headers(options: &EncodedObject, to: &mut Headers) -> Result<()> {
    for (name, value) in options.texts("headers")? {
        if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
            return Err(Error::invalid(&text!["the header ", name], "is set by the client itself"));
        }
        to.append(name, value)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoded_object::tests::encode;
    use serde_json::json;

    #[test]
    fn what_is_left_out_has_defaults() {
        let read = |value| CallOptions::read(&encode(&value));
        let usual = CallOptions { timeout_ms: TIMEOUT_MS, retries: RETRIES, is_watched: false };
        assert_eq!(read(json!({"signal": null})).unwrap(), usual);
        let told = read(json!({"timeoutMs": 50, "retries": 0})).unwrap();
        assert_eq!((told.timeout_ms, told.retries), (50, 0));
        for wrong in [
            json!({"timeoutMs": "soon"}),
            json!({"timeoutMs": 0}),
            json!({"timeoutMs": 1.5}),
            json!({"maxResponseBytes": 0}),
            json!({"maxResponseBytes": "1"}),
            json!({"maxResponseBytes": 2_147_483_648u32}),
            json!({"retries": 11}),
            json!({"retries": -1}),
            json!({"fetch": 3}),
            json!({"signal": {}}),
            json!({"onRequest": "x"}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_authorizes_is_not_for_callers() {
        let add = |value| {
            let mut headers = Headers::default();
            add_headers(&encode(&json!({"headers": value})), &mut headers).map(|()| headers)
        };
        assert_eq!(add(json!({"x-a": "1"})).unwrap().get("X-A"), Some("1"));
        for wrong in
            [json!({"Authorization": "x"}), json!({"x": "a\nb"}), json!({"x": []}), json!([])]
        {
            assert!(add(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
