//! A request on its way through the Worker.

use super::html_page::{self, HtmlPage, Theme};
use super::language::Language;
use super::page_texts::PageTexts;
use super::session_cookie::SessionCookie;
use super::{Config, EdgeHost, Reply, admission};
use crate::error::{Error, Result};
use crate::host::Host;
use crate::http::{Headers, Method, RequestFields};
use crate::providers::Instance;

/// A request as it arrived.
#[derive(Debug)]
pub struct Incoming<B> {
    /// The method; `None` for one that we do not know.
    pub method: Option<Method>,
    /// The path, as it was sent.
    pub path: String,
    /// The query without its `?`, as it was sent.
    pub query: String,
    /// The header fields.
    pub headers: Headers,
    /// The body, if there is one.
    pub body: Option<B>,
}

/// A request on its way, with all that a route needs to answer it.
pub(super) struct RequestContext<'a, H: Host> {
    pub(super) host: &'a H,
    pub(super) config: &'a Config,
    pub(super) request: Incoming<H::Body>,
    pub(super) method: Method,
    /// Whether the person must be asked first whether this is what he wants.
    pub(super) asks: bool,
    /// How the platform's dashboard looks around the page; `None` in a window.
    pub(super) frame: Option<Theme>,
    /// The cookie that holds the session of whoever asks.
    pub(super) session_cookie: SessionCookie,
    /// The language of the pages that the person sees.
    pub(super) language: &'a mut Language,
}

impl<'a, H: EdgeHost> RequestContext<'a, H> {
    /// The instance with this name.
    pub(super) fn instance(&self, name: &str) -> Result<&'a Instance> {
        admission::known_instance(self.config, name)
    }
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The fields of a query, and of what is posted: a form or a JSON object of at most so many bytes.
    pub(super) async fn fields(&mut self, query: &str, longest: usize) -> Result<RequestFields> {
        let body = match (self.method, self.request.body.take()) {
            (Method::Post, Some(body)) => {
                let too_long = |_| Error::invalid("the body", "is too long");
                self.host.read(body, longest).await.map_err(too_long)?
            }
            _ => String::new(),
        };
        if body.is_empty() {
            return RequestFields::of_query(query);
        }
        let content_type = self.request.headers.get("content-type").unwrap_or_default();
        RequestFields::read(query, content_type, &body)
    }

    /// The account's language goes before the browser's, where it is one of ours.
    pub(super) fn language_of_account(&mut self, tag: Option<&str>) {
        if let Some(language) = tag.and_then(Language::from_tag) {
            *self.language = language;
        }
    }

    pub(super) fn texts(&self) -> &'static PageTexts {
        self.language.texts()
    }

    pub(super) fn page(&self, page: HtmlPage<'_>) -> Reply<H::Body> {
        html_page::render(
            self.config,
            HtmlPage { language: *self.language, frame: self.frame, ..page },
        )
    }
}
