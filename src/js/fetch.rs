//! `fetch`: headers are built and answers read through gloo-net, which is given only what the core has
//! checked; the call itself is made here, because gloo-net hangs or panics on odd rejections and answers.

use gloo_net::http::Response;
use js_sys::{Array, Function, JsString, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, RequestInit, RequestRedirect};

use crate::error::{Code, Error, Result};
use crate::http::Request;
use crate::text::{number, text};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    pub(super) fn after_ms(ms: u32) -> AbortSignal;

    #[wasm_bindgen(js_namespace = AbortSignal, js_name = any)]
    fn any_of(signals: &Array) -> AbortSignal;
}

#[wasm_bindgen(raw_module = "../lib/race.js")]
extern "C" {
    /// A caller's `fetch`, or a body, may not heed the signal that it was given; we do.
    #[wasm_bindgen(catch, js_name = unlessAborted)]
    async fn unless_aborted(
        promise: &Promise,
        signal: &AbortSignal,
    ) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    async fn pause(ms: f64, signal: Option<&AbortSignal>) -> std::result::Result<JsValue, JsValue>;
}

/// How a request is sent.
#[derive(Default)]
pub struct Way {
    /// Instead of the host's own `fetch`.
    pub(super) fetch: Option<Function>,
    /// The caller's way to give up.
    pub(super) signal: Option<AbortSignal>,
}

/// A request that was sent, and can be told why it failed.
pub struct Sent {
    pub(super) response: Response,
    watch: Watch,
}

struct Watch {
    /// Fires when either of the two does.
    signal: AbortSignal,
    timeout: AbortSignal,
    caller: Option<AbortSignal>,
    host: String,
    timeout_ms: u32,
}

impl Way {
    /// Sends the request; a redirect comes back as it is.
    pub(super) async fn send(&self, request: &Request, body: Option<JsValue>) -> Result<Sent> {
        let watch = Watch::new(request, self.signal.clone());
        if watch.signal.aborted() {
            return Err(watch.failure());
        }
        let request = build(request, body, &watch.signal)?;
        let answer = self.call(&request).map_err(|_| watch.failure())?;
        let answer = unless_aborted(&answer, &watch.signal).await.map_err(|_| watch.failure())?;
        let response = as_response(answer)?;
        Ok(Sent { response, watch })
    }

    /// Waits before the next try, unless the caller gives up meanwhile.
    pub(super) async fn pause(&self, ms: u64) -> Result<()> {
        let given_up = |_| Error::new(Code::Aborted, "The call was aborted by its caller.");
        #[allow(clippy::cast_precision_loss)] // at most a day
        pause(ms as f64, self.signal.as_ref()).await.map(drop).map_err(given_up)
    }

    fn call(&self, request: &web_sys::Request) -> std::result::Result<Promise, JsValue> {
        let fetch: Function = match &self.fetch {
            Some(fetch) => fetch.clone(),
            None => Reflect::get(&js_sys::global(), &"fetch".into())?.dyn_into()?,
        };
        Ok(Promise::resolve(&fetch.call1(&JsValue::UNDEFINED, request)?))
    }
}

impl Sent {
    /// The whole body as a text that stays in JavaScript.
    pub(super) async fn text(self) -> Result<JsString> {
        let raw: web_sys::Response = self.response.into();
        let read = match raw.text() {
            Ok(promise) => unless_aborted(&promise.unchecked_into(), &self.watch.signal).await,
            Err(error) => Err(error),
        };
        read.ok().and_then(|text| text.dyn_into().ok()).ok_or_else(|| self.watch.failure())
    }

    /// The body's bytes as a text, up to a limit; for small answers that the core reads itself.
    #[cfg(feature = "server")]
    pub(super) async fn read(self, limit: usize) -> Result<String> {
        let bytes = read_bytes(self.response.body(), limit, &self.watch.signal)
            .await
            .map_err(|_| self.watch.failure())?;
        bytes
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .ok_or_else(|| crate::oauth::exchange::too_large(limit))
    }
}

