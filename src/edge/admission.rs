//! Which requests are let in: one table for all routes, checked in one place before anything else, refused by default.
//!
//! What a browser says of a request is one thing ([`super::fetch_metadata`]); what may be done with each route is another, and
//! stands here. Nobody reads a cookie, counts a limit or asks a Vault before this has let the request through.

use super::fetch_metadata::{FetchMetadata, FetchSite, Use, origin_of_page};
use super::session_cookie::SessionCookie;
use super::{
    Config, Route, connect_credentials, crm, frame_session, link_consent, origin_policy, redeem,
    uninstall,
};
use crate::api::plan::CLIENT_HEADER;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, LONGEST_BODY, Method};
use crate::oauth::finish::LONGEST_CALLBACK;
use crate::providers::{Connect, Instance, instance};

/// What a route accepts for some of its methods.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) class: Class,
    pub(super) methods: &'static [Method],
    pub(super) needs: Capability,
    pub(super) limit: Limit,
    /// The longest body, in bytes; 0 where none is read.
    pub(super) longest_body: u64,
}

/// Who may ask, and how.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Class {
    /// A person starts something: a document that our own or a listed page leads to, or an address that was typed. Who comes from
    /// elsewhere is asked first.
    Begin,
    /// A provider sends a person's browser back: a document, from anywhere.
    Return,
    /// A person looks at a page, and answers the form on it: documents; the form from the page itself only.
    Page,
    /// A person looks at our app's page in the platform's dashboard: a frame, or a document.
    Framed,
    /// A script of our own or of a listed page calls, with our header field.
    Call,
    /// A server that shows the secret of its route. No cookie is read.
    Server,
    /// Anybody; nothing of anybody's is in the answer.
    Public,
}

/// What a platform must have for a route to exist at an instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Capability {
    /// Nothing special.
    Any,
    /// Accounts that are connected by credentials.
    Credentials,
    /// Questions about the app's customers.
    Crm,
    /// A login that starts here.
    Login,
    /// Apps that are opened in its dashboard.
    Marketplace,
    /// A redirect to our callback.
    Redirect,
}

/// Under which limit requests count.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Limit {
    /// Under none, or the owner's, once it is known who that is.
    None,
    /// Under that of clients' addresses.
    Address,
    /// Under that of the addresses of servers, which are few and ask often.
    Server,
}

/// A request that was let in.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) method: Method,
    pub(super) limit: Limit,
    /// The person must be asked first whether this is what he wants.
    pub(super) asks: bool,
    /// The cookie that holds the session of whoever asks.
    pub(super) session_cookie: SessionCookie,
}

const READ: &[Method] = &[Method::Get, Method::Head];
const POST: &[Method] = &[Method::Post];
const DELETE: &[Method] = &[Method::Delete];
const ALL: &[Method] =
    &[Method::Delete, Method::Get, Method::Head, Method::Patch, Method::Post, Method::Put];

const fn rule(class: Class, methods: &'static [Method]) -> Rule {
    Rule { class, methods, needs: Capability::Any, limit: Limit::None, longest_body: 0 }
}

impl Rule {
    const fn needs(self, needs: Capability) -> Self {
        Self { needs, ..self }
    }

    const fn limit(self, limit: Limit) -> Self {
        Self { limit, ..self }
    }

    const fn body(self, longest_body: u64) -> Self {
        Self { longest_body, ..self }
    }
}

