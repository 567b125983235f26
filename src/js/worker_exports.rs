//! What the Worker's JavaScript calls: a request answered, and what the app's own code asks over RPC.

use js_sys::JsString;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use super::error::to_js;
use super::js_host::Body;
use super::well_formed;
use super::worker_host::{HostBindings, WorkerHost};
use crate::edge::{self, Config, Content, Incoming, Reply};
use crate::error::Result;
use crate::http::{Headers, Method, split_url};

#[wasm_bindgen(raw_module = "../lib/http-bridge.js")]
extern "C" {
    #[wasm_bindgen(js_name = requestHead)]
    fn request_head(request: &web_sys::Request) -> String;

    #[wasm_bindgen(catch, js_name = makeResponse)]
    fn make_response(
        status: u16,
        fields: &str,
        body: &JsValue,
    ) -> std::result::Result<web_sys::Response, JsValue>;
}

/// Answers a request to the Worker.
///
/// # Errors
/// Never on the request's account; when the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = handleRequest)]
pub async fn handle_request(
    request: web_sys::Request,
    bindings: HostBindings,
) -> std::result::Result<web_sys::Response, JsValue> {
    answer(&request, bindings, async |host, config, incoming| {
        edge::handle(host, config, incoming).await
    })
    .await
}

/// Answers a request that another instance was answering when it died.
///
/// # Errors
/// When the Worker is not configured, or the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = handleBroken)]
pub fn handle_broken(
    request: web_sys::Request,
    bindings: HostBindings,
    started: u64,
) -> std::result::Result<web_sys::Response, JsValue> {
    let (host, config) = configured(bindings)?;
    let incoming = read_request(&request);
    write_reply(edge::handle_broken(&host, &config, &incoming, started))
}

async fn answer(
    request: &web_sys::Request,
    bindings: HostBindings,
    by: impl AsyncFnOnce(&WorkerHost, &Config, Incoming<Body>) -> Reply<Body>,
) -> std::result::Result<web_sys::Response, JsValue> {
    let incoming = read_request(request);
    #[cfg(feature = "test-panic")]
    super::panic_injection::inject(incoming.headers.get(super::panic_injection::HEADER)).await;
    let host = WorkerHost::new(bindings);
    let reply = match host.config() {
        Ok(config) => by(&host, &config, incoming).await,
        Err(problems) => edge::misconfigured(&host, &problems, &incoming),
    };
    write_reply(reply)
}

/// Answers a call for an account that opened the app.
///
/// # Errors
/// When the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = accountFetch)]
pub async fn account_fetch(
    request: web_sys::Request,
    bindings: HostBindings,
) -> std::result::Result<web_sys::Response, JsValue> {
    answer(&request, bindings, async |host, config, incoming| {
        edge::rpc::account_fetch(host, config, incoming).await
    })
    .await
}

/// The access token of an account that opened the app.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = accessToken)]
pub async fn access_token(
    instance: JsString,
    account: JsString,
    bindings: HostBindings,
) -> std::result::Result<String, JsValue> {
    let instance = well_formed::argument("instance", &instance)?;
    let account = well_formed::argument("account", &account)?;
    #[cfg(feature = "test-panic")]
    super::panic_injection::inject(Some(&account)).await;
    let (host, config) = configured(bindings)?;
    let token = edge::rpc::access_token(&host, &config, &instance, &account).await;
    Ok(token.map(|token| token.expose().to_owned())?)
}

/// What a user of the embedding app has connected.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = connectionsOf)]
pub async fn connections_of(
    user: JsString,
    bindings: HostBindings,
) -> std::result::Result<JsValue, JsValue> {
    let user = well_formed::argument("user", &user)?;
    let (host, config) = configured(bindings)?;
    let connections = edge::rpc::connections_of(&host, &config, &user).await;
    Ok(connections.and_then(|connections| to_js(&connections))?)
}

/// Forgets what a user of the embedding app has connected.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = disconnectUser)]
pub async fn disconnect_user(
    user: JsString,
    instance: Option<JsString>,
    account: Option<JsString>,
    bindings: HostBindings,
) -> std::result::Result<(), JsValue> {
    let user = well_formed::argument("user", &user)?;
    let instance = well_formed::optional("instance", instance.as_ref())?;
    let account = well_formed::optional("account", account.as_ref())?;
    let (host, config) = configured(bindings)?;
    Ok(edge::rpc::disconnect_user(&host, &config, &user, instance.as_deref(), account).await?)
}

/// Seals anew what a user has, or an account that opened an app.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen]
pub async fn reseal(
    user: Option<JsString>,
    instance: Option<JsString>,
    account: Option<JsString>,
    bindings: HostBindings,
) -> std::result::Result<u32, JsValue> {
    let user = well_formed::optional("user", user.as_ref())?;
    let instance = well_formed::optional("instance", instance.as_ref())?;
    let account = well_formed::optional("account", account.as_ref())?;
    let (host, config) = configured(bindings)?;
    let account = instance.as_deref().zip(account.as_deref());
    let count = edge::rpc::reseal(&host, &config, user.as_deref(), account).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

fn configured(bindings: HostBindings) -> Result<(WorkerHost, Config)> {
    let host = WorkerHost::new(bindings);
    let config = host.config().map_err(|problems| edge::config::as_error(&problems))?;
    Ok((host, config))
}

fn read_request(request: &web_sys::Request) -> Incoming<Body> {
    let head = request_head(request);
    let (method, rest) = head.split_once('\n').unwrap_or_default();
    let (url, fields) = rest.split_at(rest.find('\n').unwrap_or(rest.len()));
    let (path, query) = split_url(url);
    let headers = Headers::read(fields);
    // A message that has both fields is as long as its chunks (RFC 9112, section 6.3).
    let is_measured =
        headers.get("content-length").is_some() && headers.get("transfer-encoding").is_none();
    Incoming {
        method: Method::from_text(method),
        path: path.into(),
        query: query.into(),
        headers,
        body: request.body().map(if is_measured { Body::Received } else { Body::Unmeasured }),
    }
}

fn write_reply(reply: Reply<Body>) -> std::result::Result<web_sys::Response, JsValue> {
    let body = match reply.content {
        Content::None => JsValue::UNDEFINED,
        Content::Text(text) => text.into(),
        Content::Stream(body) => body.into_stream().into(),
    };
    make_response(reply.status, &reply.headers.write(String::new()), &body)
}