/// Reads a stream up to a limit; `None` when it goes on beyond, and it is cancelled then.
#[cfg(feature = "server")]
pub(super) async fn read_bytes(
    stream: Option<web_sys::ReadableStream>,
    limit: usize,
    signal: &AbortSignal,
) -> std::result::Result<Option<Vec<u8>>, JsValue> {
    let mut bytes = Vec::new();
    let Some(stream) = stream else { return Ok(Some(bytes)) };
    let reader: web_sys::ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let step = unless_aborted(&reader.read().unchecked_into(), signal).await?;
        if Reflect::get(&step, &"done".into())?.is_truthy() {
            return Ok(Some(bytes));
        }
        let chunk: js_sys::Uint8Array = Reflect::get(&step, &"value".into())?.dyn_into()?;
        if bytes.len() + chunk.length() as usize > limit {
            abandon(reader.cancel());
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
}

/// Lets a promise go without waiting for it; should it reject, nobody minds.
pub(super) fn abandon(promise: Promise<JsValue>) {
    wasm_bindgen_futures::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    });
}

impl Watch {
    fn new(request: &Request, caller: Option<AbortSignal>) -> Self {
        let timeout = after_ms(request.timeout_ms);
        let signal = match &caller {
            Some(caller) => any_of(&Array::of2(&timeout, caller)),
            None => timeout.clone(),
        };
        let host = host_of(&request.url);
        Self { signal, timeout, caller, host, timeout_ms: request.timeout_ms }
    }

    /// Why it failed, from what we know ourselves: the host's own words may hold the URL.
    fn failure(&self) -> Error {
        if self.caller.as_ref().is_some_and(AbortSignal::aborted) {
            return Error::new(Code::Aborted, "The call was aborted by its caller.");
        }
        if self.timeout.aborted() {
            let message =
                text![self.host, " did not answer within ", number(self.timeout_ms), " ms."];
            return Error::new(Code::Timeout, message).retryable(true);
        }
        let message = text![self.host, " could not be reached, or the connection broke."];
        Error::new(Code::Network, message).retryable(true)
    }
}

/// One `Request`. gloo-net's own builder makes two, and a `URL`, for each.
fn build(
    request: &Request,
    body: Option<JsValue>,
    signal: &AbortSignal,
) -> Result<web_sys::Request> {
    let headers = gloo_net::http::Headers::new();
    for (name, value) in request.headers.iter() {
        headers.append(name, value);
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers.into_raw());
    // `error` would be the better word, but workerd does not know it.
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(signal));
    match (body, &request.body) {
        (Some(body), _) => init.set_body(&body),
        (None, Some(body)) => init.set_body(&body.expose().into()),
        (None, None) => {}
    }
    // What the host says of it may hold the URL.
    web_sys::Request::new_with_str_and_init(&request.url, &init).map_err(|_| {
        Error::invalid(
            "the address",
            "is not one that this runtime can fetch; in Node it must be absolute",
        )
    })
}

/// A caller's `fetch` may return anything; what has the parts of a `Response` will do.
fn as_response(value: JsValue) -> Result<Response> {
    let has = |name: &str, test: fn(&JsValue) -> bool| {
        Reflect::get(&value, &name.into()).is_ok_and(|part| test(&part))
    };
    let complete = value.is_object()
        && has("status", |status| status.as_f64().is_some())
        && has("text", JsValue::is_function)
        && has("headers", |headers| {
            Reflect::get(headers, &"get".into()).is_ok_and(|get| get.is_function())
        });
    if complete {
        return Ok(Response::from(value.unchecked_into::<web_sys::Response>()));
    }
    Err(Error::new(Code::BadResponse, "The fetch function returned something that is no Response."))
}

/// Who is asked, without what is asked.
fn host_of(url: &str) -> String {
    let rest = if url.starts_with('/') { "" } else { url.split('/').nth(2).unwrap_or_default() };
    let host = rest.split(['?', '#']).next().unwrap_or_default();
    if host.is_empty() { "The server".into() } else { host.into() }
}
