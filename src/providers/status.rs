//! What a plain HTTP status says when the body says nothing.

use crate::error::{Code, Error};
use crate::text::{number, text};

/// What a plain HTTP status says when the body says nothing.
#[must_use]
pub fn by_status(title: &str, status: u16) -> Error {
    let (code, said) = match status {
        400 | 422 => (Code::Rejected, "refused the input"),
        401 => (Code::Unauthorized, "does not accept the credential"),
        403 => (Code::Forbidden, "does not allow this, or a protection in front of it does not"),
        404 => (Code::NotFound, "has no such thing; check the base address"),
        408 | 504 => (Code::Timeout, "did not answer in time"),
        429 => (Code::RateLimited, "is being asked too often; wait before trying again"),
        _ => (Code::ProviderError, "failed"),
    };
    Error::new(code, text![title, " ", said, " (HTTP ", number(status), ")."])
        .status(status)
        .retryable(matches!(status, 408 | 429 | 500..=599))
}