/// The table.
pub(super) fn rules(route: &Route) -> &'static [Rule] {
    use Capability::{Credentials, Crm, Login, Marketplace, Redirect};
    use Class::{Begin, Call, Framed, Page, Public, Return, Server};
    match route {
        Route::Health | Route::OpenApi(..) => const { &[rule(Public, READ)] },
        Route::Metrics => const { &[rule(Server, READ)] },
        Route::Connect(_) => {
            const {
                &[
                    rule(Begin, READ).needs(Login).limit(Limit::Address),
                    rule(Call, POST)
                        .needs(Credentials)
                        .limit(Limit::Address)
                        .body(connect_credentials::LONGEST as u64),
                ]
            }
        }
        Route::Callback(_) => {
            const {
                &[
                    rule(Return, READ).needs(Redirect).limit(Limit::Address),
                    rule(Return, POST)
                        .needs(Redirect)
                        .limit(Limit::Address)
                        .body(LONGEST_CALLBACK as u64),
                ]
            }
        }
        Route::Done(_) => const { &[rule(Page, READ).needs(Login)] },
        Route::Link(_) => {
            const {
                &[
                    rule(Page, READ).needs(Marketplace).limit(Limit::Address),
                    rule(Page, POST)
                        .needs(Marketplace)
                        .limit(Limit::Address)
                        .body(link_consent::LONGEST as u64),
                ]
            }
        }
        Route::Frame(_) => {
            const {
                &[
                    rule(Framed, READ).needs(Marketplace),
                    rule(Call, POST)
                        .needs(Marketplace)
                        .limit(Limit::Address)
                        .body(frame_session::LONGEST as u64),
                ]
            }
        }
        Route::Crm(..) => {
            const { &[rule(Server, POST).needs(Crm).limit(Limit::Server).body(crm::LONGEST as u64)] }
        }
        Route::Uninstall(_) => {
            const {
                &[rule(Server, POST)
                    .needs(Marketplace)
                    .limit(Limit::Server)
                    .body(uninstall::BODY_LIMIT as u64)]
            }
        }
        Route::Redeem(_) => {
            const { &[rule(Call, POST).needs(Login).limit(Limit::Address).body(redeem::LONGEST as u64)] }
        }
        Route::Claim | Route::SignOut => const { &[rule(Call, POST).limit(Limit::Address)] },
        Route::Flows => const { &[rule(Call, READ)] },
        Route::Connections | Route::Connection(_) => {
            const { &[rule(Call, READ), rule(Call, DELETE)] }
        }
        Route::Api(..) => const { &[rule(Call, ALL).body(LONGEST_BODY)] },
        Route::None => &[],
    }
}

/// Lets a request in, or says which rule refuses it and what would be right.
///
/// # Errors
/// `not_found` where nothing is there, `invalid_argument` for the method or the length of the body, `forbidden` for the rest.
pub(super) fn admit(
    config: &Config,
    route: &Route,
    method: Option<Method>,
    headers: &Headers,
) -> Result<Admitted> {
    if *route == Route::None {
        return Err(Error::new(Code::NotFound, "There is nothing at this address."));
    }
    let instance = route.instance().map(|name| known_instance(config, name)).transpose()?;
    let rules = rules(route);
    let rule =
        rules.iter().find(|rule| method.is_some_and(|method| rule.methods.contains(&method)));
    let Some((rule, method)) = rule.zip(method) else {
        // What is not there at all for this platform does not name its methods.
        let missing = rules
            .iter()
            .find(|rule| !instance.is_none_or(|instance| rule.needs.is_met_by(instance)));
        return Err(match (missing, instance) {
            (Some(rule), Some(instance)) if rules.len() == 1 => rule.needs.missing(instance),
            _ => method_not_allowed(rules),
        });
    };
    if let Some(instance) = instance.filter(|instance| !rule.needs.is_met_by(instance)) {
        return Err(rule.needs.missing(instance));
    }
    let asks = check_class(config, rule.class, instance, method, headers)?;
    check_length(rule, headers)?;
    let session_cookie = match rule.class {
        Class::Call => SessionCookie::of_script(config, FetchMetadata::read(headers), headers),
        _ => SessionCookie::Strict,
    };
    Ok(Admitted { method, limit: rule.limit, asks, session_cookie })
}

/// Whether scripts of other origins may ask a route, if the origin is listed.
pub(super) fn is_shared(route: &Route) -> bool {
    rules(route).iter().any(|rule| rule.class == Class::Call)
}

/// The instance with this name, or an error that says which there are.
pub(super) fn known_instance<'a>(config: &'a Config, name: &str) -> Result<&'a Instance> {
    config.instance(name).ok_or_else(|| {
        let known: Vec<_> = config.names().collect();
        Error::new(
            Code::NotFound,
            format!("There is no such instance. Configured are: {}.", known.join(", ")),
        )
    })
}

