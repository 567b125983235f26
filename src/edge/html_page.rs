//! The pages that people see: plain HTML, no foreign resource, readable in light and dark.

use base64ct::{Base64, Encoding};

use super::config::Pages;
use super::language::Language;
use super::page_texts::{PageTexts, fill};
use super::reply::RETRY_AFTER_S;
use super::{Config, Content, Failure, Reply, Restart, popup};
use crate::api::check_response::ERROR_HEADER;
use crate::digest::sha256;
use crate::error::{Code, Error};
use crate::oauth::flow::FLOW_TTL_S;
use crate::providers::{Appearance, Connect, Instance};

const STYLE: &str = ":root{color-scheme:light dark}\
    :root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}\
    body{font:1.05rem/1.6 system-ui,sans-serif;max-width:34rem;margin:15vh auto 0;padding:0 1.5rem}\
    :root[data-theme] body{max-width:none;margin:0;padding:0}\
    h1{font-size:1.4rem;line-height:1.3}\
    a.button,button{font:inherit;border:0;cursor:pointer;display:inline-block;padding:.5rem 1.1rem;border-radius:.5rem;background:#1f5fbf;color:#fff;text-decoration:none}\
    button.plain{background:transparent;color:inherit;border:1px solid}\
    a.button:focus-visible,button:focus-visible{outline:3px solid #e0a030;outline-offset:2px}\
    code{opacity:.75}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}";

/// A page, before it is dressed.
pub(super) struct HtmlPage<'a> {
    pub(super) status: u16,
    pub(super) title: &'a str,
    /// HTML between the heading and the end; everything variable in it is escaped.
    pub(super) body: String,
    pub(super) script: Option<&'a str>,
    /// Whether it holds a form, which goes to us.
    pub(super) form: bool,
    /// Whether its script asks us something.
    pub(super) connects: bool,
    pub(super) language: Language,
    /// How it looks in a frame of a platform's dashboard, which it fills; `None` in a window.
    pub(super) frame: Option<Theme>,
}

/// How a platform's dashboard looks, and so what is shown in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Theme {
    Dark,
    Light,
}

impl Theme {
    pub(super) const fn of(appearance: &Appearance) -> Self {
        if appearance.is_dark { Self::Dark } else { Self::Light }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }
}

impl Default for HtmlPage<'_> {
    fn default() -> Self {
        let (title, body) = ("", String::new());
        Self {
            status: 200,
            title,
            body,
            script: None,
            form: false,
            connects: false,
            language: Language::En,
            frame: None,
        }
    }
}

/// Dresses a page. Its policy lets through exactly its own style and script, by their digests.
pub(super) fn render<B>(config: &Config, page: HtmlPage<'_>) -> Reply<B> {
    dress(config.pages(), page)
}

fn dress<B>(pages: &Pages, page: HtmlPage<'_>) -> Reply<B> {
    let rules = format!("{STYLE}{}", pages.css);
    let style = csp_hash(&rules);
    let name = match pages.name.as_str() {
        "" => String::new(),
        name => format!(" · {}", escape(name)),
    };
    let (script_policy, script) = match page.script {
        Some(script) => {
            (format!("; script-src '{}'", csp_hash(script)), format!("<script>{script}</script>"))
        }
        None => (String::new(), String::new()),
    };
    let form = if page.form { "'self'" } else { "'none'" };
    let connect = if page.connects { "; connect-src 'self'" } else { "" };
    let policy = format!(
        "default-src 'none'; base-uri 'none'; form-action {form}; frame-ancestors 'none'; style-src '{style}'{script_policy}{connect}"
    );
    let theme =
        page.frame.map_or_else(String::new, |theme| format!(" data-theme=\"{}\"", theme.name()));
    let html = format!(
        "<!doctype html><html lang=\"{lang}\"{theme}><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}{name}</title><style>{rules}</style>\
         <main><h1>{title}</h1>{body}</main>{script}</html>",
        lang = page.language.tag(),
        title = escape(page.title),
        body = page.body,
    );
    Reply::page(page.status, &policy, html)
}

fn csp_hash(text: &str) -> String {
    format!("sha256-{}", Base64::encode_string(&sha256(&[text.as_bytes()])))
}

/// Says what went wrong and what to do next; also to the page that opened the window, where it is one of a login.
pub(super) fn failure<B>(
    config: &Config,
    failure: &Failure,
    language: Language,
    frame: Option<Theme>,
) -> Reply<B> {
    let error = &failure.error;
    let texts = language.texts();
    // Nothing of ours but the app's page is shown in a frame, so there is nowhere to go on to.
    let again = match frame {
        Some(_) => String::new(),
        None => way_on(config, failure.restart.as_ref(), texts),
    };
    let (heading, sentence) = match error.code() {
        Code::FlowReplayed | Code::InvalidArgument | Code::LoginRequired
            if failure.reopen_at.is_some() =>
        {
            (texts.reopen_heading, texts.reopen)
        }
        code => texts.of_failure(code),
    };
    // In English, the error's own message is there, which says more.
    let sentence = match language {
        Language::En => escape(&error.details().message),
        _ => {
            let minutes = (FLOW_TTL_S / 60).to_string();
            let provider = escape(failure.reopen_at.unwrap_or_default());
            fill(&escape(sentence), &[("minutes", &minutes), ("provider", &provider)])
        }
    };
    let (data, script) =
        failure.window.as_ref().map(|window| popup::failed(config, error, window)).unzip();
    let data = data.unwrap_or_default();
    let body = format!("<p{data}>{sentence}</p>{again}<p><code>{}</code></p>", error.code());
    let status = error.code().http_status();
    let page =
        HtmlPage { status, title: heading, body, script, language, frame, ..HtmlPage::default() };
    let reply = render(config, page).header(ERROR_HEADER, error.code().as_str());
    match error.code() {
        Code::RateLimited => reply.header("retry-after", RETRY_AFTER_S),
        _ => reply,
    }
}

