//! A call as a command.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::call::{found, named};
use super::call_target;
use crate::api::curl::{self, Body};
use crate::api::params::Params as _;
use crate::api::plan::{self, CallTarget};
use crate::api::plan_json;
use crate::encoded_object::EncodedObject;
use crate::error::Result;
use crate::http::{Method, Request};
use crate::providers::Provider;
use crate::secret::{MASK, Secret};

/// As [`super::call::plan_caller`], of calls that are only to be shown: to the provider itself, though they may go through a
/// Worker, and with the secrets masked unless they are asked for.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = planShown)]
pub fn plan_shown(operation: u32, options: &str) -> std::result::Result<String, JsValue> {
    let options = EncodedObject::read(options);
    let planned = found(operation).and_then(|(provider, _)| {
        plan_json::of_caller(provider, &options, shown(provider, &options)?)
    });
    Ok(planned.map_err(|error| named(error, operation, &options))?)
}

/// The command for `sh`. The body is a text; a form's is packed, with the names of its files behind an `@`.
#[wasm_bindgen(js_name = curlCommand)]
#[must_use]
pub fn curl_command(
    method: &str,
    url: String,
    headers: &str,
    body: Option<String>,
    form: Option<String>,
) -> String {
    let mut request = Request::new(Method::from_text(method).unwrap_or(Method::Get), url);
    request.headers = headers
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name, value.trim_start()))
        .collect();
    let body = match (body, form) {
        (Some(body), _) => Body::Text(body),
        (None, Some(form)) => {
            let form = EncodedObject::read(&form);
            let text = |name: &str| form.scalar(name).unwrap_or_default().to_owned();
            Body::Form(form.names().map(|name| (name.to_owned(), text(name))).collect())
        }
        (None, None) => Body::None,
    };
    curl::command(&request, &body)
}

fn shown(provider: Provider, options: &EncodedObject) -> Result<Request> {
    if options.text("via")?.is_some() {
        let base_url = options.text("baseUrl")?.unwrap_or(provider.example_url());
        return plan::authorized(base_url, &provider.credential_of_token(Secret::new(MASK)));
    }
    match call_target::direct(provider, options)? {
        CallTarget::Direct { base_url, credential } if !options.flag("showSecrets") => {
            plan::authorized(base_url.as_str(), &credential.masked())
        }
        route => route.common(),
    }
}