impl Capability {
    fn is_met_by(self, instance: &Instance) -> bool {
        let provider = instance.provider();
        let connect = provider.connect();
        match self {
            Self::Any => true,
            Self::Credentials => matches!(connect, Connect::Credentials(_)),
            Self::Crm => provider.crm().is_some(),
            Self::Login => connect == Connect::Login,
            Self::Marketplace => connect == Connect::Marketplace,
            Self::Redirect => matches!(connect, Connect::Login | Connect::Marketplace),
        }
    }

    fn missing(self, of: &Instance) -> Error {
        let title = of.provider().title();
        let message = match self {
            Self::Login => return instance::no_login(of).provider(&of.name),
            Self::Credentials => format!(
                "Accounts of {title} are not connected by credentials here: people log in, by GET /connect/{}.",
                of.name
            ),
            Self::Crm => format!("{title} asks no questions about an app's customers."),
            Self::Any | Self::Marketplace => {
                format!("{title} has no apps that are opened in its dashboard.")
            }
            Self::Redirect => format!("{title} sends nobody back here: it has no login."),
        };
        Error::new(Code::NotFound, message).provider(&of.name)
    }
}

fn method_not_allowed(rules: &[Rule]) -> Error {
    let methods = rules.iter().flat_map(|rule| rule.methods).map(|method| method.as_str());
    let methods: Vec<_> = methods.filter(|name| *name != "HEAD").collect();
    super::method_not_allowed(&methods.join(", "))
}

/// What is longer than its bound is refused by its own word; what does not say its length is counted where it is read.
fn check_length(rule: &Rule, headers: &Headers) -> Result<()> {
    let length = headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
    // Servers get the answer of their route, which may say nothing but that they were heard.
    if rule.class == Class::Server || length.is_none_or(|length| length <= rule.longest_body) {
        return Ok(());
    }
    let problem = match rule.longest_body {
        0 => "is not read here: send none".into(),
        most if most >= 1024 * 1024 => format!("is longer than {} MB", most / 1024 / 1024),
        most => format!("is longer than {most} bytes"),
    };
    Err(Error::invalid("the body", problem))
}

/// Whether the person must be asked first.
fn check_class(
    config: &Config,
    class: Class,
    instance: Option<&Instance>,
    method: Method,
    headers: &Headers,
) -> Result<bool> {
    let metadata = FetchMetadata::read(headers);
    match class {
        Class::Public | Class::Server => Ok(false),
        // Nothing is done for them.
        Class::Begin | Class::Framed | Class::Return | Class::Page if method == Method::Head => {
            Ok(false)
        }
        Class::Begin => {
            refuse_prefetch(headers)?;
            begins(config, metadata, headers)
        }
        Class::Return => {
            refuse_prefetch(headers)?;
            returns(config, instance, metadata, method, headers)
        }
        Class::Framed => match metadata {
            FetchMetadata::Known(_, Use::Document | Use::Frame) | FetchMetadata::Absent => {
                Ok(false)
            }
            FetchMetadata::Known(..) => {
                Err(forbidden("This page is shown in the platform's dashboard."))
            }
        },
        Class::Page => looks(config, metadata, method, headers).map(|()| false),
        Class::Call => calls(config, metadata, headers).map(|()| false),
    }
}

fn begins(config: &Config, metadata: FetchMetadata, headers: &Headers) -> Result<bool> {
    let page = origin_of_page(headers);
    let is_listed = || page.is_some_and(|origin| is_listed(config, origin));
    match metadata {
        FetchMetadata::Known(FetchSite::SameOrigin | FetchSite::None, Use::Document) => Ok(false),
        // The session's cookie comes along from our own site only, so another site's page is asked, listed or not.
        FetchMetadata::Known(FetchSite::SameSite, Use::Document) => Ok(!is_listed()),
        FetchMetadata::Known(FetchSite::CrossSite, Use::Document) => Ok(true),
        FetchMetadata::Known(..) => Err(only_documents("A login is started")),
        FetchMetadata::Absent => Ok(page != Some(config.origin()) && !is_listed()),
    }
}

