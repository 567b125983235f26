//! HTTP as the core sees it: values to build and to read, no client.

pub mod base_url;
pub mod cookie;
pub mod query;

use std::fmt;

use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::text::text;

/// A request method (RFC 9110, section 9).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Method {
    /// Remove.
    Delete,
    /// Read.
    Get,
    /// Read the headers only.
    Head,
    /// Ask what is allowed.
    Options,
    /// Change in part.
    Patch,
    /// Create, or do.
    Post,
    /// Replace.
    Put,
}

impl Method {
    const ALL: &[Self] =
        &[Self::Delete, Self::Get, Self::Head, Self::Options, Self::Patch, Self::Post, Self::Put];

    /// The method as it travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }

    /// The method with this name, which is case-sensitive.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.as_str() == text)
    }

    /// Whether it only reads (RFC 9110, section 9.2.1).
    #[must_use]
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

/// Header fields in order; names are compared without regard to case.
#[derive(Clone, Default)]
pub struct Headers(Vec<(String, String)>);

impl Headers {
    /// Adds a field, after checking that it is one.
    ///
    /// # Errors
    /// `invalid_argument` for a name that is no token, or a value with control characters or
    /// characters beyond Latin-1: a host's `Headers` would throw at them, deep inside a call.
    pub fn add(&mut self, name: &str, value: impl Into<String>) -> Result<()> {
        let value = value.into();
        if !is_token(name) {
            return Err(Error::invalid("a header name", "must be letters, digits and hyphens"));
        }
        if !is_field_value(&value) {
            return Err(Error::invalid(
                &text!["the header ", name],
                "must not contain line breaks, control characters or characters outside Latin-1",
            ));
        }
        self.0.push((name.into(), value));
        Ok(())
    }

    /// Fields that a host has parsed already.
    #[must_use]
    pub fn received(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Fields that a host has parsed already, as one text: names and values by turns, a line break before each.
    #[must_use]
    pub fn read(lines: &str) -> Self {
        let mut lines = lines.split('\n').skip(1);
        let next = || Some((lines.next()?.to_owned(), lines.next()?.to_owned()));
        Self(std::iter::from_fn(next).collect())
    }

    /// The same text, behind another.
    #[must_use]
    pub fn write(&self, mut before: String) -> String {
        before.reserve(self.iter().map(|(name, value)| name.len() + value.len() + 2).sum());
        for line in self.iter().flat_map(|(name, value)| [name, value]) {
            before.push('\n');
            before.push_str(line);
        }
        before
    }

    /// The field's value; the first one's when there are several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Headers {
    /// Of fields that were checked before.
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(fields: T) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be credentials.
        f.debug_list().entries(self.iter().map(|(name, _)| name)).finish()
    }
}

fn is_token(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

fn is_field_value(value: &str) -> bool {
    value.chars().all(|c| c == '\t' || (c >= ' ' && c != '\u{7f}' && c <= '\u{ff}'))
}

/// Path and query of an absolute URL, as they are; the query without its `?`.
#[must_use]
pub fn split_url(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = before.find('/').and_then(|at| before.get(at..)).unwrap_or("/");
    (path, query)
}

/// The host, with its port, of an address that names one (RFC 3986, section 3.2).
#[must_use]
pub fn authority(address: &str) -> Option<&str> {
    let host = address.split('/').nth(2)?.split(['?', '#']).next();
    host.filter(|_| !address.starts_with('/') || address.starts_with("//"))
}

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

impl Request {
    /// A request that expects JSON.
    #[must_use]
    pub fn new(method: Method, url: String) -> Self {
        let headers = Headers(vec![("accept".into(), "application/json".into())]);
        Self { method, url, headers, body: None, timeout_ms: TIMEOUT_MS }
    }

    /// A request with a JSON body.
    #[must_use]
    pub fn json(method: Method, url: String, body: &serde_json::Value) -> Self {
        let mut request = Self::new(method, url);
        request.headers.0.push(("content-type".into(), "application/json".into()));
        request.body = Some(Secret::new(body.to_string()));
        request
    }

    /// A `POST` of form fields.
    #[must_use]
    pub fn form(url: String, fields: &[(&str, &str)]) -> Self {
        let mut request = Self::new(Method::Post, url);
        request.headers.0.push(("content-type".into(), "application/x-www-form-urlencoded".into()));
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

/// The header fields of an answer that are read, which the Worker passes on. Cookies above all are not: they would become its own.
pub const ANSWER_FIELDS: [&str; 4] =
    ["content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"];

/// An answer, its body as the host gives it.
#[derive(Debug)]
pub struct Response<B> {
    /// The status code; 0 for a redirect that the host hides.
    pub status: u16,
    /// Those of its header fields that are among [`ANSWER_FIELDS`].
    pub headers: Headers,
    /// The body.
    pub body: B,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_that_a_host_would_choke_on_are_refused() {
        let bad = [
            ("authorization", "Bearer key\n"),
            ("authorization", "a\r\nset-cookie: x=1"),
            ("x-name", "帮我吧"),
            ("x-name", "a\0"),
            ("x name", "v"),
            ("", "v"),
            ("x:y", "v"),
        ];
        for (name, value) in bad {
            let error = Headers::default().add(name, value).unwrap_err();
            assert_eq!(error.code(), crate::Code::InvalidArgument);
            assert!(!error.to_string().contains("Bearer key"), "{error}");
        }
        let mut headers = Headers::default();
        headers.add("X-Team-Id", "12\tä").unwrap();
        assert_eq!(headers.get("x-team-id"), Some("12\tä"));
    }

    #[test]
    fn fields_cross_as_one_text() {
        let fields =
            [("accept", "*/*"), ("x-empty", ""), ("set-cookie", "a=1"), ("set-cookie", "b=2")];
        let headers: Headers = fields.into_iter().collect();
        let text = headers.write("GET\nhttps://a.example/".into());
        let lines = text.strip_prefix("GET\nhttps://a.example/").unwrap();
        assert_eq!(Headers::read(lines).iter().collect::<Vec<_>>(), fields);
        assert_eq!(Headers::read("").iter().count(), 0);
    }

    #[test]
    fn a_request_prints_without_query_body_and_header_values() {
        let mut request =
            Request::form("https://a.example/x?token=canary#canary".into(), &[("k", "canary")]);
        request.headers.add("authorization", "canary").unwrap();
        let shown = format!("{request:?} {:?}", request.headers);
        assert!(shown.starts_with("POST https://a.example/x "), "{shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_url_is_split_without_being_decoded() {
        let cases = [
            ("https://a.example/x%2Fy?b=%20&c=1?d#e", ("/x%2Fy", "b=%20&c=1?d")),
            ("https://a.example", ("/", "")),
            ("https://a.example?q=/x", ("/", "q=/x")),
            ("/cb?auth_key=1", ("/cb", "auth_key=1")),
            ("?auth_key=1", ("/", "auth_key=1")),
        ];
        for (url, expected) in cases {
            assert_eq!(split_url(url), expected, "{url}");
        }
    }

    #[test]
    fn methods_are_known_by_their_exact_names() {
        assert_eq!(Method::from_text("DELETE"), Some(Method::Delete));
        assert_eq!(Method::from_text("get"), None);
    }
}
