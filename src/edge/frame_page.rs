//! `GET /frame/{instance}`: our app's page in a frame of the platform's dashboard, where the embedding app has none of its own. It says
//! which account is connected, and offers to link it, in a window of its own.

use super::fetch_metadata::{FetchMetadata, Use};
use super::html_page::{HtmlPage, Theme, escape, hidden_fields};
use super::page_texts::fill;
use super::{Config, EdgeHost, Incoming, Reply, RequestContext, Route};
use crate::api::plan::{CLIENT_HEADER, FRAME_HEADER};
use crate::error::Result;
use crate::http::RequestFields;
use crate::providers::Instance;

const SCRIPT: &str = include_str!("frame_page.js");

/// What may show the answer to a request in a frame.
#[derive(Debug)]
pub(super) struct Framing<'a> {
    pub(super) ancestors: &'a [String],
    /// How the dashboard looks, where a frame asks.
    pub(super) theme: Option<Theme>,
}

/// What may show the answer in a frame; `None` for nothing, which is the rule: the app's page may be shown, and on the way to it the
/// callback that a frame asks for. In a window, the callback leads to a question, which nothing may lie over.
pub(super) fn allowed<'a, B>(
    config: &'a Config,
    route: &Route,
    request: &Incoming<B>,
) -> Option<Framing<'a>> {
    let (Route::Callback(name) | Route::Frame(name)) = route else { return None };
    let instance = config.instance(name)?;
    let frame = instance.settings.frame()?;
    let is_framed =
        matches!(FetchMetadata::read(&request.headers), FetchMetadata::Known(_, Use::Frame));
    if !is_framed && matches!(route, Route::Callback(_)) {
        return None;
    }
    let appearance = || {
        let fields = RequestFields::of_query(&request.query).ok()?;
        instance.provider().read_appearance(&fields).ok()
    };
    let theme = is_framed.then(|| Theme::of(&appearance().unwrap_or_default()));
    Some(Framing { ancestors: &frame.ancestors, theme })
}

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) fn frame_page(&mut self, instance: &Instance) -> Result<Reply<H::Body>> {
        let fields = RequestFields::of_query(&self.request.query)?;
        let appearance = instance.provider().read_appearance(&fields)?;
        let session = fields.text("session")?.unwrap_or_default();
        self.language_of_account(appearance.lang.as_deref());
        let texts = self.texts();
        let values = [
            ("provider", escape(instance.provider().title())),
            ("account", "<b id=\"account\"></b>".into()),
            ("origin", escape(self.config.origin())),
        ];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = format!(
            "<div id=\"connected\" hidden><p>{framed}</p><p>{framed_link}</p>\
             <form method=\"post\" action=\"{link}\" target=\"_blank\" data-address=\"{address}\" data-session=\"{session}\" \
             data-header=\"{CLIENT_HEADER}\" data-frame-header=\"{FRAME_HEADER}\">\
             <input type=\"hidden\" name=\"session\">{carried}<button>{confirm}</button></form></div>\
             <p id=\"reopen\" hidden>{reopen}</p>",
            framed = fill(&escape(texts.framed), &values),
            framed_link = fill(&escape(texts.framed_link), &values),
            link = escape(&self.config.at(&format!("/link/{}", instance.name))),
            address = escape(&self.config.at(&format!("/frame/{}", instance.name))),
            session = escape(session),
            carried = hidden_fields(self.carried(&appearance)),
            confirm = escape(texts.link_confirm),
            reopen = fill(&escape(texts.reopen), &values),
        );
        let page = HtmlPage {
            title: instance.provider().title(),
            body,
            script: Some(SCRIPT),
            form: true,
            connects: true,
            ..HtmlPage::default()
        };
        // So that the browser says with the form where it comes from.
        Ok(self.page(page).header("referrer-policy", "same-origin"))
    }
}
