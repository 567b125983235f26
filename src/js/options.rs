//! Options from JavaScript, read one by one: what has the wrong type is refused by name.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::error::{Error, Result};

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

    pub(super) fn boolean(&self, name: &str) -> Result<bool> {
        self.get(name).map_or(Ok(false), |value| {
            value.as_bool().ok_or_else(|| Error::invalid(name, "must be true or false"))
        })
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<f64>> {
        self.get(name)
            .map(|value| value.as_f64().ok_or_else(|| Error::invalid(name, "must be a number")))
            .transpose()
    }

    pub(super) fn function(&self, name: &str) -> Result<Option<Function>> {
        let read = |value: JsValue| {
            value.dyn_into().map_err(|_| Error::invalid(name, "must be a function"))
        };
        self.get(name).map(read).transpose()
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>> {
        let Some(value) = self.get(name) else { return Ok(Vec::new()) };
        let wrong = || Error::invalid(name, "must be an array of strings");
        let array: js_sys::Array = value.dyn_into().map_err(|_| wrong())?;
        array.iter().map(|item| item.as_string().ok_or_else(wrong)).collect()
    }

    pub(super) fn required(&self, name: &str) -> Result<String> {
        self.text(name)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Error::invalid(name, "is missing"))
    }
}
