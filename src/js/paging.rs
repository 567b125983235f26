//! Lists: where they go on, and whether they do.

use js_sys::Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::call::found;
use super::json::to_json;
use crate::api::paging;
use crate::error::{Code, Error};
use crate::http::authority;
use crate::providers::operation::Paging;

#[wasm_bindgen]
extern "C" {
    /// The host's own reading of a number: Rust's tables for it weigh ten kilobytes.
    #[wasm_bindgen(js_name = Number)]
    fn to_number(value: &JsValue) -> f64;
}

/// Where a list goes on after this page, as the value of the parameter that says where a page begins: `undefined` at its
/// end, `null` where the page only repeats the one before, which is how a server that does not say where its list ends
/// may answer beyond it. `at` and `size` are what was asked for, `url` is where, or empty behind a Worker.
///
/// # Errors
/// A `PortariaError` where the list is said to go on elsewhere.
#[wasm_bindgen(js_name = nextPage)]
#[allow(clippy::too_many_arguments)] // an object would be as many crossings
pub fn next_page(
    operation: u32,
    page: &JsValue,
    before: &JsValue,
    at: &JsValue,
    size: &JsValue,
    url: &str,
) -> Result<JsValue, JsValue> {
    let Some(paging) = paging(operation) else { return Ok(JsValue::UNDEFINED) };
    if !before.is_undefined() && paging::may_repeat(&paging, page) && same(&paging, page, before) {
        return Ok(JsValue::NULL);
    }
    let cursor = at.as_string();
    let host = authority(url);
    let cursor = cursor.as_deref();
    let asked = paging::PageRequest { at: as_number(at), cursor, size: as_number(size), host };
    Ok(match paging::next(&paging, page, asked) {
        Some(paging::NextPage::Number(number)) => number.into(),
        Some(paging::NextPage::Text(text)) => text.into(),
        Some(paging::NextPage::Elsewhere) => return Err(elsewhere(operation).into()),
        None => JsValue::UNDEFINED,
    })
}

/// The number of the last page, where the pages have numbers and this one tells; `size` is what was asked for.
#[wasm_bindgen(js_name = lastPage)]
#[must_use]
pub fn last_page(operation: u32, page: &JsValue, size: &JsValue) -> Option<f64> {
    paging::last(&paging(operation)?, page, as_number(size))
}

fn elsewhere(number: u32) -> Error {
    let message = "The answer says that the list goes on at another host, which is not asked: it would get the credential.";
    let error = Error::new(Code::BadResponse, message);
    match found(number) {
        Ok((provider, operation)) => error.provider(provider.name()).operation(&operation.id()),
        Err(_) => error,
    }
}

/// Judged by the number of items, the first and the last.
fn same(paging: &Paging, page: &JsValue, before: &JsValue) -> bool {
    let items = |page: &JsValue| paging::items(paging, page)?.dyn_into::<Array>().ok();
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
