//! Texts from JavaScript, which need not be Unicode. One that is not is refused: to replace what is wrong in it, as is usual, would
//! make one name of two.

use js_sys::JsString;
use wasm_bindgen::JsCast;

use crate::error::{Error, Result};

/// The text; `None` where it is none, or has half of a surrogate pair in it.
pub(super) fn text(value: &JsString) -> Option<String> {
    let text = value.as_string()?;
    // Only a text in which something was replaced needs a second look, at each of its units.
    let is_whole = !text.contains(char::REPLACEMENT_CHARACTER) || value.is_valid_utf16();
    is_whole.then_some(text)
}

/// An argument.
///
/// # Errors
/// `invalid_argument`, by name.
pub(super) fn argument(name: &str, value: &JsString) -> Result<String> {
    text(value).ok_or_else(|| Error::invalid(name, "must be a text, and well-formed Unicode"))
}

/// An argument that may be left out.
///
/// # Errors
/// `invalid_argument`, by name.
pub(super) fn optional(name: &str, value: Option<&JsString>) -> Result<Option<String>> {
    let given = value.filter(|value| !value.is_undefined() && !value.is_null());
    given.map(|value| argument(name, value.unchecked_ref())).transpose()
}
