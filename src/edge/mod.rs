//! The Worker: receives redirects, keeps credentials, calls the platforms for a front end that holds none.
//!
//! [`handle`] is the whole of it: one request in, one [`Reply`] out. Each route has a file of its own;
//! [`vault`] is the Durable Object's side, which stores flows and connections of one owner.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

mod callback;
pub mod config;
mod connect;
mod connect_credentials;
mod connection;
mod connections;
mod crm;
mod flows;
mod health;
mod html_page;
mod link_consent;
mod log;
mod login_log;
mod marketplace_callback;
pub mod metrics;
mod openapi;
mod origin_policy;
mod page_texts;
mod popup_done;
mod proxy;
pub mod rate_limit;
pub mod reply;
mod route;
mod session;
mod token;
mod uninstall;
pub mod vault;
pub mod vault_cache;

use std::pin::Pin;

pub use config::Config;
pub use connection::Connection;
pub use metrics::{Metrics, RequestCost};
pub use reply::{Content, Reply};

use crate::api::check_response::ERROR_HEADER;
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::{Headers, Method};
use crate::providers::{Connect, Instance};
use crate::secret::Secret;
use html_page::HtmlPage;
use page_texts::{Language, PageTexts};
use route::Route;
use subtle::ConstantTimeEq as _;

/// What the Worker asks of its machine, beyond what every core asks.
#[allow(async_fn_in_trait)] // one thread everywhere: no caller needs the futures to be `Send`
pub trait EdgeHost: Host {
    /// Has the owner's Vault carry out a command: one after the other, each whole or not at all.
    async fn vault(&self, owner: &str, command: vault::Command) -> Result<vault::VaultReply>;

    /// The embedding app's own user, where it told us how to know him.
    async fn identify(&self) -> Result<Option<String>>;

    /// Tells the embedding app of a new connection. What it does with that is not waited for.
    fn connected(&self, connection: &Connection);

    /// Tells the embedding app of a connection that was removed at the provider.
    fn disconnected(&self, connection: &Connection);

    /// A file of the console's, where one is served with the Worker.
    async fn asset(&self, path: &str) -> Result<Option<String>>;

    /// Has the embedding app answer what a platform asks about its customers; `None` where it does not answer such questions.
    async fn crm_query(
        &self,
        instance: &str,
        query: &serde_json::Value,
    ) -> Result<Option<serde_json::Value>>;

    /// Writes one line to the log.
    fn log(&self, line: &str);

    /// Has the platform's own limiter count a request; `None` where the Worker has none.
    async fn limiter(&self, key: &str) -> Result<Option<bool>>;

    /// What owners have asked for in this isolate.
    fn windows<R>(&self, act: impl FnOnce(&mut rate_limit::RateWindows) -> R) -> R;

    /// What this request has cost so far.
    fn cost(&self) -> &RequestCost;

    /// What this isolate has done so far.
    fn metrics<R>(&self, act: impl FnOnce(&mut Metrics) -> R) -> R;
}

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
struct RequestContext<'a, H: Host> {
    host: &'a H,
    config: &'a Config,
    request: Incoming<H::Body>,
    method: Method,
    /// The language of the pages that the person sees.
    language: &'a mut Language,
}

/// Answers a request. Never fails: an error is an answer too, and a line in the log.
pub async fn handle<H: EdgeHost>(
    host: &H,
    config: &Config,
    mut request: Incoming<H::Body>,
) -> Reply<H::Body> {
    let started = host.now_ms();
    let below = config.below(&request.path).map(str::to_owned);
    let route = below.as_deref().map_or(Route::None, route::find);
    request.path = below.unwrap_or(request.path);
    let headers = &request.headers;
    let wants_page = route.is_for_people() && origin_policy::accepts_html(headers);
    let mut language = language_of_browser(headers);
    // Of the request, which is gone once it is answered, what the answer needs.
    let method = request.method;
    let page = origin_policy::allowed_origin(config, headers).map(str::to_owned);
    let reply = match answer(host, config, &route, request, &mut language).await {
        Ok(reply) => reply,
        Err(failure) if wants_page => html_page::failure(config, &failure, language),
        Err(failure) => Reply::error(&with_login_url(config, failure.error)),
    };
    let reply = origin_policy::share(config, page.as_deref(), reply);
    noted(host, config, &route, method, started, reply)
}

