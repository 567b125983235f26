//! Calls: what the client classes are made of.

use js_sys::{Function, JsString, Object, Reflect};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::fetch::{Sent, Way, abandon};
use super::json;
use super::options::Options;
use super::quota;
use crate::api::judge::{self, ERROR_HEADER};
use crate::api::params::Params;
use crate::api::plan::{self, Plan, Route};
use crate::api::retry::Tried;
use crate::api::{curl, limit, page};
use crate::error::{Code, Error, Result};
use crate::http::TIMEOUT_MS;
use crate::providers::{Operation, Provider};
use crate::secret::{Secret, mask};
#[cfg(feature = "server")]
use crate::text::text;

/// How often a call is tried again when nobody says otherwise.
const RETRIES: u32 = 2;

#[wasm_bindgen]
extern "C" {
    /// Like `js_sys::JSON::stringify`, but of what is known to be fine.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = stringify)]
    fn to_json(value: &JsValue) -> std::result::Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = String)]
    fn to_text(value: &JsValue) -> String;

    /// The host's own reading of a number: Rust's tables for it weigh ten kilobytes.
    #[wasm_bindgen(js_name = Number)]
    fn to_number(value: &JsValue) -> f64;
}

/// Calls one operation of a provider, and gives its answer as the host parsed it.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen]
pub async fn call(
    provider: String,
    operation: String,
    params: JsValue,
    options: JsValue,
) -> std::result::Result<JsValue, JsValue> {
    let call = Call::read(&provider, &operation, params, Options(options));
    let answer = match call {
        Ok(call) => call.run().await,
        Err(error) => Err(error),
    };
    Ok(answer.map_err(|error| error.operation(&operation))?)
}

/// The call as a command for `sh`, secrets masked unless they are asked for.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = curlCommand)]
pub fn curl_command(
    provider: &str,
    operation: &str,
    params: JsValue,
    options: JsValue,
) -> std::result::Result<String, JsValue> {
    Ok(read_curl(provider, operation, params, Options(options))
        .map_err(|error| error.operation(operation))?)
}

fn read_curl(provider: &str, operation: &str, params: JsValue, options: Options) -> Result<String> {
    let (provider, operation) = find(provider, operation)?;
    let params = JsParams::read(params)?;
    let mut plan = shown(provider, &operation, &params, &options)?;
    options.add_headers(&mut plan.request.headers)?;
    let body = plan.body.as_deref().map(|names| params.body(names)).transpose()?;
    Ok(curl::command(&plan.request, body.map(String::from).as_deref()))
}

/// Where a list goes on after this page: an object with the parameter that changes, or `undefined`.
#[wasm_bindgen(js_name = nextPage)]
#[must_use]
pub fn next_page(provider: &str, operation: &str, params: JsValue, page: &JsValue) -> JsValue {
    let Ok((_, operation)) = find(provider, operation) else { return JsValue::UNDEFINED };
    let Some(paging) = operation.paging() else { return JsValue::UNDEFINED };
    let name = match paging {
        crate::providers::operation::Paging::Page => "page",
        crate::providers::operation::Paging::StartId => "start_id",
    };
    let asked = Reflect::get(&params, &name.into()).ok().and_then(|value| as_number(&value));
    match page::next(paging, page, asked) {
        Some(next) => {
            let changed = Object::new();
            let _ = Reflect::set(&changed, &next.name.into(), &next.value.into());
            changed.into()
        }
        None => JsValue::UNDEFINED,
    }
}

fn as_number(value: &JsValue) -> Option<f64> {
    Some(to_number(value)).filter(|number| number.is_finite() && !value.is_undefined())
}

/// Whether a page holds what the one before held, which is how a server that does not count its pages may answer
/// beyond the end. Judged by the number of items, the first and the last.
#[wasm_bindgen(js_name = isRepeated)]
#[must_use]
pub fn is_repeated(page: &JsValue, before: &JsValue) -> bool {
    use crate::json::Json;
    let items = |page: &JsValue| page.member("data")?.dyn_into::<js_sys::Array>().ok();
    let (Some(items), Some(before)) = (items(page), items(before)) else { return false };
    let same = |at: u32| {
        let text = |items: &js_sys::Array| to_json(&items.get(at)).ok()?.as_string();
        text(&items) == text(&before)
    };
    let count = items.length();
    count > 0 && count == before.length() && same(0) && same(count - 1)
}

fn find(provider: &str, operation: &str) -> Result<(Provider, Operation)> {
    let provider =
        Provider::from_name(provider).ok_or_else(|| Error::invalid("provider", "is not known"))?;
    let operation = provider
        .operations()
        .by_id(operation)
        .ok_or_else(|| Error::invalid("operation", "is not one that the provider offers"))?;
    Ok((provider, operation))
}

/// One call, read whole before anything is sent.
struct Call {
    provider: Provider,
    operation: Operation,
    route: Route,
    plan: Plan,
    body: Option<JsString>,
    way: Way,
    retries: u32,
    timeout_ms: u32,
    hooks: Hooks,
    quota: Option<Object>,
    name: String,
}

struct Hooks {
    request: Option<Function>,
    response: Option<Function>,
}

