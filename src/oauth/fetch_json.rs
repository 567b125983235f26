//! A request whose answer is small, and read by the core itself.

use serde_json::Value;

use crate::api::check_response;
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::Request;
use crate::json;
use crate::providers::Provider;
use crate::secret::Quote;

/// The longest answer that is read, in bytes: to an exchange, or for a profile.
pub const ANSWER_LIMIT: usize = 256 * 1024;

/// Sends a request and parses the answer.
///
/// # Errors
/// When no whole answer comes, or it is a redirect or too long.
pub(crate) async fn fetch_json(
    host: &impl Host,
    request: &Request,
) -> Result<(u16, std::result::Result<Value, json::NotJson>)> {
    let response = host.send(request, None).await?;
    check_response::check_redirect(response.status)?;
    let text = host.read(response.body, ANSWER_LIMIT).await?;
    Ok((response.status, json::parse(&text, json::parse_exactly)))
}

/// How long the first attempt may have taken, in milliseconds, for another to be worth it: somebody waits.
const SOON_MS: u64 = 5_000;

/// Sends a request that may be sent twice without harm, such as one for a token, and judges the answer. A failure that may pass is met
/// by one more attempt.
///
/// # Errors
/// What the platform reports, or how it failed to.
pub(crate) async fn fetch_repeatable(
    host: &impl Host,
    provider: Provider,
    request: &Request,
) -> Result<Value> {
    let started = host.now_ms();
    match fetch_judged(host, provider, request).await {
        Err(error)
            if error.details().retryable
                && error.code() != Code::RateLimited
                && host.now_ms() < started + SOON_MS =>
        {
            fetch_judged(host, provider, request).await
        }
        judged => judged,
    }
}

async fn fetch_judged(host: &impl Host, provider: Provider, request: &Request) -> Result<Value> {
    let (status, answer) = fetch_json(host, request).await?;
    check_response::check_response(provider, "", status, answer, Quote::Nothing)
}

/// The error for an answer that goes on for too long.
#[must_use]
pub fn too_large(limit: usize) -> Error {
    Error::new(
        Code::BadResponse,
        format!("The provider's answer is longer than {} KB, which it never is.", limit / 1024),
    )
}
