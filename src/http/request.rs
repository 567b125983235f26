//! Requests to providers.

use std::fmt;

use super::{Headers, Method, query};
use crate::error::Error;
use crate::secret::Secret;
use crate::text::{number, text};

/// A request to a provider.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The whole URL. It may hold secrets (some providers take them in the query): not for display.
    pub url: String,
    /// The header fields.
    pub headers: Headers,
    /// The body, if there is one.
    pub body: Option<Secret>,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout_ms: u32,
}

/// How long a call may take when nobody says otherwise, in milliseconds.
pub const TIMEOUT_MS: u32 = 30_000;

/// The longest body that is passed on, in bytes.
pub const LONGEST_BODY: u64 = 32 * 1024 * 1024;

/// The error for a body that is longer than [`LONGEST_BODY`].
#[must_use]
pub fn body_too_long() -> Error {
    let megabytes = number(LONGEST_BODY / 1024 / 1024);
    Error::invalid("the body", text!["is longer than ", megabytes, " MB"])
}

impl Request {
    /// A request that expects JSON.
    #[must_use]
    pub fn new(method: Method, url: String) -> Self {
        let headers = Headers::received(vec![("accept".into(), "application/json".into())]);
        Self { method, url, headers, body: None, timeout_ms: TIMEOUT_MS }
    }

    /// A request with a JSON body.
    #[must_use]
    pub fn json(method: Method, url: String, body: &serde_json::Value) -> Self {
        let mut request = Self::new(method, url);
        request.headers.push("content-type", "application/json");
        request.body = Some(Secret::new(body.to_string()));
        request
    }

    /// A `POST` of form fields.
    #[must_use]
    pub fn form(url: String, fields: &[(&str, &str)]) -> Self {
        let mut request = Self::new(Method::Post, url);
        request.headers.push("content-type", "application/x-www-form-urlencoded");
        request.body = Some(Secret::new(query::encode(fields)));
        request
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.url.split(['?', '#']).next().unwrap_or_default();
        f.write_str(&text![self.method.as_str(), " ", shown])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_prints_without_query_body_and_header_values() {
        let mut request =
            Request::form("https://a.example/x?token=canary#canary".into(), &[("k", "canary")]);
        request.headers.add("authorization", "canary").unwrap();
        let shown = format!("{request:?} {:?}", request.headers);
        assert!(shown.starts_with("POST https://a.example/x "), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