impl Call {
    fn read(provider: &str, operation: &str, params: JsValue, options: Options) -> Result<Self> {
        let (provider, operation) = find(provider, operation)?;
        let route = read_route(provider, &options)?;
        let params = JsParams::read(params)?;
        let mut plan = route.plan(&operation, &params)?;
        options.add_headers(&mut plan.request.headers)?;
        let name = options.text("instance")?.unwrap_or_else(|| provider.name().into());
        Ok(Self {
            provider,
            operation,
            body: plan.body.as_deref().map(|names| params.body(names)).transpose()?,
            route,
            plan,
            way: Way { fetch: options.function("fetch")?, signal: options.signal()? },
            retries: options.count("retries", 10)?.unwrap_or(RETRIES),
            timeout_ms: options.timeout_ms()?.unwrap_or(TIMEOUT_MS),
            hooks: Hooks {
                request: options.function("onRequest")?,
                response: options.function("onResponse")?,
            },
            quota: options.object("quota"),
            name,
        })
    }

    /// Tries until it succeeds, may not be tried again, or its time is over.
    async fn run(mut self) -> Result<JsValue> {
        let started = js_sys::Date::now();
        for tries in 1.. {
            let mut retry_after_ms = None;
            let spent = js_sys::Date::now() - started;
            self.plan.request.timeout_ms = as_ms(f64::from(self.timeout_ms) - spent).max(1);
            let error = match self.once(tries, &mut retry_after_ms).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error.provider(&self.name),
            };
            let left = f64::from(self.timeout_ms) - (js_sys::Date::now() - started);
            let tried = Tried {
                error: &error,
                tries,
                retries: self.retries,
                idempotent: self.operation.is_idempotent(),
                retry_after_ms,
                left_ms: as_ms(left).into(),
                chance: js_sys::Math::random(),
            };
            match tried.wait_ms() {
                Some(wait) => self.way.pause(wait).await?,
                None => return Err(error),
            }
        }
        Err(Error::new(Code::Timeout, "The call was tried too often."))
    }

    async fn once(&self, tries: u32, retry_after_ms: &mut Option<u64>) -> Result<JsValue> {
        quota::take(self.quota.as_ref(), self.provider)?;
        self.tell(self.hooks.request.as_ref(), tries, None);
        let body = self.body.clone().map(JsValue::from);
        let sent = self.way.send(&self.plan.request, body).await?;
        let status = sent.response.status();
        self.tell(self.hooks.response.as_ref(), tries, Some(status));
        let headers = sent.response.headers();
        *retry_after_ms = headers.get("retry-after").and_then(|text| retry_after(&text));
        let number = |name: &str| headers.get(name)?.trim().parse().ok();
        let said = limit::Said {
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            retry_after_ms: *retry_after_ms,
            refused: status == 429,
        };
        quota::learn(self.quota.as_ref(), self.provider, &said);
        self.judge(headers.get(ERROR_HEADER).as_deref(), status, sent).await
    }

    async fn judge(&self, marker: Option<&str>, status: u16, sent: Sent) -> Result<JsValue> {
        let text = sent.text().await?;
        let body = json::parse(&text);
        match &self.route {
            Route::Via { .. } => match judge::worker_error(marker, status, body.as_ref().ok()) {
                Some(error) => Err(error),
                None => judge::result(self.provider, status, body, &[]),
            },
            Route::Direct { .. } => {
                judge::result(self.provider, status, body, &self.route.secrets())
            }
        }
    }

    /// Tells a hook, which is for logs: what it is told holds no secret, and what it throws is its own.
    fn tell(&self, hook: Option<&Function>, attempt: u32, status: Option<u16>) {
        let Some(hook) = hook else { return };
        let event = Object::new();
        let url = mask_url(&self.plan.request.url, &self.route);
        let set = |name: &str, value: JsValue| {
            let _ = Reflect::set(&event, &name.into(), &value);
        };
        set("operation", self.operation.id.into());
        set("method", self.plan.request.method.as_str().into());
        set("url", url.into());
        set("attempt", attempt.into());
        if let Some(status) = status {
            set("status", status.into());
        }
        if let Ok(promise) = hook.call1(&JsValue::UNDEFINED, &event).and_then(JsValue::dyn_into) {
            abandon(promise);
        }
    }
}