/// The answer to a request that took the core's instance with it, or was beside the one which did: the next instance gives
/// it. Nothing but the address and the header fields is looked at, and what failed is not tried again.
pub fn handle_broken<H: EdgeHost>(
    host: &H,
    config: &Config,
    request: &Incoming<H::Body>,
    started: u64,
) -> Reply<H::Body> {
    let route = config.below(&request.path).map_or(Route::None, route::find);
    let headers = &request.headers;
    let error =
        Error::new(Code::Unavailable, "Portaria itself failed. Try again; the log says where.")
            .retryable(true);
    let mut reply = Reply::error(&error);
    if route.is_for_people() && origin_policy::accepts_html(headers) {
        let instance = route.instance().and_then(|name| config.instance(name));
        let page = html_page::broken(config, instance, language_of_browser(headers));
        reply = page.header(ERROR_HEADER, error.code().as_str());
    }
    reply.status = 500; // for our mistakes; 503 is for what is beyond us
    let reply = origin_policy::share(config, origin_policy::allowed_origin(config, headers), reply);
    noted(host, config, &route, request.method, started, reply)
}

/// The answer, with what it cost written down.
fn noted<H: EdgeHost>(
    host: &H,
    config: &Config,
    route: &Route,
    method: Option<Method>,
    started: u64,
    reply: Reply<H::Body>,
) -> Reply<H::Body> {
    let ms = host.now_ms().saturating_sub(started);
    let reply = reply.header("server-timing", &host.cost().server_timing(ms));
    host.log(&log::request_line(config, route, &reply, host.cost(), ms));
    host.metrics(|metrics| metrics.count(&log::sample(config, route, &reply, ms), host.cost()));
    if method == Some(Method::Head) { reply.without_body() } else { reply }
}

fn language_of_browser(headers: &Headers) -> Language {
    Language::from_accept_language(headers.get("accept-language").unwrap_or_default())
        .unwrap_or(Language::En)
}

/// Where the person logs in, as the Worker is mounted.
fn with_login_url(config: &Config, error: Error) -> Error {
    let details = error.details();
    match (&details.login_url, &details.provider) {
        (None, Some(instance)) if error.code() == Code::LoginRequired => {
            let url = config.at(&format!("/connect/{instance}"));
            error.login_url(url)
        }
        _ => error,
    }
}

/// The access token of an account that opened our app, for another Worker that works in the background.
///
/// # Errors
/// `not_found` where the instance has no such accounts; `reconnect_required` where the account is not connected, or its
/// keys no longer work; what the platform reports.
pub async fn access_token<H: EdgeHost>(
    host: &H,
    config: &Config,
    instance: &str,
    account: &str,
) -> Result<Secret> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let instance = context.app(instance)?;
    let vault = token::account_vault(&instance.name, account);
    let account = token::Account { instance, vault: &vault, id: account };
    let token = context.token(&account, None).await;
    Ok(token.map_err(|error| error.provider(&instance.name))?.token)
}

/// A call for an account that opened our app, by another Worker: `/{instance}/{account}/{path}`.
pub async fn account_fetch<H: EdgeHost>(
    host: &H,
    config: &Config,
    request: Incoming<H::Body>,
) -> Reply<H::Body> {
    let path = request.path.clone();
    let called = async {
        let method = request.method.ok_or_else(|| method_not_allowed("GET"))?;
        let mut language = Language::En;
        let context = RequestContext { host, config, request, method, language: &mut language };
        let mut parts = path.trim_start_matches('/').splitn(3, '/');
        let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let instance = context.app(name)?;
        let vault = token::account_vault(&instance.name, id);
        let account = token::Account { instance, vault: &vault, id };
        let below = format!("/{}", parts.next().unwrap_or_default());
        context.proxy_for_account(&account, &below).await
    };
    called.await.unwrap_or_else(|error| Reply::error(&error))
}

