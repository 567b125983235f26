//! JSON as the host parsed it: looked into, never copied.

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::json::{self, Json, NotJson};

#[wasm_bindgen]
extern "C" {
    /// Like `js_sys::JSON::parse`, but of a text that stays in JavaScript.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn parse_json(text: &JsString) -> Result<JsValue, JsValue>;
}

impl Json for JsValue {
    fn member(&self, name: &str) -> Option<Self> {
        let found = Reflect::get(self.dyn_ref::<js_sys::Object>()?, &name.into()).ok()?;
        (!found.is_undefined()).then_some(found)
    }

    fn names(&self) -> Vec<String> {
        let Some(object) = self.dyn_ref::<js_sys::Object>() else { return Vec::new() };
        js_sys::Object::keys(object).iter().filter_map(|name| name.as_string()).collect()
    }

    fn last(&self) -> Option<Self> {
        let items = self.dyn_ref::<Array>()?;
        items.length().checked_sub(1).map(|at| items.get(at))
    }

    fn text(&self) -> Option<String> {
        self.as_string()
    }

    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn number(&self) -> Option<f64> {
        self.as_f64()
    }

    fn is_array(&self) -> bool {
        Array::is_array(self)
    }

    fn is_object(&self) -> bool {
        Self::is_object(self) && !Json::is_array(self)
    }
}

/// How much of a text that is not JSON is looked at, in UTF-16 units.
const LOOK: u32 = 64 * 1024;

/// Parses a body by the host's own parser; only one that does not parse is looked at here.
pub(super) fn parse(text: &JsString) -> Result<JsValue, NotJson> {
    match parse_json(text) {
        Ok(value) => Ok(value),
        Err(_) => {
            json::parse(&String::from(text.slice(0, LOOK)), |text| js_sys::JSON::parse(text).ok())
        }
    }
}
