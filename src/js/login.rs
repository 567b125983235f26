//! The redirect handlers by themselves, for an app with a server of its own.

use js_sys::Function;
use serde::Serialize;
use serde_json::{Map, Value};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::error::to_js;
use super::fetch::Transport;
use super::js_host::{Body, JsHost};
use super::options::Options;
use crate::api::options::{CallOptions, add_headers};
use crate::encoded_object::EncodedObject;
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::base_url::Reach;
use crate::http::{Headers, RequestFields, cookie, split_url};
use crate::oauth::finish::{self, App, Arrival, LONGEST_CALLBACK};
use crate::oauth::flow::{COOKIE_PREFIX, FLOW_TTL_S, Flow, SealedFlow};
use crate::oauth::start::{Start, start};
use crate::oauth::{Binding, KeyRing, Tokens, return_to};
use crate::providers::{AuthorizationRequest, Instance, Profile};
use crate::secret::Secret;

/// What `startLogin` gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Link<'a> {
    url: &'a str,
    flow: &'a str,
    cookie: String,
    expires_at: u64,
}

/// What `handleRedirect` gives.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Returned {
    instance: String,
    provider: &'static str,
    tokens: Tokens,
    profile: Profile,
    binding: Binding,
    return_to: String,
    flow_id: String,
    clear_cookie: String,
}

/// Checks the options that a login has as calls have them, encoded.
///
/// # Errors
/// A `PortariaError`: `invalid_argument`, naming the option.
#[wasm_bindgen(js_name = checkCallOptions)]
pub fn check_call_options(options: &str) -> std::result::Result<(), JsValue> {
    let options = EncodedObject::read(options);
    CallOptions::read(&options)?;
    Ok(add_headers(&options, &mut Headers::default())?)
}

/// Begins a login: a link, and a sealed flow for a cookie.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = startLogin)]
pub async fn start_login(
    settings: JsValue,
    options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let js_host = JsHost::default();
    let options = Options(options);
    let instance = read_instance(settings, &options)?;
    let ring = read_ring(&options, &instance)?;
    let origins = options.texts("returnOrigins")?;
    let target = options.text("returnTo")?.unwrap_or_else(|| "/".into());
    let request = Start {
        return_to: return_to::check(&target, &origins)?,
        redirect_uri: options.text("redirectUri")?.unwrap_or_default(),
        ..Start::default()
    };
    let started = start(&js_host, &ring, &instance, request).await?;
    let cookie = cookie::set(
        &started.flow.cookie_name(),
        &started.sealed,
        cookie::SameSite::Lax,
        FLOW_TTL_S,
    );
    Ok(to_js(&Link {
        url: &started.url,
        flow: &started.sealed,
        cookie,
        expires_at: started.flow.expires_at,
    })?)
}

/// Takes a callback back to tokens and profile.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = handleRedirect)]
pub async fn handle_redirect(
    request: JsValue,
    settings: JsValue,
    options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let options = Options(options);
    let instance = read_instance(settings, &options)?;
    let finished = handle(request, &instance, &options)
        .await
        .map_err(|error| error.provider(&instance.name))?;
    Ok(to_js(&finished)?)
}

async fn handle(request: JsValue, instance: &Instance, options: &Options) -> Result<Returned> {
    let js_host = JsHost { transport: Transport::from(options.function("fetch")?) };
    let ring = read_ring(options, instance)?;
    let secret = Secret::new(options.required("appSecret")?);
    let arrived = arrived(&js_host, request, instance).await?;
    let given = options.text("flow")?;
    let flows: Vec<SealedFlow<'_>> = match &given {
        Some(text) => vec![text.as_str().into()],
        None => {
            arrived.flows.iter().map(|(name, text)| (name.as_str(), text.as_str()).into()).collect()
        }
    };
    let redirect_uri = options.text("redirectUri")?.unwrap_or_default();
    let may_repeat = options.number("retries")?.is_none_or(|retries| retries > 0.0);
    let app = App { instance, secret: &secret, redirect_uri: &redirect_uri, may_repeat };
    let arrival = Arrival { fields: &arrived.fields, sealed_flows: &flows };
    let claim_hook = options.function("claim")?;
    let claim = async |flows: &[Flow], _: &str| claim(claim_hook.as_ref(), flows).await;
    let finished = finish::finish(&js_host, &ring, &app, &arrival, claim).await?;
    Ok(Returned {
        instance: instance.name.clone(),
        provider: instance.provider().name(),
        clear_cookie: cookie::set(&finished.flow.cookie_name(), "", cookie::SameSite::Lax, 0),
        tokens: finished.account.tokens,
        profile: finished.account.profile,
        binding: finished.binding,
        return_to: finished.flow.return_to,
        flow_id: finished.flow.id,
    })
}

