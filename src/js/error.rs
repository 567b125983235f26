//! Our error as JavaScript's: an `Error` with fields.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;

#[wasm_bindgen(raw_module = "../lib/error.js")]
extern "C" {
    #[wasm_bindgen(js_name = makeError)]
    fn make_error(code: &str, message: &str, details: &JsValue) -> JsValue;
}

impl From<Error> for JsValue {
    /// Member by member: a serialiser would weigh four kilobytes in every page, for nine members.
    fn from(error: Error) -> Self {
        let details = error.details();
        let object = Object::new();
        let set = |name: &str, value: Option<Self>| {
            let _ = Reflect::set(&object, &name.into(), &value.unwrap_or(Self::UNDEFINED));
        };
        let text = |text: &Option<String>| text.as_deref().map(Self::from_str);
        set("provider", text(&details.provider));
        set("operation", text(&details.operation));
        set("status", details.status.map(Self::from));
        set("providerCode", text(&details.provider_code));
        set("reason", details.reason.map(|reason| reason.as_str().into()));
        set("retryable", Some(details.retryable.into()));
        set("loginUrl", text(&details.login_url));
        make_error(details.code.as_str(), &details.message, &object)
    }
}

/// A small value of ours as plain objects, arrays, texts and numbers.
///
/// # Errors
/// `unavailable` where it cannot be written: nothing is handed over as `undefined`.
#[cfg(feature = "server")]
pub(super) fn to_js(value: &impl serde::Serialize) -> crate::error::Result<JsValue> {
    let unwritable = || {
        let message =
            "Portaria could not write its answer for JavaScript, which is a mistake of its own.";
        Error::new(crate::error::Code::Unavailable, message)
    };
    let text = serde_json::to_string(value).map_err(|_| unwritable())?;
    js_sys::JSON::parse(&text).map_err(|_| unwritable())
}
