//! Our error as JavaScript's: an `Error` with fields.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Error;

#[wasm_bindgen(raw_module = "../lib/error.js")]
extern "C" {
    type PortariaError;

    #[wasm_bindgen(constructor)]
    fn new(details: &JsValue) -> PortariaError;
}

impl From<Error> for JsValue {
    /// Member by member: a serialiser would weigh four kilobytes in every page, for eight members.
    fn from(error: Error) -> Self {
        let details = error.details();
        let object = Object::new();
        let set = |name: &str, value: Option<Self>| {
            let _ = Reflect::set(&object, &name.into(), &value.unwrap_or(Self::UNDEFINED));
        };
        let text = |text: &Option<String>| text.as_deref().map(Self::from_str);
        set("code", Some(details.code.as_str().into()));
        set("message", Some(details.message.as_str().into()));
        set("provider", text(&details.provider));
        set("operation", text(&details.operation));
        set("status", details.status.map(Self::from));
        set("providerCode", text(&details.provider_code));
        set("retryable", Some(details.retryable.into()));
        set("loginUrl", text(&details.login_url));
        PortariaError::new(&object).into()
    }
}

/// A small value of ours as plain objects, arrays, texts and numbers.
#[cfg(feature = "server")]
pub(super) fn to_js(value: &impl serde::Serialize) -> JsValue {
    // Our own structs always serialise; `undefined` would be the honest rest.
    value
        .serialize(&serde_wasm_bindgen::Serializer::json_compatible())
        .unwrap_or(JsValue::UNDEFINED)
}
