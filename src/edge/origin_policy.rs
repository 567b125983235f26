//! Who may ask for what: prefetches, other sites and forms are told apart from people and our own pages.

use super::route::Route;
use super::{Config, Reply};
use crate::api::plan::{ACCOUNT_HEADER, CLIENT_HEADER};
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Method};
use crate::providers::Provider;

/// Refuses a browser's guess at what a person may click next: following a link must be the person's
/// own act where it starts or finishes a login. Browsers drop the answer and ask again when it is.
///
/// # Errors
/// `forbidden` for a prefetch or prerender.
pub(super) fn refuse_prefetch(route: &Route, headers: &Headers) -> Result<()> {
    let guess = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(name))
        .any(|value| {
            value.contains("prefetch") || value.contains("prerender") || value.contains("preview")
        });
    if guess && route.acts_on_get() {
        return Err(Error::new(
            Code::Forbidden,
            "A login is not started or finished by a prefetch.",
        ));
    }
    Ok(())
}

/// Whether the browser came from a page of another site, where a person may not know what was started.
pub(super) fn is_from_another_site(headers: &Headers) -> bool {
    headers.get("sec-fetch-site") == Some("cross-site")
}

/// Lets through what our own pages and non-browsers ask (RFC 6749, 10.12; OAuth for browser-based
/// apps, "Backend For Frontend"). A browser says where a request comes from; a request that changes
/// something must also carry a header that no form and no link can send.
///
/// # Errors
/// `forbidden`, saying which of the two is missing.
pub(super) fn same_origin(config: &Config, method: Method, headers: &Headers) -> Result<()> {
    let site =
        headers.get("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let origin = headers.get("origin").is_none_or(|origin| origin == config.origin());
    if !(site && origin || allowed_origin(config, headers).is_some()) {
        return Err(Error::new(Code::Forbidden, "Requests from other origins are not answered."));
    }
    if !method.is_safe() && headers.get(CLIENT_HEADER).is_none() {
        return Err(Error::new(
            Code::Forbidden,
            format!("Send the header \"{CLIENT_HEADER}: 1\" with requests that change something."),
        ));
    }
    Ok(())
}

/// The origin of the page that asks, if it is one of those which may beside our own.
pub(super) fn allowed_origin<'a>(config: &Config, headers: &'a Headers) -> Option<&'a str> {
    let origin = headers.get("origin")?;
    config.allowed_origins().iter().any(|allowed| allowed == origin).then_some(origin)
}

/// What a page of another origin may send along.
fn sent() -> String {
    let platforms = Provider::ALL.iter().filter_map(|provider| provider.idempotency_header());
    let mut names = vec!["authorization", "content-type", CLIENT_HEADER, ACCOUNT_HEADER];
    names.extend(platforms);
    names.sort_unstable();
    names.join(", ")
}

/// What it may read.
const READ: &str =
    "retry-after, server-timing, x-portaria-error, x-ratelimit-limit, x-ratelimit-remaining";

/// The answer to a browser that asks whether a page may call (Fetch, CORS-preflight); `None` for any other request.
pub(super) fn preflight<B>(config: &Config, method: Method, headers: &Headers) -> Option<Reply<B>> {
    if method != Method::Options || headers.get("access-control-request-method").is_none() {
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

/// Whether the answer is for a person's eyes.
pub(super) fn accepts_html(headers: &Headers) -> bool {
    headers.get("accept").is_some_and(|accept| accept.contains("text/html"))
}
