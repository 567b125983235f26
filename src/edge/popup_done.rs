//! `GET /done/{instance}?to=`: the end of a login in a window of its own. Tells the page that opened
//! it, and closes.

use super::html_page::{self, HtmlPage, escape};
use super::language::Language;
use super::page_texts::fill;
use super::{Config, Reply};
use crate::error::{Error, Result};
use crate::http::query;
use crate::oauth::return_to;
use crate::providers::Instance;

/// Tells the opener, at one exact origin, and (where the provider's pages severed the tie to it) every
/// page of our own origin. The message holds no secret: whoever hears it asks for the connection itself.
const SCRIPT: &str = "const{instance,to}=document.querySelector('main>p').dataset;\
    const message={portaria:'connected',instance};\
    try{new BroadcastChannel('portaria').postMessage(message)}catch{}\
    try{opener?.postMessage(message,to)}catch{}\
    setTimeout(close,50)";

/// Where a login in a window of its own ends.
pub(super) fn link(config: &Config, instance: &str, ends_at: &str) -> String {
    let to = return_to::origin_of(ends_at, config.return_origins()).unwrap_or(config.origin());
    config.at(&format!("/done/{instance}?{}", query::encode(&[("to", to)])))
}

pub(super) fn page<B>(
    config: &Config,
    instance: &Instance,
    query: &str,
    language: Language,
) -> Result<Reply<B>> {
    let fields = query::decode(query)?;
    let to = query::single(&fields, "to")?.unwrap_or(config.origin());
    if to != config.origin() && !config.return_origins().iter().any(|origin| origin == to) {
        return Err(Error::invalid("to", "must be an origin to which logins may return"));
    }
    let texts = language.texts();
    let body = format!(
        "<p data-instance=\"{}\" data-to=\"{}\">{}</p>",
        escape(&instance.name),
        escape(to),
        fill(&escape(texts.connected), &[("provider", &escape(instance.provider().title()))]),
    );
    let (title, script) = (texts.connected_heading, Some(SCRIPT));
    Ok(html_page::render(config, HtmlPage { title, body, script, language, ..HtmlPage::default() }))
}
