//! What the core asks of the machine that it runs on.
//!
//! Time, randomness, cryptography and the network are the host's (WebCrypto and `fetch` in JavaScript,
//! stand-ins in native tests), so that everything above them is plain Rust.

use std::any::Any;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

use zeroize::Zeroizing;

use crate::error::Result;
use crate::http;

/// The length of an AES-GCM nonce in bytes (NIST SP 800-38D, section 5.2.1.1).
pub const NONCE_LENGTH: usize = 12;

/// A key of AES-256. It is wiped with the request that brought it; what is known of it may outlive it.
pub struct Key {
    /// In a box, because a stack keeps what is moved over it; none where [`KeyHandle::imported`] is there.
    bytes: Option<Box<Zeroizing<[u8; 32]>>>,
    handle: Rc<KeyHandle>,
}

/// What was found out about a key, once: nothing in our memory from which it could be had again.
pub struct KeyHandle {
    /// The id that tells it from others.
    pub id: String,
    /// What the host made of it.
    pub imported: OnceCell<Box<dyn Any>>,
}

impl Key {
    /// A key of which nothing is known yet but an id.
    #[must_use]
    pub fn new(bytes: Box<Zeroizing<[u8; 32]>>, id: String) -> Self {
        Self { bytes: Some(bytes), handle: Rc::new(KeyHandle { id, imported: OnceCell::new() }) }
    }

    /// The same key, and what was found out about it before.
    #[must_use]
    pub fn with_handle(self, handle: Rc<KeyHandle>) -> Self {
        Self { handle, ..self }
    }

    /// The key of which this is known; `None` until the host has made of it what it needs.
    #[must_use]
    pub fn from_handle(handle: &Rc<KeyHandle>) -> Option<Self> {
        handle.imported.get()?;
        Some(Self { bytes: None, handle: Rc::clone(handle) })
    }

    /// The key itself; `None` where the host needs it no more.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8; 32]> {
        self.bytes.as_ref().map(|bytes| &***bytes)
    }

    /// What is known of it.
    #[must_use]
    pub const fn handle(&self) -> &Rc<KeyHandle> {
        &self.handle
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.fmt(f)
    }
}

impl fmt::Debug for KeyHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyHandle").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A machine with a clock, randomness, cryptography and a network.
#[allow(async_fn_in_trait)] // one thread everywhere: no caller needs the futures to be `Send`
pub trait Host {
    /// A body that is streamed and not looked at.
    type Body;

    /// The time, in milliseconds since 1970.
    fn now_ms(&self) -> u64;

    /// Fills the buffer with cryptographically strong random bytes.
    ///
    /// # Errors
    /// When the host has no such source.
    fn random(&self, buffer: &mut [u8]) -> Result<()>;

    /// AES-256-GCM: encrypts, and appends the tag of 16 bytes (NIST SP 800-38D).
    async fn encrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Vec<u8>>;

    /// AES-256-GCM: decrypts; `None` when anything was changed.
    async fn decrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Option<Vec<u8>>>;

    /// Sends a request, with a body that is streamed if there is one: up to [`http::LONGEST_BODY`], where its sender did not say how
    /// long it is. A redirect is never followed: it is answered as it came.
    async fn send(
        &self,
        request: &http::Request,
        body: Option<Self::Body>,
    ) -> Result<http::Response<Self::Body>>;

    /// Reads a body as UTF-8 text, up to `limit` bytes; a longer one is a `bad_response`.
    async fn read(&self, body: Self::Body, limit: usize) -> Result<String>;
}
