//! Answers of providers.

use super::Headers;

/// An answer, its body as the host gives it.
#[derive(Debug)]
pub struct Response<B> {
    /// The status code; 0 for a redirect that the host hides.
    pub status: u16,
    /// Those of its header fields that are among [`super::forwarded_headers::FORWARDED_HEADERS`].
    pub headers: Headers,
    /// The body.
    pub body: B,
}
