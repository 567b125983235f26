//! JSON as the host parsed it: looked into, never copied.

use js_sys::{Array, JsString, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use crate::json::{self, Json, NotJson};

#[wasm_bindgen]
extern "C" {
    /// Like `js_sys::JSON::stringify`, but `undefined` is no error.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = stringify)]
    pub(super) fn to_json(value: &JsValue) -> Result<JsValue, JsValue>;

    /// What is looked at in most answers: a name that stands in the glue costs a tenth of one that is handed over.
    type JsonObject;

    #[wasm_bindgen(method, getter, structural)]
    fn data(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn meta(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn last_page(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn status(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn success(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn failure(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn is_error(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn result(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn error_code(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn errcode(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural, js_name = errorMsg)]
    fn error_msg(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn error(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn message(this: &JsonObject) -> JsValue;
    #[wasm_bindgen(method, getter, structural)]
    fn msg(this: &JsonObject) -> JsValue;
}

impl Json for JsValue {
    fn member(&self, name: &str) -> Option<Self> {
        if !JsValue::is_object(self) {
            return None;
        }
        let answer: &JsonObject = self.unchecked_ref();
        let found = match name {
            "data" => answer.data(),
            "meta" => answer.meta(),
            "last_page" => answer.last_page(),
            "status" => answer.status(),
            "success" => answer.success(),
            "failure" => answer.failure(),
            "is_error" => answer.is_error(),
            "result" => answer.result(),
            "error_code" => answer.error_code(),
            "errcode" => answer.errcode(),
            "errorMsg" => answer.error_msg(),
            "error" => answer.error(),
            "message" => answer.message(),
            "msg" => answer.msg(),
            _ => Reflect::get(self, &name.into()).ok()?,
        };
        (!found.is_undefined()).then_some(found)
    }

    fn names(&self) -> Vec<String> {
        let Some(object) = self.dyn_ref::<js_sys::Object>() else { return Vec::new() };
        js_sys::Object::keys(object).iter().filter_map(|name| name.as_string()).collect()
    }

    fn length(&self) -> Option<f64> {
        Some(self.dyn_ref::<Array>()?.length().into())
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

/// What is to be made of a body that the host could not parse: JSON behind something else, or none.
pub(super) fn locate(text: &JsString) -> Result<JsValue, NotJson> {
    json::parse(&String::from(text.slice(0, LOOK)), |text| js_sys::JSON::parse(text).ok())
}