/// What a user of the embedding app has connected, for another Worker.
///
/// # Errors
/// When the Vault cannot be reached.
pub async fn connections_of<H: EdgeHost>(
    host: &H,
    config: &Config,
    user: &str,
) -> Result<Vec<Connection>> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let owner = session::user(user);
    context.connections(Some(&owner.key)).await
}

/// Forgets what a user has connected: of an instance, of one account of it, or all.
///
/// # Errors
/// When the Vault cannot be reached.
pub async fn disconnect_user<H: EdgeHost>(
    host: &H,
    config: &Config,
    user: &str,
    instance: Option<&str>,
    account: Option<String>,
) -> Result<()> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let owner = session::user(user);
    match instance {
        Some(instance) => context.forget(&owner.key, instance, account).await,
        None => host.vault(&owner.key, vault::Command::DeleteAllConnections).await.map(drop),
    }
}

/// Seals anew what is not sealed under the newest key, of a user or of an account that opened an app: `{instance}/{account}`.
/// How many connections there are.
///
/// # Errors
/// When the Vault cannot be reached.
pub async fn reseal<H: EdgeHost>(
    host: &H,
    config: &Config,
    user: Option<&str>,
    account: Option<(&str, &str)>,
) -> Result<usize> {
    let mut language = Language::En;
    let context = behind_the_scenes(host, config, &mut language);
    let vault = match (user, account) {
        (Some(user), _) => session::user(user).key,
        (None, Some((instance, account))) => token::account_vault(instance, account),
        (None, None) => return Ok(0),
    };
    let stored = context.stored(&vault).await?;
    for stored in &stored {
        context.open_record::<serde::de::IgnoredAny>(&vault, stored).await?;
    }
    Ok(stored.len())
}

/// A context that no request of a browser's began.
fn behind_the_scenes<'a, H: EdgeHost>(
    host: &'a H,
    config: &'a Config,
    language: &'a mut Language,
) -> RequestContext<'a, H> {
    let (path, query, headers) = (String::new(), String::new(), Headers::default());
    let request = Incoming { method: None, path, query, headers, body: None };
    RequestContext { host, config, request, method: Method::Get, language }
}

/// The answer of a Worker that is not configured: what is missing, wherever one asks.
pub fn misconfigured<H: EdgeHost>(
    host: &H,
    problems: &[config::Problem],
    path: &str,
) -> Reply<H::Body> {
    let error = config::as_error(problems);
    host.log(&log::problem_line(&error));
    if route::find(path) == Route::Health {
        health::problems(problems)
    } else {
        Reply::error(&error)
    }
}

/// An error, and where the person may try again.
#[derive(Debug)]
struct Failure {
    error: Error,
    restart: Option<Restart>,
    /// The provider, for people, where it is begun again in the provider's dashboard, where it began.
    reopen_at: Option<&'static str>,
}

/// How a person gets out of a login that failed.
#[derive(Debug)]
struct Restart {
    /// The link that starts it again.
    link: String,
    /// The way back; none in a window of its own, which is closed instead.
    back: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, restart: None, reopen_at: None }
    }
}

async fn answer<H: EdgeHost>(
    host: &H,
    config: &Config,
    route: &Route,
    request: Incoming<H::Body>,
    language: &mut Language,
) -> std::result::Result<Reply<H::Body>, Failure> {
    let method = request.method.ok_or_else(|| method_not_allowed("GET"))?;
    if let Some(reply) = origin_policy::preflight(config, method, &request.headers) {
        return Ok(reply);
    }
    origin_policy::refuse_prefetch(route, &request.headers)?;
    let context = RequestContext { host, config, request, method, language };
    context.admit_address(route).await?;
    answering(context, route).await
}

type Answering<'a, B> = Pin<Box<dyn Future<Output = std::result::Result<Reply<B>, Failure>> + 'a>>;

