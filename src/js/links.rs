//! Signed links, for servers.

use serde_json::{Map, Value};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::js_host::JsHost;
use crate::error::{Code, Error, Result};
use crate::host::Host as _;
use crate::oauth::seal::random_id;
use crate::providers::Provider;

/// A signed link of a kind that the provider knows; what it is made of is a JSON object.
///
/// # Errors
/// A `PortariaError` where something is missing or cannot be signed.
#[wasm_bindgen(js_name = signLink)]
pub fn sign_link(provider: &str, kind: &str, given: &str) -> std::result::Result<String, JsValue> {
    Ok(signed(provider, kind, given).map_err(|error| error.provider(provider))?)
}

fn signed(provider: &str, kind: &str, given: &str) -> Result<String> {
    let sign = Provider::from_name(provider)
        .and_then(Provider::links)
        .ok_or_else(|| Error::new(Code::NotFound, "There are no signed links at this provider."))?;
    let given: Map<String, Value> = serde_json::from_str(given)
        .map_err(|_| Error::invalid("the options", "must be an object of texts and numbers"))?;
    let host = JsHost::default();
    sign(kind, &given, host.now_ms(), &random_id(&host)?)
}