/// Says that the Worker is not configured, and how it should be: whoever opens its pages then is setting it up.
pub(super) fn misconfigured<B>(error: &Error, language: Language) -> Reply<B> {
    let texts = language.texts();
    let (heading, sentence) = texts.of_failure(error.code());
    let (message, code) = (escape(&error.details().message), error.code());
    let body = format!("<p>{}</p><p>{message}</p><p><code>{code}</code></p>", escape(sentence));
    let status = error.code().http_status();
    let page = HtmlPage { status, title: heading, body, language, ..HtmlPage::default() };
    dress(&Pages::default(), page).header(ERROR_HEADER, error.code().as_str())
}

/// What a program gets as JSON, for a person who opens the address.
pub(super) fn of_json<B>(config: &Config, reply: Reply<B>, language: Language) -> Reply<B> {
    let Content::Text(text) = &reply.content else { return reply };
    let value = serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
    let body = format!("<pre>{}</pre>", escape(&format!("{value:#}")));
    render(config, HtmlPage { title: "Portaria", body, language, ..HtmlPage::default() })
}

/// How a person goes on after a failure.
fn way_on(config: &Config, restart: Option<&Restart>, texts: &PageTexts) -> String {
    let Some(Restart { link, back }) = restart else {
        let (link, text) = (escape(config.origin()), escape(texts.start_page));
        return format!("<p><a href=\"{link}/\">{text}</a></p>");
    };
    let back = match back {
        Some(back) => format!("<a href=\"{}\">{}</a>", escape(back), escape(texts.back)),
        None => escape(texts.close_window),
    };
    let (link, text) = (escape(link), escape(texts.start_again));
    format!("<p><a class=\"button\" href=\"{link}\">{text}</a></p><p>{back}</p>")
}

/// Says that the core itself failed. How far a login had come is not known; it may be started again in any case.
pub(super) fn broken<B>(
    config: &Config,
    instance: Option<&Instance>,
    language: Language,
) -> Reply<B> {
    let texts = language.texts();
    let starts_elsewhere =
        |instance: &&Instance| instance.provider().connect() == Connect::Marketplace;
    let restart = instance.filter(|instance| !starts_elsewhere(instance)).map(|instance| Restart {
        link: Restart::link_to(config, &instance.name, "/", false),
        back: Some("/".into()),
    });
    let next = match instance.filter(starts_elsewhere) {
        Some(instance) => {
            let provider = escape(instance.provider().title());
            fill(&escape(texts.reopen), &[("provider", &provider)])
        }
        None => escape(texts.replayed),
    };
    let body = format!(
        "<p>{}</p><p>{}</p>{}<p><code>{}</code></p>",
        escape(texts.broken),
        next,
        way_on(config, restart.as_ref(), texts),
        Code::Unavailable,
    );
    render(config, HtmlPage { title: texts.broken_heading, body, language, ..HtmlPage::default() })
}

/// Asks a person who comes from another site whether this is what he wants.
pub(super) fn ask<B>(
    config: &Config,
    instance: &Instance,
    link: &str,
    language: Language,
) -> Reply<B> {
    let texts = language.texts();
    let values = [
        ("provider", escape(instance.provider().title())),
        ("instance", escape(&instance.name)),
        ("origin", escape(config.origin())),
    ];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = format!(
        "<p>{}</p><p><a class=\"button\" href=\"{}\">{}</a></p><p>{}</p>",
        fill(&escape(texts.ask), &values),
        escape(link),
        escape(texts.ask_continue),
        escape(texts.ask_unexpected),
    );
    // Where the browser says nothing else, the page's address shows where the request comes from.
    render(config, HtmlPage { title: texts.ask_heading, body, language, ..HtmlPage::default() })
        .header("referrer-policy", "same-origin")
}

/// Fields that a form sends along, unseen.
pub(super) fn hidden_fields<'a>(fields: impl Iterator<Item = (&'static str, &'a str)>) -> String {
    let field = |(name, value)| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value))
    };
    fields.map(field).collect()
}

/// Makes a text safe between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_run_survives_escaping() {
        for text in [
            "<script>alert(1)</script>",
            "\" onload=\"x",
            "' onload='x",
            "</style><img src=x onerror=x>",
            "&lt;",
        ] {
            let escaped = escape(text);
            assert!(!escaped.contains(['<', '>', '"', '\'']), "{escaped}");
        }
        assert_eq!(escape("a & b"), "a &amp; b");
    }
}
