//! A stand-in for the machine, for native tests: a clock that stands still, RustCrypto, scripted answers.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};

use crate::error::Result;
use crate::host::{Host, Key};
use crate::http::{Headers, Request, Response};
use crate::oauth::fetch_json::too_large;

/// A host whose network answers what it was told to, in order.
pub(crate) struct TestHost {
    pub(crate) now_ms: Cell<u64>,
    pub(crate) answers: RefCell<VecDeque<Result<(u16, String)>>>,
    /// What was sent: method, URL and body.
    pub(crate) sent: RefCell<Vec<String>>,
    seed: Cell<u64>,
}

impl Default for TestHost {
    fn default() -> Self {
        let seed =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
        Self {
            now_ms: Cell::new(1_800_000_000_000),
            answers: RefCell::default(),
            sent: RefCell::default(),
            seed: Cell::new(seed as u64),
        }
    }
}

impl TestHost {
    pub(crate) fn answer(self, status: u16, body: &str) -> Self {
        self.answers.borrow_mut().push_back(Ok((status, body.into())));
        self
    }

    pub(crate) fn fail(self, error: crate::Error) -> Self {
        self.answers.borrow_mut().push_back(Err(error));
        self
    }
}

impl Host for TestHost {
    type Body = String;

    fn now_ms(&self) -> u64 {
        self.now_ms.get()
    }

    fn random(&self, buffer: &mut [u8]) -> Result<()> {
        for byte in buffer {
            // splitmix64: not for secrets, good enough to be different every time.
            self.seed.set(self.seed.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
            let mut z = self.seed.get();
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z ^ (z >> 31)) as u8;
        }
        Ok(())
    }

    async fn encrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Vec<u8>> {
        Ok(cipher(key).encrypt(Nonce::from_slice(nonce), Payload { msg: data, aad }).unwrap())
    }

    async fn decrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        Ok(cipher(key).decrypt(Nonce::from_slice(nonce), Payload { msg: data, aad }).ok())
    }

    async fn send(&self, request: &Request, _: Option<String>) -> Result<Response<String>> {
        let body = request.body.as_ref().map_or("", |body| body.expose());
        self.sent.borrow_mut().push(format!("{} {} {body}", request.method.as_str(), request.url));
        let answer = self.answers.borrow_mut().pop_front().expect("an answer for every request");
        answer.map(|(status, body)| Response { status, headers: Headers::default(), body })
    }

    async fn read(&self, body: String, limit: usize) -> Result<String> {
        if body.len() > limit { Err(too_large(limit)) } else { Ok(body) }
    }
}

/// Made of a key once, as a host's is.
fn cipher(key: &Key) -> &Aes256Gcm {
    let make = || Box::new(Aes256Gcm::new(key.bytes().unwrap().into())) as Box<dyn Any>;
    key.handle().imported.get_or_init(make).downcast_ref().unwrap()
}

/// Runs a future that never really waits.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the test host never waits"),
    }
}
