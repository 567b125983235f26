//! How a login in a window of its own ends: `GET /done/{instance}?to=`, or a page that says what went wrong. Either tells the page that
//! opened the window.

use serde_json::{Value, json};

use super::failure::FailedWindow;
use super::html_page::{self, HtmlPage, escape};
use super::language::Language;
use super::page_texts::fill;
use super::{Config, Reply};
use crate::error::{Error, Result};
use crate::http::query;
use crate::oauth::return_to;
use crate::providers::Instance;

/// Tells the opener, at exact origins, and (where a page severed the tie to it) every page of our own origin. The messages hold no
/// secret: a code is good for nobody but the page that began the login, and for the opener alone.
macro_rules! tell {
    ($then:literal) => {
        concat!(
            "const{message,forOpener,to}=document.querySelector('[data-message]').dataset;",
            "try{new BroadcastChannel('portaria').postMessage(JSON.parse(message))}catch{}",
            "for(const origin of to.split(' '))try{opener?.postMessage(JSON.parse(forOpener),origin)}catch{}",
            $then
        )
    };
}

const TELL: &str = tell!("");

const TELL_AND_CLOSE: &str = tell!(";setTimeout(close,50)");

/// Where a login in a window of its own ends.
pub(super) fn link(config: &Config, instance: &str, ends_at: &str, code: Option<&str>) -> String {
    let mut fields = vec![("to", ends_at)];
    fields.extend(code.map(|code| ("code", code)));
    config.at(&format!("/done/{instance}?{}", query::encode(&fields)))
}

/// The end of a login that connected. Where the window does not close, because a script did not open it, a link leads on.
pub(super) fn done<B>(
    config: &Config,
    instance: &Instance,
    query: &str,
    language: Language,
) -> Result<Reply<B>> {
    let fields = query::decode(query)?;
    let code = query::single(&fields, "code")?;
    let ends_at = match query::single(&fields, "to")? {
        Some(to) if to != config.origin() => return_to::check(to, config.return_origins())
            .map_err(|_| {
                Error::invalid(
                    "to",
                    "must be where a login may return: a path, or an address at a listed origin",
                )
            })?,
        _ => config.at("/"),
    };
    let texts = language.texts();
    let message = json!({ "portaria": "connected", "instance": instance.name });
    let for_opener = match code {
        Some(code) => json!({ "portaria": "connected", "instance": instance.name, "code": code }),
        None => message.clone(),
    };
    let data = data(&message, &for_opener, origin_of(config, &ends_at));
    let body = format!(
        "<p{data}>{}</p><p><a href=\"{}\">{}</a></p>",
        fill(&escape(texts.connected), &[("provider", &escape(instance.provider().title()))]),
        escape(&ends_at),
        escape(texts.ask_continue),
    );
    let (title, script) = (texts.connected_heading, Some(TELL_AND_CLOSE));
    Ok(html_page::render(config, HtmlPage { title, body, script, language, ..HtmlPage::default() }))
}

/// What a page about a failure holds for the page that opened its window, and the script that tells it.
pub(super) fn failed(
    config: &Config,
    error: &Error,
    window: &FailedWindow,
) -> (String, &'static str) {
    let message = json!({
        "portaria": "failed",
        "instance": window.instance,
        "code": error.code(),
        "message": error.details().message,
    });
    (data(&message, &message, origin_of(config, &window.ends_at)), TELL)
}

fn origin_of<'a>(config: &'a Config, ends_at: &str) -> &'a str {
    return_to::origin_of(ends_at, config.return_origins()).unwrap_or(config.origin())
}

fn data(message: &Value, for_opener: &Value, to: &str) -> String {
    let [message, for_opener] = [message, for_opener].map(|value| escape(&value.to_string()));
    let to = escape(to);
    format!(" data-message=\"{message}\" data-for-opener=\"{for_opener}\" data-to=\"{to}\"")
}