fn returns(
    config: &Config,
    instance: Option<&Instance>,
    metadata: FetchMetadata,
    method: Method,
    headers: &Headers,
) -> Result<bool> {
    let marketplace = instance.filter(|of| of.provider().connect() == Connect::Marketplace);
    match metadata {
        FetchMetadata::Known(_, Use::Document) => Ok(false),
        // The platform's dashboard shows its apps in frames.
        FetchMetadata::Known(_, Use::Frame) if marketplace.is_some() => Ok(false),
        FetchMetadata::Known(..) => Err(only_documents("A login is finished")),
        FetchMetadata::Absent => {
            let asked_later = marketplace.is_some_and(|of| of.settings.asks_before_linking());
            if asked_later || origin_of_page(headers) == Some(config.origin()) {
                Ok(false)
            } else if method == Method::Get {
                Ok(true)
            } else {
                Err(forbidden(
                    "This browser does not say where a form comes from (Sec-Fetch-Site). Use a newer one.",
                ))
            }
        }
    }
}

fn looks(
    config: &Config,
    metadata: FetchMetadata,
    method: Method,
    headers: &Headers,
) -> Result<()> {
    match metadata {
        FetchMetadata::Known(FetchSite::SameOrigin, Use::Document) => Ok(()),
        FetchMetadata::Known(_, Use::Document) | FetchMetadata::Absent if method.is_safe() => {
            Ok(())
        }
        FetchMetadata::Absent if headers.get("origin") == Some(config.origin()) => Ok(()),
        _ if method.is_safe() => Err(only_documents("This page is opened")),
        _ => Err(forbidden("This must be answered on Portaria's own page.")),
    }
}

/// What scripts of our own and of listed pages ask, and programs that are no browser (RFC 10017, "BFF: CSRF Protections").
fn calls(config: &Config, metadata: FetchMetadata, headers: &Headers) -> Result<()> {
    let origin = headers.get("origin");
    let is_allowed = origin_policy::allowed_origin(config, headers).is_some();
    let is_ours = origin.is_none_or(|origin| origin == config.origin());
    match metadata {
        FetchMetadata::Known(FetchSite::SameOrigin, Use::Script) if is_ours => {}
        FetchMetadata::Known(_, Use::Script) if is_allowed => {}
        FetchMetadata::Absent if is_ours || is_allowed => {}
        FetchMetadata::Known(_, Use::Script) | FetchMetadata::Absent => {
            return Err(forbidden(
                "Requests from other origins are not answered, unless PORTARIA_ALLOW_ORIGINS lists the origin.",
            ));
        }
        FetchMetadata::Known(..) => {
            return Err(forbidden(
                "This is for a page's own script, by fetch(): it is not opened as a page, shown in a frame or loaded as an image.",
            ));
        }
    }
    if headers.get(CLIENT_HEADER).is_none() {
        return Err(forbidden(format!(
            "Send the header \"{CLIENT_HEADER}: 1\" with each request."
        )));
    }
    Ok(())
}

/// Refuses a browser's guess at what a person may click next: following a link must be the person's own act where it starts or
/// finishes a login. Browsers drop the answer and ask again when it is.
fn refuse_prefetch(headers: &Headers) -> Result<()> {
    let is_guess = ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(name))
        .any(|value| ["prefetch", "prerender", "preview"].iter().any(|word| value.contains(word)));
    if is_guess {
        return Err(forbidden("A login is not started or finished by a prefetch."));
    }
    Ok(())
}

fn is_listed(config: &Config, origin: &str) -> bool {
    config.allowed_origins().iter().chain(config.return_origins()).any(|listed| listed == origin)
}

fn only_documents(what: &str) -> Error {
    forbidden(format!(
        "{what} by opening the address in a window, not in a frame, as an image or by a script."
    ))
}

fn forbidden(message: impl Into<String>) -> Error {
    Error::new(Code::Forbidden, message)
}

#[cfg(test)]
mod tests;
