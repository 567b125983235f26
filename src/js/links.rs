//! Signed links, for servers.

use serde_json::{Map, Value};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::js_host::JsHost;
use crate::error::{Error, Result};
use crate::host::Host as _;
use crate::oauth::seal::random_id;
use crate::providers::bangwo8::link::sign;
use crate::secret::Secret;

/// The address with the fields (a JSON object of texts and numbers), the time, a nonce and the signature in its query.
///
/// # Errors
/// A `PortariaError` where something is missing, or is none of these.
#[wasm_bindgen(js_name = signLink)]
pub fn sign_link(
    address: &str,
    fields: &str,
    private_key: Option<String>,
) -> std::result::Result<String, JsValue> {
    Ok(signed(address, fields, private_key).map_err(|error| error.provider("bangwo8"))?)
}

fn signed(address: &str, fields: &str, private_key: Option<String>) -> Result<String> {
    let host = JsHost::default();
    let fields: Map<String, Value> = serde_json::from_str(fields)
        .map_err(|_| Error::invalid("the fields", "must be an object of texts and numbers"))?;
    let fields = fields
        .into_iter()
        .map(|(name, value)| match value {
            Value::String(text) => Ok((name, text)),
            Value::Number(number) => Ok((name, number.to_string())),
            _ => Err(Error::invalid(&name, "must be a text or a number")),
        })
        .collect::<Result<Vec<_>>>()?;
    let private_key = Secret::new(private_key.unwrap_or_default());
    sign(address, &fields, &private_key, host.now_ms(), &random_id(&host)?)
}
