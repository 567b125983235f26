//! Answers, with the headers that every one of them carries.

use serde::Serialize;

use crate::api::check_response::ERROR_HEADER;
use crate::error::Error;
use crate::http::Headers;

/// An answer of the Worker.
#[derive(Debug)]
pub struct Reply<B> {
    /// The status code.
    pub status: u16,
    /// The header fields.
    pub headers: Headers,
    /// What is sent.
    pub content: Content<B>,
}

/// What an answer sends.
#[derive(Debug)]
pub enum Content<B> {
    /// Nothing.
    None,
    /// A text of ours.
    Text(String),
    /// A provider's body, passed on as it comes.
    Stream(B),
}

/// The header fields of every answer: nothing is cached, sniffed, framed, or told to the next site.
pub const FIXED_HEADERS: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
];

/// What an answer may do in a browser unless it is a page: nothing.
pub const INERT_POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same for what a platform wrote. Should it be opened as a document all the same, it is not of our origin.
const PLATFORM_POLICY: &str =
    "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// `Retry-After` where there were too many requests: our own windows end within it.
pub(super) const RETRY_AFTER_S: &str = "60";

impl<B> Reply<B> {
    fn bare(status: u16, content: Content<B>) -> Self {
        let headers =
            FIXED_HEADERS.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Self { status, headers: Headers::received(headers), content }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::bare(status, Content::None).header("content-security-policy", INERT_POLICY)
    }

    /// An answer in JSON.
    #[must_use]
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        Self::text(status, "application/json", serde_json::to_string(value).unwrap_or_default())
    }

    /// An answer of a type that a browser does not run.
    #[must_use]
    pub fn text(status: u16, content_type: &str, text: String) -> Self {
        Self::bare(status, Content::Text(text))
            .header("content-type", content_type)
            .header("content-security-policy", INERT_POLICY)
    }

    /// A provider's answer, passed on as it comes. Whatever its type, a browser runs nothing of it.
    #[must_use]
    pub fn stream(status: u16, content: Content<B>) -> Self {
        Self::bare(status, content).header("content-security-policy", PLATFORM_POLICY)
    }

    /// A web page with a policy of its own.
    #[must_use]
    pub fn page(status: u16, policy: &str, html: String) -> Self {
        Self::bare(status, Content::Text(html))
            .header("content-type", "text/html; charset=utf-8")
            .header("content-security-policy", policy)
    }

    /// Sends the browser elsewhere, by `GET` whatever the method was (RFC 9700, section 4.12).
    #[must_use]
    pub fn see_other(location: &str) -> Self {
        Self::empty(303).header("location", location)
    }

    /// An error in JSON: `{"error": {"code", "message", …}}`, marked so that a client knows it from a
    /// provider's answer.
    #[must_use]
    pub fn error(error: &Error) -> Self {
        let reply = Self::json(error.code().http_status(), &serde_json::json!({ "error": error }))
            .header(ERROR_HEADER, error.code().as_str());
        if error.code() == crate::Code::RateLimited {
            return reply.header("retry-after", RETRY_AFTER_S);
        }
        reply
    }

    /// Adds a header field. Names and values here are ours and well-formed; one that were not is left
    /// out rather than let through.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let _ = self.headers.add(name, value);
        self
    }

    /// The same, where pages of these origins, and no others, may show it in a frame (CSP3, `frame-ancestors`).
    #[must_use]
    pub fn framed_by(mut self, origins: &[String]) -> Self {
        if origins.is_empty() {
            return self;
        }
        let policy = self.headers.get("content-security-policy").unwrap_or_default();
        let ancestors = format!("frame-ancestors {}", origins.join(" "));
        let policy = policy.replace("frame-ancestors 'none'", &ancestors);
        // It cannot name an origin, and so would forbid what the policy allows.
        self.headers.remove("x-frame-options");
        self.headers.remove("content-security-policy");
        self.header("content-security-policy", &policy)
    }

    /// The same without its body, for `HEAD`.
    #[must_use]
    pub fn without_body(self) -> Self {
        Self { content: Content::None, ..self }
    }
}
