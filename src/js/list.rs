//! Lists: where they go on, and whether they do.

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::call::{found, succeeded};
use super::json::to_json;
use crate::api::page;
use crate::providers::operation::Paging;

#[wasm_bindgen]
extern "C" {
    /// The host's own reading of a number: Rust's tables for it weigh ten kilobytes.
    #[wasm_bindgen(js_name = Number)]
    fn to_number(value: &JsValue) -> f64;
}

/// The names of the parameters that say where a page begins and how many items it holds, and `query` where the former
/// travels there; separated by spaces.
#[wasm_bindgen(js_name = pagingOf)]
#[must_use]
pub fn paging_of(number: u32) -> String {
    let Ok((_, operation)) = found(number) else { return String::new() };
    let Some(paging) = operation.paging() else { return String::new() };
    let in_query = operation.in_query().any(|parameter| parameter.name == paging.at);
    [paging.at, " ", paging.size, " ", if in_query { "query" } else { "" }].concat()
}

/// Where a list goes on after this page, as the value of the parameter that says where a page begins: `undefined` at its
/// end, `null` where the page only repeats the one before, which is how a server that does not say where its list ends
/// may answer beyond it, and `false` where the answer is no page but an error. `at` and `size` are what was asked for.
#[wasm_bindgen(js_name = nextPage)]
#[must_use]
pub fn next_page(
    operation: u32,
    status: u16,
    page: &JsValue,
    before: &JsValue,
    at: &JsValue,
    size: &JsValue,
) -> JsValue {
    if !succeeded(operation, status, page) {
        return JsValue::FALSE;
    }
    let Some(paging) = paging(operation) else { return JsValue::UNDEFINED };
    if !before.is_undefined() && page::may_repeat(&paging, page) && same(&paging, page, before) {
        return JsValue::NULL;
    }
    let cursor = at.as_string();
    let asked = page::Asked { at: as_number(at), cursor: cursor.as_deref(), size: as_number(size) };
    match page::next(&paging, page, asked) {
        Some(page::Next::Number(number)) => number.into(),
        Some(page::Next::Text(text)) => text.into(),
        None => JsValue::UNDEFINED,
    }
}

/// Judged by the number of items, the first and the last.
fn same(paging: &Paging, page: &JsValue, before: &JsValue) -> bool {
    let items = |page: &JsValue| page::items(paging, page)?.dyn_into::<Array>().ok();
    let (Some(items), Some(before)) = (items(page), items(before)) else { return false };
    let same = |at: u32| {
        let text = |items: &Array| to_json(&items.get(at)).ok();
        text(&items) == text(&before)
    };
    let count = items.length();
    count > 0 && count == before.length() && same(0) && same(count - 1)
}

fn as_number(value: &JsValue) -> Option<f64> {
    if value.is_undefined() || value.is_null() {
        return None;
    }
    Some(value.as_f64().unwrap_or_else(|| to_number(value))).filter(|number| number.is_finite())
}

#[inline(never)]
fn paging(operation: u32) -> Option<Paging> {
    found(operation).ok()?.1.paging()
}
