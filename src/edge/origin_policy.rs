//! What pages of other origins may send and read, where their origin is listed (Fetch, CORS).

use super::{Config, Reply};
use crate::api::plan::{ACCOUNT_HEADER, CLIENT_HEADER, FRAME_HEADER};
use crate::http::{Headers, Method};
use crate::providers::Provider;

/// The origin of the page that asks, if it is one of those which may beside our own.
pub(super) fn allowed_origin<'a>(config: &Config, headers: &'a Headers) -> Option<&'a str> {
    let origin = headers.get("origin")?;
    config.allowed_origins().iter().any(|allowed| allowed == origin).then_some(origin)
}

/// What a page of another origin may send along.
fn sent() -> String {
    let platforms = Provider::ALL.iter().filter_map(|provider| provider.idempotency_header());
    let mut names =
        vec!["authorization", "content-type", CLIENT_HEADER, ACCOUNT_HEADER, FRAME_HEADER];
    names.extend(platforms);
    names.sort_unstable();
    names.join(", ")
}

/// What it may read.
const READ: &str = "retry-after, x-portaria-error, x-ratelimit-limit, x-ratelimit-remaining";

/// The answer to a browser that asks whether a page may call (Fetch, CORS-preflight); `None` for any other request.
pub(super) fn preflight<B>(
    config: &Config,
    method: Option<Method>,
    headers: &Headers,
) -> Option<Reply<B>> {
    if method != Some(Method::Options) || headers.get("access-control-request-method").is_none() {
        return None;
    }
    let reply = Reply::empty(204);
    if allowed_origin(config, headers).is_none() {
        return Some(reply);
    }
    let methods = "DELETE, GET, PATCH, POST, PUT";
    Some(
        reply
            .header("access-control-allow-methods", methods)
            .header("access-control-allow-headers", &sent())
            .header("access-control-max-age", "600"),
    )
}

/// Lets a page read an answer, whose origin is another one, and allowed.
pub(super) fn share<B>(config: &Config, page: Option<&str>, reply: Reply<B>) -> Reply<B> {
    // What is open to everybody says so itself.
    let is_open = reply.headers.get("access-control-allow-origin").is_some();
    if is_open || config.allowed_origins().is_empty() {
        return reply;
    }
    let reply = reply.header("vary", "origin");
    match page {
        Some(origin) => reply
            .header("access-control-allow-origin", origin)
            .header("access-control-allow-credentials", "true")
            .header("access-control-expose-headers", READ),
        None => reply,
    }
}