fn mask_url(url: &str, route: &Route) -> String {
    let encoded: Vec<_> = route
        .secrets()
        .iter()
        .map(|secret| Secret::new(crate::http::query::encode_component(secret.expose())))
        .collect();
    mask(url, &encoded.iter().collect::<Vec<_>>())
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps it in bounds
fn retry_after(text: &str) -> Option<u64> {
    match text.trim().parse::<u32>() {
        Ok(seconds) => Some(u64::from(seconds) * 1000),
        Err(_) => {
            let at = js_sys::Date::parse(text);
            (!at.is_nan()).then(|| (at - js_sys::Date::now()).max(0.0) as u64)
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // `as` keeps it in bounds
fn as_ms(ms: f64) -> u32 {
    ms as u32
}

/// Parameters as JavaScript gives them.
struct JsParams(Object);

impl JsParams {
    fn read(value: JsValue) -> Result<Self> {
        if value.is_undefined() || value.is_null() {
            return Ok(Self(Object::new()));
        }
        let object =
            value.dyn_into::<Object>().ok().filter(|object| !js_sys::Array::is_array(object));
        object.map(Self).ok_or_else(|| Error::invalid("the parameters", "must be an object"))
    }

    fn get(&self, name: &str) -> Option<JsValue> {
        Reflect::get(&self.0, &name.into()).ok().filter(|value| !value.is_undefined())
    }

    /// These members as JSON, as the host writes it.
    fn body(&self, names: &[String]) -> Result<JsString> {
        let body = Object::new();
        for name in names {
            let _ = Reflect::set(
                &body,
                &name.as_str().into(),
                &self.get(name).unwrap_or(JsValue::UNDEFINED),
            );
        }
        let json = to_json(&body).ok().and_then(|text| text.dyn_into().ok());
        json.ok_or_else(|| {
            Error::invalid("the parameters", "hold something that JSON cannot express")
        })
    }
}

impl Params for JsParams {
    fn names(&self) -> Vec<String> {
        let names = Object::keys(&self.0);
        names
            .iter()
            .filter_map(|name| name.as_string())
            .filter(|name| self.get(name).is_some())
            .collect()
    }

    fn scalar(&self, name: &str) -> Option<String> {
        let value = self.get(name)?;
        let fits = value.is_string()
            || value.as_bool().is_some()
            || value.as_f64().is_some_and(f64::is_finite)
            || value.is_bigint();
        fits.then(|| to_text(&value))
    }

    fn count(&self, name: &str) -> Option<usize> {
        self.get(name)?.dyn_ref::<js_sys::Array>().map(|array| array.length() as usize)
    }
}

/// The two ways to call: through a Worker, or, on a server, with a credential.
fn read_route(provider: Provider, options: &Options) -> Result<Route> {
    if let Some(via) = options.text("via")? {
        let instance = options.text("instance")?;
        return Route::via(&via, instance.as_deref().unwrap_or(provider.name()));
    }
    direct(provider, options)
}

/// What a command shows: a call to the provider itself, though the calls may go through a Worker.
fn shown(
    provider: Provider,
    operation: &Operation,
    params: &JsParams,
    options: &Options,
) -> Result<Plan> {
    use crate::providers::{Credential, jetchat};
    use crate::secret::MASK;

    if options.text("via")?.is_none() {
        let route = direct(provider, options)?;
        return match route {
            Route::Direct { base_url, credential } if !options.flag("showSecrets") => {
                Route::Direct { base_url, credential: credential.masked() }.plan(operation, params)
            }
            route => route.plan(operation, params),
        };
    }
    let mask = Secret::new(MASK);
    let (example, credential) = match provider {
        Provider::JetChat => {
            ("https://jetchat.example.com/api", Credential::JetChat(jetchat::Key::new(mask)))
        }
        Provider::PipiChat => ("https://pipichat.com", Credential::PipiChat { access_token: mask }),
    };
    let address = options.text("baseUrl")?;
    let mut plan = plan::shown(address.as_deref().unwrap_or(example), operation, params)?;
    credential.authorise(&mut plan.request)?;
    Ok(plan)
}

#[cfg(feature = "server")]
fn direct(provider: Provider, options: &Options) -> Result<Route> {
    use crate::http::base_url::{BaseUrl, Reach};
    use crate::providers::{Credential, jetchat};

    let missing = |name: &str| {
        let message = text![
            "Give { via } to call through a Portaria Worker, or { ",
            name,
            " } to call with a credential of your own."
        ];
        Error::new(Code::Configuration, message)
    };
    let base_url = options.text("baseUrl")?;
    let (base_url, credential) = match provider {
        Provider::JetChat => {
            let api_key =
                Secret::new(options.text("apiKey")?.ok_or_else(|| missing("baseUrl, apiKey"))?);
            let key = jetchat::Key {
                api_key,
                team_id: options.text("teamId")?,
                workspace_id: options.text("workspaceId")?,
                flow_ns: options.text("flowNs")?,
            };
            (base_url.ok_or_else(|| missing("baseUrl, apiKey"))?, Credential::JetChat(key.check()?))
        }
        Provider::PipiChat => {
            let token = options.text("accessToken")?.ok_or_else(|| missing("accessToken"))?;
            if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
                return Err(Error::invalid(
                    "accessToken",
                    "must be the token alone, without spaces or line breaks",
                ));
            }
            let credential = Credential::PipiChat { access_token: Secret::new(token) };
            (base_url.unwrap_or_else(|| "https://pipichat.com".into()), credential)
        }
    };
    Ok(Route::Direct { base_url: BaseUrl::parse(&base_url, Reach::Loopback)?, credential })
}

/// What a browser downloads holds no way to use a secret.
#[cfg(not(feature = "server"))]
fn direct(_: Provider, _: &Options) -> Result<Route> {
    Err(Error::new(
        Code::Configuration,
        "In a browser, give { via } and call through a Portaria Worker: a credential in a page belongs to everyone who opens it.",
    ))
}