/// What answers at a route. Each has a future of its own: so a runtime that compiles what it runs compiles what is asked for.
fn answering<'a, H: EdgeHost>(
    mut context: RequestContext<'a, H>,
    route: &'a Route,
) -> Answering<'a, H::Body> {
    match route {
        Route::Health => Box::pin(async move { Ok(health::ok(context.config)) }),
        Route::Connect(name) if context.method == Method::Post => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.connect_credentials(instance).await?)
        }),
        Route::Connect(name) => {
            Box::pin(async move { context.connect(context.instance(name)?).await })
        }
        Route::Callback(name) => Box::pin(async move {
            let instance = context.instance(name)?;
            context.callback(instance).await
        }),
        Route::Done(name) => Box::pin(async move {
            let (instance, query) = (context.instance(name)?, &context.request.query);
            Ok(popup_done::page(context.config, instance, query, *context.language)?)
        }),
        Route::Link(name) => Box::pin(async move {
            let instance = context.instance(name)?;
            context.link(instance).await
        }),
        Route::OpenApi(name, service) => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.document(instance, service.as_deref()).await?)
        }),
        Route::Crm(name, function) => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.crm(instance, function).await?)
        }),
        Route::Uninstall(name) => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.uninstall(instance).await?)
        }),
        Route::Claim => Box::pin(async move { Ok(context.claim_session().await?) }),
        Route::SignOut => Box::pin(async move { Ok(context.sign_out().await?) }),
        Route::Metrics => Box::pin(async move { Ok(context.metrics()?) }),
        Route::Flows => Box::pin(async move { Ok(context.list_flows().await?) }),
        Route::Connections => Box::pin(async move { Ok(context.list_connections().await?) }),
        Route::Connection(name) => {
            Box::pin(async move { Ok(context.connection(context.instance(name)?).await?) })
        }
        Route::Api(name, path) => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.proxy(instance, path).await?)
        }),
        Route::None => Box::pin(async {
            Err(Error::new(Code::NotFound, "There is nothing at this address.").into())
        }),
    }
}

impl<'a, H: EdgeHost> RequestContext<'a, H> {
    /// The instance with this name.
    fn instance(&self, name: &str) -> Result<&'a Instance> {
        self.config.instance(name).ok_or_else(|| {
            let known: Vec<_> = self.config.names().collect();
            Error::new(
                Code::NotFound,
                format!("There is no such instance. Configured are: {}.", known.join(", ")),
            )
        })
    }
}

impl<'a, H: EdgeHost> RequestContext<'a, H> {
    /// An instance whose accounts have Vaults of their own.
    fn app(&self, name: &str) -> Result<&'a Instance> {
        let instance = self.instance(name)?;
        if instance.provider().connect() == Connect::Marketplace {
            return Ok(instance);
        }
        Err(Error::new(
            Code::NotFound,
            "Only accounts that opened an app at their platform are kept apart from the people who connected them.",
        )
        .provider(&instance.name))
    }
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The account's language goes before the browser's, where it is one of ours.
    fn language_of_account(&mut self, tag: Option<&str>) {
        if let Some(language) = tag.and_then(Language::from_tag) {
            *self.language = language;
        }
    }

    /// `GET /metrics`: what this isolate has done, for whoever knows the token.
    fn metrics(&self) -> Result<Reply<H::Body>> {
        let unknown = || Error::new(Code::NotFound, "There is nothing at this address.");
        let token = self.config.metrics_token().ok_or_else(unknown)?;
        let given = self.request.headers.get("authorization").unwrap_or_default();
        let given = given.strip_prefix("Bearer ").unwrap_or_default();
        if !bool::from(given.as_bytes().ct_eq(token.expose().as_bytes())) {
            return Err(Error::new(
                Code::Unauthorized,
                "The token of the metrics is missing or wrong.",
            ));
        }
        let text = self.host.metrics(|metrics| metrics.text());
        Ok(Reply::text(200, "text/plain; version=0.0.4; charset=utf-8", text))
    }

    fn texts(&self) -> &'static PageTexts {
        self.language.texts()
    }

    fn page(&self, page: HtmlPage<'_>) -> Reply<H::Body> {
        html_page::render(self.config, HtmlPage { language: *self.language, ..page })
    }
}

fn method_not_allowed(allowed: &str) -> Error {
    Error::invalid("the method", format!("is not one of those allowed here: {allowed}"))
}
