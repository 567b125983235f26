//! A call as a command.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::call::{found, mask_fields, named, parts};
use super::route;
use crate::api::curl::{self, Body};
use crate::api::options::{CallOptions, add_headers};
use crate::api::pack::Packed;
use crate::api::params::Params as _;
use crate::api::plan::{self, Plan, Route};
use crate::error::Result;
use crate::http::{Method, Request};
use crate::providers::{Operation, Provider};

/// Plans a call that is only to be shown, secrets masked unless they are asked for; in the parts of
/// [`super::call::plan`].
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = planShown)]
pub fn plan_shown(
    operation: u32,
    params: &str,
    options: &str,
) -> std::result::Result<String, JsValue> {
    let options = Packed::read(options);
    let planned = found(operation).and_then(|(provider, operation)| {
        let mut plan = shown(provider, &operation, &Packed::params(params)?, &options)?;
        add_headers(&options, &mut plan.request.headers)?;
        if !options.flag("showSecrets") {
            plan.request.url = mask_fields(std::mem::take(&mut plan.request.url));
        }
        Ok(parts(&operation, &plan, CallOptions::read(&options)?, ""))
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
            let form = Packed::read(&form);
            let text = |name: &str| form.scalar(name).unwrap_or_default().to_owned();
            Body::Form(form.names().map(|name| (name.to_owned(), text(name))).collect())
        }
        (None, None) => Body::None,
    };
    curl::command(&request, &body)
}

/// A call to the provider itself, though the calls may go through a Worker.
fn shown(
    provider: Provider,
    operation: &Operation,
    params: &Packed,
    options: &Packed,
) -> Result<Plan> {
    if options.text("via")?.is_none() {
        let route = route::direct(provider, options)?;
        return match route {
            Route::Direct { base_url, credential } if !options.flag("showSecrets") => {
                Route::Direct { base_url, credential: credential.masked() }.plan(operation, params)
            }
            route => route.plan(operation, params),
        };
    }
    let (example, credential) = provider.example();
    let address = options.text("baseUrl")?.unwrap_or(example);
    let mut plan = plan::shown(address, operation, params)?;
    credential.authorise(&mut plan.request)?;
    Ok(plan)
}