/// Without a store of the app's, nothing but the cookie's removal keeps a flow from being used twice;
/// the provider's own single-use code still does.
async fn claim(hook: Option<&Function>, flows: &[Flow]) -> Result<Flow> {
    let mut found = None;
    for flow in flows {
        if claimed(hook, flow).await? {
            found = Some(flow.clone());
            break;
        }
    }
    found.ok_or_else(finish::replayed)
}

async fn claimed(hook: Option<&Function>, flow: &Flow) -> Result<bool> {
    let Some(hook) = hook else { return Ok(true) };
    let failed = |_| {
        Error::new(Code::Unavailable, "The claim function failed, so the login was not finished.")
    };
    #[allow(clippy::cast_precision_loss)] // a time: well within what a double counts exactly
    let answer = hook
        .call2(&JsValue::UNDEFINED, &flow.id.as_str().into(), &(flow.expires_at as f64).into())
        .map_err(failed)?;
    let answer = JsFuture::from(js_sys::Promise::resolve(&answer)).await.map_err(failed)?;
    answer.as_bool().ok_or_else(|| {
        Error::invalid("claim", "must give true (it was not claimed before) or false")
    })
}

pub(super) struct Arrived {
    pub(super) fields: RequestFields,
    /// The names and values of the flows' cookies.
    flows: Vec<(String, String)>,
}

/// Reads a `Request`, a `URL` or the text of one.
pub(super) async fn arrived(
    js_host: &JsHost,
    request: JsValue,
    instance: &Instance,
) -> Result<Arrived> {
    let query = |url: &str| instance.provider().mend_query(split_url(url).1);
    if let Some(url) =
        request.as_string().or_else(|| request.dyn_ref::<web_sys::Url>().map(web_sys::Url::href))
    {
        return Ok(Arrived { fields: RequestFields::of_query(&query(&url))?, flows: Vec::new() });
    }
    let request: web_sys::Request = request
        .dyn_into()
        .map_err(|_| Error::invalid("request", "must be a Request, a URL or the text of one"))?;
    let headers = gloo_net::http::Headers::from_raw(request.headers());
    let cookies = headers.get("cookie").unwrap_or_default();
    let flows = cookie::Cookies::of(&cookies)
        .singles(COOKIE_PREFIX)
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    let query = query(&request.url());
    let fields = match (request.method().as_str(), request.body()) {
        ("POST", Some(body)) => {
            let text = js_host.read(Body::Received(body), LONGEST_CALLBACK).await?;
            RequestFields::read(&query, &headers.get("content-type").unwrap_or_default(), &text)?
        }
        _ => RequestFields::of_query(&query)?,
    };
    Ok(Arrived { fields, flows })
}

pub(super) fn read_instance(settings: JsValue, options: &Options) -> Result<Instance> {
    let settings: Map<String, Value> = serde_wasm_bindgen::from_value(settings).map_err(|_| {
        Error::new(Code::Configuration, "The settings must be an object of texts and numbers.")
    })?;
    let named = settings.get("provider").and_then(Value::as_str).map(str::to_owned);
    let name = options.text("instance")?.or(named).unwrap_or_default();
    Instance::read(&name, settings, Reach::with_loopback(options.boolean("allowLoopback")?))
}

/// The keys. What they seal belongs to one app at one platform, and to one redirect address where that is given: the link to the
/// login names all three.
fn read_ring(options: &Options, instance: &Instance) -> Result<KeyRing> {
    let redirect_uri = options.text("redirectUri")?.unwrap_or_default();
    let asked = AuthorizationRequest { state: None, redirect_uri: &redirect_uri };
    let login = instance.settings.authorize_url(&asked)?;
    KeyRing::parse(&options.text("key")?.unwrap_or_default(), &login)
}
