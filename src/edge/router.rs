//! From a request to the route that answers it.

use std::pin::Pin;

use super::admission::Admitted;
use super::failure::FailedWindow;
use super::fetch_metadata::FetchMetadata;
use super::html_page::Theme;
use super::language::Language;
use super::session_cookie::SessionCookie;
use super::{
    Config, EdgeHost, Failure, Incoming, Reply, RequestContext, Route, admission, config,
    fetch_metadata, frame_page, health, html_page, log, origin_policy, popup, route, session,
};
use crate::api::check_response::ERROR_HEADER;
use crate::error::{Code, Error};
use crate::http::{Headers, Method};
use crate::providers::Connect;

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
    let wants_page = fetch_metadata::is_shown(headers);
    let mut language = language_of_browser(headers);
    // Of the request, which is gone once it is answered, what the answer needs.
    let method = request.method;
    let timed = headers.get("sec-fetch-site") == Some("same-origin");
    let page = origin_policy::allowed_origin(config, headers).map(str::to_owned);
    let metadata = FetchMetadata::read(headers);
    let session_cookie = SessionCookie::of_script(config, metadata, headers);
    let frame = frame_page::allowed(config, &route, &request);
    let theme = frame.as_ref().and_then(|frame| frame.theme);
    let window = FailedWindow::of_start(config, &route, &request.query);
    let answered = answer(host, config, &route, request, theme, &mut language).await;
    let has_ended = answered.as_ref().is_err_and(|failure| session::has_ended(&failure.error));
    let reply = match answered {
        Ok(reply) if wants_page && route == Route::Health => {
            html_page::of_json(config, reply, language)
        }
        Ok(reply) => reply,
        Err(failure) if wants_page => {
            let failure = Failure { window: failure.window.or(window), ..failure };
            html_page::failure(config, &failure, language, theme)
        }
        Err(failure) => Reply::error(&with_login_url(config, failure.error)),
    };
    let reply = match frame {
        Some(frame) => reply.framed_by(frame.ancestors),
        None => reply,
    };
    let reply = if has_ended { reply.header("set-cookie", &session_cookie.clear()) } else { reply };
    let reply = origin_policy::share(config, page.as_deref(), reply);
    let reply = noted(host, config, &route, started, reply);
    let reply = if timed { with_timing(host, started, reply) } else { reply };
    if method == Some(Method::Head) { reply.without_body() } else { reply }
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
    if fetch_metadata::is_shown(headers) {
        let instance = route.instance().and_then(|name| config.instance(name));
        let page = html_page::broken(config, instance, language_of_browser(headers));
        reply = page.header(ERROR_HEADER, error.code().as_str());
    }
    reply.status = 500; // for our mistakes; 503 is for what is beyond us
    let reply = origin_policy::share(config, origin_policy::allowed_origin(config, headers), reply);
    noted(host, config, &route, started, reply)
}

/// The same, with what it cost for the browser's developer tools. Only our own pages see it: how long a Vault took tells whether
/// there is something in it.
fn with_timing<H: EdgeHost>(host: &H, started: u64, reply: Reply<H::Body>) -> Reply<H::Body> {
    let ms = host.now_ms().saturating_sub(started);
    reply.header("server-timing", &host.cost().server_timing(ms))
}

/// The answer, with what it cost written down.
fn noted<H: EdgeHost>(
    host: &H,
    config: &Config,
    route: &Route,
    started: u64,
    reply: Reply<H::Body>,
) -> Reply<H::Body> {
    let ms = host.now_ms().saturating_sub(started);
    let reply = match config.strict_transport() {
        Some(policy) => reply.header("strict-transport-security", policy),
        None => reply,
    };
    host.log(&log::request_line(config, route, &reply, host.cost(), ms));
    host.metrics(|metrics| metrics.count(&log::sample(config, route, &reply, ms), host.cost()));
    reply
}

fn language_of_browser(headers: &Headers) -> Language {
    Language::from_accept_language(headers.get("accept-language").unwrap_or_default())
        .unwrap_or(Language::En)
}

/// Where the person logs in, as the Worker is mounted.
fn with_login_url(config: &Config, error: Error) -> Error {
    let details = error.details();
    match (&details.login_url, &details.provider) {
        (None, Some(instance))
            if error.code() == Code::LoginRequired && !starts_elsewhere(config, instance) =>
        {
            let url = config.at(&format!("/connect/{instance}"));
            error.login_url(url)
        }
        _ => error,
    }
}

/// Whether the login starts in the platform's dashboard, and so has no address here.
fn starts_elsewhere(config: &Config, instance: &str) -> bool {
    let instance = config.instance(instance);
    instance.is_some_and(|of| of.provider().connect() == Connect::Marketplace)
}

/// The answer of a Worker that is not configured: what is missing, wherever one asks.
pub fn misconfigured<H: EdgeHost>(
    host: &H,
    problems: &[config::Problem],
    request: &Incoming<H::Body>,
) -> Reply<H::Body> {
    let error = config::as_error(problems);
    host.log(&log::problem_line(&error));
    if fetch_metadata::is_shown(&request.headers) {
        html_page::misconfigured(&error, language_of_browser(&request.headers))
    } else if route::find(&request.path) == Route::Health {
        health::problems(problems)
    } else {
        Reply::error(&error)
    }
}

async fn answer<H: EdgeHost>(
    host: &H,
    config: &Config,
    route: &Route,
    request: Incoming<H::Body>,
    frame: Option<Theme>,
    language: &mut Language,
) -> Result<Reply<H::Body>, Failure> {
    if admission::is_shared(route)
        && let Some(reply) = origin_policy::preflight(config, request.method, &request.headers)
    {
        return Ok(reply);
    }
    let admitted = admission::admit(config, route, request.method, &request.headers)?;
    let Admitted { method, limit, asks, session_cookie } = admitted;
    let context =
        RequestContext { host, config, request, method, asks, frame, session_cookie, language };
    context.admit_address(limit).await?;
    answering(context, route).await
}

type Answering<'a, B> = Pin<Box<dyn Future<Output = Result<Reply<B>, Failure>> + 'a>>;

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
            Ok(popup::done(context.config, instance, query, *context.language)?)
        }),
        Route::Link(name) => Box::pin(async move {
            let instance = context.instance(name)?;
            context.link(instance).await
        }),
        Route::Frame(name) if context.method == Method::Post => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.frame_session(instance).await?)
        }),
        Route::Frame(name) => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.frame_page(instance)?)
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
        Route::Redeem(name) => Box::pin(async move {
            let instance = context.instance(name)?;
            Ok(context.redeem(instance).await?)
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
        // It was not let in.
        Route::None => Box::pin(async { Ok(Reply::empty(404)) }),
    }
}
