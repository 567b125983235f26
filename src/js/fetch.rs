//! `fetch` where an answer is passed on, or read by the core itself: headers are built and answers read through
//! gloo-net, which is given only what the core has checked; the call itself is made here, because gloo-net hangs or
//! panics on odd rejections and answers.

use gloo_net::http::Response;
use js_sys::{Date, Function, Promise, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, RequestRedirect};

use super::call::{broken, host_of, no_address, no_response, timed_out};
use crate::edge::Meter;
use crate::error::{Error, Result};
use crate::http::Request;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    pub(super) fn after_ms(ms: u32) -> AbortSignal;
}

#[wasm_bindgen(raw_module = "../lib/race.js")]
extern "C" {
    /// A caller's `fetch`, or a body, may not heed the signal that it was given; we do.
    #[wasm_bindgen(catch, js_name = unlessAborted)]
    async fn unless_aborted(
        promise: &Promise,
        signal: &AbortSignal,
    ) -> std::result::Result<JsValue, JsValue>;
}

/// How a request is sent.
#[derive(Default)]
pub struct Way {
    /// Instead of the host's own `fetch`.
    pub(super) fetch: Option<Function>,
    /// What was sent so far.
    pub(super) meter: Meter,
}

impl From<Option<Function>> for Way {
    fn from(fetch: Option<Function>) -> Self {
        Self { fetch, meter: Meter::default() }
    }
}

/// A request that was sent, and can be told why it failed.
pub struct Sent {
    pub(super) response: Response,
    watch: Watch,
}

struct Watch {
    signal: AbortSignal,
    host: String,
    timeout_ms: u32,
}

impl Way {
    /// Sends the request; a redirect comes back as it is.
    pub(super) async fn send(&self, request: &Request, body: Option<JsValue>) -> Result<Sent> {
        let began = Date::now();
        let sent = self.sent(request, body).await;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a span of time
        let ms = (Date::now() - began) as u64;
        self.meter.upstream(ms, sent.as_ref().ok().map(|sent| sent.response.status()));
        sent
    }

    async fn sent(&self, request: &Request, body: Option<JsValue>) -> Result<Sent> {
        let watch = Watch {
            signal: after_ms(request.timeout_ms),
            host: host_of(&request.url),
            timeout_ms: request.timeout_ms,
        };
        let request = build(request, body, &watch.signal)?;
        let answer = self.call(&request).map_err(|_| watch.failure())?;
        let answer = unless_aborted(&answer, &watch.signal).await.map_err(|_| watch.failure())?;
        let response = as_response(answer)?;
        Ok(Sent { response, watch })
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
    /// The body's bytes as a text, up to a limit; for small answers that the core reads itself.
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
            // Should it reject, nobody minds.
            let cancelled = reader.cancel();
            wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(cancelled).await;
            });
            return Ok(None);
        }
        bytes.extend(chunk.to_vec());
    }
}

impl Watch {
    /// Why it failed, from what we know ourselves: the host's own words may hold the URL.
    fn failure(&self) -> Error {
        if self.signal.aborted() {
            timed_out(&self.host, self.timeout_ms)
        } else {
            broken(&self.host)
        }
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
    web_sys::Request::new_with_str_and_init(&request.url, &init).map_err(|_| no_address())
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
    Err(no_response())
}
