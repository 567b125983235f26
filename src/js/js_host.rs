//! The js_host as JavaScript offers it: `Date`, WebCrypto, `fetch`.

use js_sys::{Date, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::fetch::{self, Sent, Transport};
use crate::error::{Code, Error, Result};
use crate::host::{Host, Key};
use crate::http::{self, Request, Response};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn random_values(buffer: &Uint8Array) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = importKey)]
    async fn import_key(
        format: &str,
        key: &Uint8Array,
        algorithm: &str,
        extractable: bool,
        usages: &js_sys::Array,
    ) -> std::result::Result<JsValue, JsValue>;
}

#[wasm_bindgen(raw_module = "../lib/sealing.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn encrypt(
        key: &JsValue,
        nonce: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(catch)]
    async fn decrypt(
        key: &JsValue,
        nonce: &[u8],
        aad: &[u8],
        sealed: &[u8],
    ) -> std::result::Result<JsValue, JsValue>;
}

/// A body: a provider's, or a request's to us.
pub enum Body {
    /// Of a request that says how long it is; the runtime reads no more.
    Received(web_sys::ReadableStream),
    /// Of a request that does not.
    Unmeasured(web_sys::ReadableStream),
    Sent(Box<Sent>),
}

/// The js_host by itself.
#[derive(Default)]
pub(super) struct JsHost {
    pub(super) transport: Transport,
}

impl AsRef<Transport> for JsHost {
    fn as_ref(&self) -> &Transport {
        &self.transport
    }
}

fn no_crypto(_: JsValue) -> Error {
    Error::new(
        Code::Configuration,
        "This runtime lacks WebCrypto, or runs our code where it is not allowed (at global scope).",
    )
}

fn bytes(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

/// Imports a key, once, such that nobody can export it again; and wipes the copy that was made for it.
async fn aes_key(key: &Key) -> Result<JsValue> {
    let made = &key.handle().imported;
    if let Some(made) = made.get().and_then(|made| made.downcast_ref::<JsValue>()) {
        return Ok(made.clone());
    }
    let Some(bytes) = key.bytes() else { return Err(no_crypto(JsValue::UNDEFINED)) };
    let copy = Uint8Array::from(bytes.as_slice());
    let usages = js_sys::Array::of2(&"encrypt".into(), &"decrypt".into());
    let imported = import_key("raw", &copy, "AES-GCM", false, &usages).await;
    copy.fill(0, 0, copy.length());
    let imported = imported.map_err(no_crypto)?;
    let _ = made.set(Box::new(imported.clone())); // another may have been faster, with the same
    Ok(imported)
}

/// Whatever has a way to the network is a js_host: all else is the same everywhere.
impl<M: AsRef<Transport>> Host for M {
    type Body = Body;

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a time since 1970, in whole milliseconds
    fn now_ms(&self) -> u64 {
        Date::now() as u64
    }

    fn random(&self, buffer: &mut [u8]) -> Result<()> {
        let array = Uint8Array::new_with_length(u32::try_from(buffer.len()).unwrap_or(0));
        random_values(&array).map_err(no_crypto)?;
        array.copy_to(buffer);
        Ok(())
    }

    async fn encrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Vec<u8>> {
        let key = aes_key(key).await?;
        let sealed = encrypt(&key, nonce, aad, data).await.map_err(no_crypto)?;
        Ok(bytes(&sealed))
    }

    async fn decrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        let key = aes_key(key).await?;
        let opened = decrypt(&key, nonce, aad, data).await;
        Ok(opened.ok().map(|opened| bytes(&opened)))
    }

    async fn send(&self, request: &Request, body: Option<Body>) -> Result<Response<Body>> {
        let limited = match &body {
            Some(Body::Unmeasured(stream)) => Some(fetch::limited(stream)?),
            _ => None,
        };
        let stream = match &limited {
            Some(limited) => Some(limited.stream().into()),
            None => body.and_then(Body::into_stream).map(Into::into),
        };
        let sent = self.as_ref().send(request, stream).await;
        // It failed because its body did, or was answered before all of the body came.
        if limited.is_some_and(|limited| limited.exceeded()) {
            return Err(http::body_too_long());
        }
        let (sent, headers) = sent?;
        Ok(Response { status: sent.response.status(), headers, body: Body::Sent(Box::new(sent)) })
    }

    async fn read(&self, body: Body, limit: usize) -> Result<String> {
        match body {
            Body::Sent(sent) => sent.read(limit).await,
            Body::Received(stream) | Body::Unmeasured(stream) => {
                let broken = |_| Error::new(Code::Network, "The request's body broke off.");
                fetch::read_text(Some(stream), limit, &fetch::after_ms(http::TIMEOUT_MS), "")
                    .await
                    .map_err(broken)?
                    .ok_or_else(|| crate::oauth::fetch_json::too_large(limit))
            }
        }
    }
}

impl Body {
    /// The body as a stream, to be passed on.
    pub(super) fn into_stream(self) -> Option<web_sys::ReadableStream> {
        match self {
            Self::Received(stream) | Self::Unmeasured(stream) => Some(stream),
            Self::Sent(sent) => sent.response.body().map(JsCast::unchecked_into),
        }
    }
}
