//! `fetch` where an answer is passed on, or read by the core itself. The call is made in pkg/lib/http-bridge.js, with what the core
//! has checked, because gloo-net hangs or panics on odd rejections and answers; what came is gloo-net's `Response`, whose body is read there
//! again.

use gloo_net::http::Response;
use js_sys::{Array, Date, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStream};

use crate::api::attempt::{self, host_of};
use crate::edge::RequestCost;
use crate::error::{Code, Error, Result};
use crate::http::forwarded_headers::FORWARDED_HEADERS;
use crate::http::{Headers, LONGEST_BODY, Request};
use crate::text::has;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    pub(super) fn after_ms(ms: u32) -> AbortSignal;
}

#[wasm_bindgen(raw_module = "../lib/http-bridge.js")]
extern "C" {
    /// Never rejects: what went wrong is in what it gives.
    #[wasm_bindgen(js_name = fetchResponse)]
    fn fetch_response(
        head: &str,
        body: &JsValue,
        ms: u32,
        wanted: &Array,
        own: Option<&Function>,
    ) -> Promise;

    /// The bytes of a stream; undefined when they are more than the limit.
    #[wasm_bindgen(catch, js_name = readStream)]
    async fn read_stream(
        stream: &ReadableStream,
        limit: f64,
        signal: &AbortSignal,
    ) -> std::result::Result<JsValue, JsValue>;

    /// The text of bytes, in the charset that their type names.
    #[wasm_bindgen(js_name = decodeBytes)]
    fn decode_text(bytes: &Uint8Array, content_type: &str) -> String;

    /// A stream that fails beyond a limit.
    #[wasm_bindgen(catch, js_name = limitStream)]
    fn limit_stream(
        stream: &ReadableStream,
        limit: f64,
    ) -> std::result::Result<LimitedStream, JsValue>;

    pub(super) type LimitedStream;

    #[wasm_bindgen(method, getter)]
    pub(super) fn stream(this: &LimitedStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    pub(super) fn exceeded(this: &LimitedStream) -> bool;

    type FetchOutcome;

    #[wasm_bindgen(method, getter)]
    fn failed(this: &FetchOutcome) -> u8;

    #[wasm_bindgen(method, getter)]
    fn fields(this: &FetchOutcome) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn response(this: &FetchOutcome) -> Option<web_sys::Response>;

    #[wasm_bindgen(method, getter)]
    fn signal(this: &FetchOutcome) -> AbortSignal;
}

thread_local! {
    static WANTED: Array = FORWARDED_HEADERS.iter().map(|name| JsValue::from_str(name)).collect();
}

/// How a request is sent.
#[derive(Default)]
pub struct Transport {
    /// Instead of the host's own `fetch`.
    pub(super) fetch: Option<Function>,
    /// What was sent so far.
    pub(super) cost: RequestCost,
}

impl From<Option<Function>> for Transport {
    fn from(fetch: Option<Function>) -> Self {
        Self { fetch, cost: RequestCost::default() }
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

impl Transport {
    /// Sends the request; a redirect comes back as it is. With the answer come its header fields.
    pub(super) async fn send(
        &self,
        request: &Request,
        body: Option<JsValue>,
    ) -> Result<(Sent, Headers)> {
        let began = Date::now();
        let sent = self.sent(request, body).await;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a span of time
        let ms = (Date::now() - began) as u64;
        self.cost.upstream(ms, sent.as_ref().ok().map(|(sent, _)| sent.response.status()));
        sent
    }

    async fn sent(&self, request: &Request, body: Option<JsValue>) -> Result<(Sent, Headers)> {
        let head = request.headers.write([request.method.as_str(), "\n", &request.url].concat());
        let own_body = || request.body.as_ref().map(|body| body.expose().into());
        let body = body.or_else(own_body).unwrap_or_default();
        let asked = WANTED.with(|wanted| {
            fetch_response(&head, &body, request.timeout_ms, wanted, self.fetch.as_ref())
        });
        let (host, timeout_ms) = (host_of(&request.url), request.timeout_ms);
        let outcome = JsFuture::from(asked)
            .await
            .map_err(|_| attempt::error(attempt::NETWORK, &host, timeout_ms))?;
        let outcome: FetchOutcome = outcome.unchecked_into();
        let watch = Watch { signal: outcome.signal(), host, timeout_ms };
        let Some(response) = outcome.response() else {
            return Err(match outcome.failed() {
                attempt::NETWORK => watch.failure(),
                failed => attempt::error(failed, &watch.host, timeout_ms),
            });
        };
        let headers = Headers::read(&outcome.fields().unwrap_or_default());
        Ok((Sent { response: Response::from(response), watch }, headers))
    }
}

impl Sent {
    /// The body's bytes as a text, up to a limit; for small answers that the core reads itself.
    pub(super) async fn read(self, limit: usize) -> Result<String> {
        let content_type = self.response.headers().get("content-type").unwrap_or_default();
        read_text(self.response.body(), limit, &self.watch.signal, &content_type)
            .await
            .map_err(|_| self.watch.failure())?
            .ok_or_else(|| crate::oauth::fetch_json::too_large(limit))
    }
}

/// A body that fails where it is longer than may be passed on.
#[allow(clippy::cast_precision_loss)] // some megabytes
///
/// # Errors
/// `network` where the body is being read already.
pub(super) fn limited(stream: &ReadableStream) -> Result<LimitedStream> {
    limit_stream(stream, LONGEST_BODY as f64)
        .map_err(|_| Error::new(Code::Network, "The request's body broke off."))
}

/// The text of a stream, up to a limit of bytes; `None` when it goes on beyond, and it is cancelled then.
#[allow(clippy::cast_precision_loss)] // some megabytes at most
pub(super) async fn read_text(
    stream: Option<ReadableStream>,
    limit: usize,
    signal: &AbortSignal,
    content_type: &str,
) -> std::result::Result<Option<String>, JsValue> {
    let Some(stream) = stream else { return Ok(Some(String::new())) };
    let read = read_stream(&stream, limit as f64, signal).await?;
    if read.is_undefined() {
        return Ok(None);
    }
    let bytes = read.unchecked_into::<Uint8Array>();
    let charset = content_type.to_ascii_lowercase();
    if has(&charset, "charset") && !has(&charset, "utf-8") {
        return Ok(Some(decode_text(&bytes, content_type)));
    }
    let bytes = bytes.to_vec();
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned());
    Ok(Some(text))
}

impl Watch {
    /// Why it failed, from what we know ourselves: the host's own words may hold the URL.
    fn failure(&self) -> Error {
        let failed = if self.signal.aborted() { attempt::TIMEOUT } else { attempt::NETWORK };
        attempt::error(failed, &self.host, self.timeout_ms)
    }
}
