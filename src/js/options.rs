//! Options from JavaScript, read one by one: what has the wrong type is refused by name.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::error::{Error, Result};
use crate::http::Headers;
use crate::text::text;

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
];

/// An options object.
pub(super) struct Options(pub(super) JsValue);

impl Options {
    fn get(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.0, &name.into()).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>> {
        self.get(name)
            .map(|value| value.as_string().ok_or_else(|| Error::invalid(name, "must be a string")))
            .transpose()
    }

    pub(super) fn function(&self, name: &str) -> Result<Option<Function>> {
        let read = |value: JsValue| {
            value.dyn_into().map_err(|_| Error::invalid(name, "must be a function"))
        };
        self.get(name).map(read).transpose()
    }

    pub(super) fn signal(&self) -> Result<Option<AbortSignal>> {
        let read = |value: JsValue| {
            value.dyn_into().map_err(|_| Error::invalid("signal", "must be an AbortSignal"))
        };
        self.get("signal").map(read).transpose()
    }

    /// A time in milliseconds, from one to a day.
    pub(super) fn timeout_ms(&self) -> Result<Option<u32>> {
        let Some(value) = self.get("timeoutMs") else { return Ok(None) };
        let number = value.as_f64().filter(|ms| (1.0..=86_400_000.0).contains(ms));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // within range, as just checked
        number.map(|ms| Some(ms as u32)).ok_or_else(|| {
            Error::invalid("timeoutMs", "must be a number of milliseconds between 1 and 86400000")
        })
    }

    /// A count, from none to `most`.
    pub(super) fn count(&self, name: &str, most: u32) -> Result<Option<u32>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number =
            value.as_f64().filter(|n| n.fract() == 0.0 && (0.0..=f64::from(most)).contains(n));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        // within range, as just checked
        number.map(|n| Some(n as u32)).ok_or_else(|| {
            Error::invalid(
                name,
                text!["must be a whole number from 0 to ", crate::text::number(most)],
            )
        })
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.is_truthy())
    }

    pub(super) fn object(&self, name: &str) -> Option<Object> {
        self.get(name)?.dyn_into().ok()
    }

    /// Adds the further header fields: an object of texts. What authorises a call cannot be set there.
    pub(super) fn add_headers(&self, to: &mut Headers) -> Result<()> {
        let Some(headers) = self.get("headers") else { return Ok(()) };
        let plain = Object::get_prototype_of(&Object::new());
        let headers = headers
            .dyn_into::<Object>()
            .ok()
            .filter(|headers| Object::get_prototype_of(headers) == plain)
            .ok_or_else(|| Error::invalid("headers", "must be a plain object of strings"))?;
        for name in Object::keys(&headers).iter() {
            let value = Reflect::get(&headers, &name).ok().and_then(|value| value.as_string());
            let name = name.as_string().unwrap_or_default();
            if OURS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
                return Err(Error::invalid(
                    &text!["the header ", name],
                    "is set by the client itself",
                ));
            }
            match value {
                Some(value) => to.add(&name, value)?,
                None => {
                    return Err(Error::invalid(&text!["the header ", name], "must be a string"));
                }
            }
        }
        Ok(())
    }

    #[cfg(feature = "server")]
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let wrong = || Error::invalid(name, "must be an array of strings");
        let array: js_sys::Array = value.dyn_into().map_err(|_| wrong())?;
        array.iter().map(|item| item.as_string().ok_or_else(wrong)).collect()
    }

    #[cfg(feature = "server")]
    pub(super) fn required(&self, name: &str) -> Result<String> {
        self.text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Error::invalid(name, "is missing"))
    }
}
