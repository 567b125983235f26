//! The Worker's and the Vault's sides of the boundary.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::error::to_js;
use super::fetch::Transport;
use super::js_host::{Body, JsHost};
use crate::edge::config::{CachedConfig, Problem, Variable};
use crate::edge::rate_limit::RateWindows;
use crate::edge::vault::{self, Command, Sql, SqlValue, VaultReply};
use crate::edge::vault_cache::VaultCache;
use crate::edge::{
    self, Config, Connection, Content, EdgeHost, Incoming, Metrics, Reply, RequestCost,
};
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::{Headers, Method, split_url};
use crate::providers::bangwo8;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the Worker's entry gives to the core. */
export interface HostBindings {
  /** All variables: the same object as long as they are the same. */
  readonly variables: object;
  /** A variable or secret, as text. */
  variable(name: string): string | undefined;
  /** Has an owner's Vault carry out a command; it and the answer are JSON. */
  vault(owner: string, command: string): Promise<string>;
  /** The embedding app's own user; undefined where nobody told how to know him. */
  identify(): Promise<string | null> | undefined;
  /** A new connection was made. */
  connected(connection: object): void;
  /** A connection was removed at the provider. */
  disconnected(connection: object): void;
  /** A file of the console's, or null. */
  asset(path: string): Promise<string | null>;
  /** What Bangwo8 asks of the app's customers. */
  crmQuery(query: object): Promise<unknown>;
  /** Counts a request; undefined where the platform's limiter is not bound. */
  limiter(key: string): Promise<boolean> | undefined;
  /** Writes a line to the log. */
  log(line: string): void;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// What surrounds a request.
    #[wasm_bindgen(typescript_type = "HostBindings")]
    pub type HostBindings;

    #[wasm_bindgen(method, getter)]
    fn variables(this: &HostBindings) -> JsValue;

    #[wasm_bindgen(method)]
    fn variable(this: &HostBindings, name: &str) -> Option<String>;

    #[wasm_bindgen(method, catch)]
    fn vault(
        this: &HostBindings,
        owner: &str,
        command: &str,
    ) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn identify(this: &HostBindings) -> std::result::Result<Option<Promise>, JsValue>;

    #[wasm_bindgen(method)]
    fn connected(this: &HostBindings, connection: JsValue);

    #[wasm_bindgen(method)]
    fn disconnected(this: &HostBindings, connection: JsValue);

    #[wasm_bindgen(method, catch)]
    fn asset(this: &HostBindings, path: &str) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = crmQuery)]
    fn crm_query(this: &HostBindings, query: JsValue) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn limiter(this: &HostBindings, key: &str) -> std::result::Result<Option<Promise>, JsValue>;

    #[wasm_bindgen(method)]
    fn log(this: &HostBindings, line: &str);

    /// A Durable Object's `SqlStorage`.
    #[wasm_bindgen(typescript_type = "SqlStorage")]
    pub type SqlStorage;
}

#[wasm_bindgen(raw_module = "../lib/sql.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn rows(
        sql: &SqlStorage,
        statement: &str,
        values: &str,
    ) -> std::result::Result<String, JsValue>;
}

#[wasm_bindgen(raw_module = "../lib/http-bridge.js")]
extern "C" {
    #[wasm_bindgen(js_name = headOf)]
    fn head_of(request: &web_sys::Request) -> String;

    #[wasm_bindgen(catch, js_name = answer)]
    fn js_answer(
        status: u16,
        fields: &str,
        body: &JsValue,
    ) -> std::result::Result<web_sys::Response, JsValue>;
}

/// The way to the network, and what surrounds the request on it.
struct WorkerHost {
    transport: Transport,
    bindings: HostBindings,
}

/// Answers a request to the Worker.
///
/// # Errors
/// Never on the request's account; when the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = handleRequest)]
pub async fn handle_request(
    request: web_sys::Request,
    bindings: HostBindings,
) -> std::result::Result<web_sys::Response, JsValue> {
    answer(&request, bindings, async |host, config, incoming| {
        edge::handle(host, config, incoming).await
    })
    .await
}

/// Answers a request that another instance was answering when it died.
///
/// # Errors
/// When the Worker is not configured, or the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = handleBroken)]
pub fn handle_broken(
    request: web_sys::Request,
    bindings: HostBindings,
    started: u64,
) -> std::result::Result<web_sys::Response, JsValue> {
    let (host, config) = configured(bindings)?;
    let incoming = read_request(&request);
    write_reply(edge::handle_broken(&host, &config, &incoming, started))
}

async fn answer(
    request: &web_sys::Request,
    bindings: HostBindings,
    by: impl AsyncFnOnce(&WorkerHost, &Config, Incoming<Body>) -> Reply<Body>,
) -> std::result::Result<web_sys::Response, JsValue> {
    let incoming = read_request(request);
    #[cfg(feature = "test-panic")]
    super::panic_injection::inject(incoming.headers.get(super::panic_injection::HEADER)).await;
    let host = WorkerHost { transport: Transport::default(), bindings };
    let reply = match host.config() {
        Ok(config) => by(&host, &config, incoming).await,
        Err(problems) => edge::misconfigured(&host, &problems, &incoming.path),
    };
    write_reply(reply)
}

/// Answers a call for an account that opened the app.
///
/// # Errors
/// When the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = accountFetch)]
pub async fn account_fetch(
    request: web_sys::Request,
    bindings: HostBindings,
) -> std::result::Result<web_sys::Response, JsValue> {
    answer(&request, bindings, async |host, config, incoming| {
        edge::account_fetch(host, config, incoming).await
    })
    .await
}

/// The access token of an account that opened the app.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = accessToken)]
pub async fn access_token(
    instance: String,
    account: String,
    bindings: HostBindings,
) -> std::result::Result<String, JsValue> {
    #[cfg(feature = "test-panic")]
    super::panic_injection::inject(Some(&account)).await;
    let (host, config) = configured(bindings)?;
    let token = edge::access_token(&host, &config, &instance, &account).await;
    Ok(token.map(|token| token.expose().to_owned())?)
}

/// What a user of the embedding app has connected.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = connectionsOf)]
pub async fn connections_of(
    user: String,
    bindings: HostBindings,
) -> std::result::Result<JsValue, JsValue> {
    let (host, config) = configured(bindings)?;
    let connections = edge::connections_of(&host, &config, &user).await;
    Ok(connections.map(|connections| to_js(&connections))?)
}

/// Forgets what a user of the embedding app has connected.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = disconnectUser)]
pub async fn disconnect_user(
    user: String,
    instance: Option<String>,
    account: Option<String>,
    bindings: HostBindings,
) -> std::result::Result<(), JsValue> {
    let (host, config) = configured(bindings)?;
    Ok(edge::disconnect_user(&host, &config, &user, instance.as_deref(), account).await?)
}

/// Seals anew what a user has, or an account that opened an app.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen]
pub async fn reseal(
    user: Option<String>,
    instance: Option<String>,
    account: Option<String>,
    bindings: HostBindings,
) -> std::result::Result<u32, JsValue> {
    let (host, config) = configured(bindings)?;
    let account = instance.as_deref().zip(account.as_deref());
    let count = edge::reseal(&host, &config, user.as_deref(), account).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

fn configured(bindings: HostBindings) -> Result<(WorkerHost, Config)> {
    let host = WorkerHost { transport: Transport::default(), bindings };
    let config = host.config().map_err(|problems| edge::config::as_error(&problems))?;
    Ok((host, config))
}

fn read_request(request: &web_sys::Request) -> Incoming<Body> {
    let head = head_of(request);
    let (method, rest) = head.split_once('\n').unwrap_or_default();
    let (url, fields) = rest.split_at(rest.find('\n').unwrap_or(rest.len()));
    let (path, query) = split_url(url);
    Incoming {
        method: Method::from_text(method),
        path: path.into(),
        query: query.into(),
        headers: Headers::read(fields),
        body: request.body().map(Body::Received),
    }
}

fn write_reply(reply: Reply<Body>) -> std::result::Result<web_sys::Response, JsValue> {
    let body = match reply.content {
        Content::None => JsValue::UNDEFINED,
        Content::Text(text) => text.into(),
        Content::Stream(body) => body.into_stream().into(),
    };
    js_answer(reply.status, &reply.headers.write(String::new()), &body)
}

impl AsRef<Transport> for WorkerHost {
    fn as_ref(&self) -> &Transport {
        &self.transport
    }
}

impl WorkerHost {
    /// The configuration. All but the secrets in it is kept for the requests that follow under the same variables.
    fn config(&self) -> std::result::Result<Config, Vec<Problem>> {
        let variables = self.bindings.variables();
        let bindings: HostBindings = self.bindings.clone().unchecked_into();
        let variable: Variable = Rc::new(move |name| bindings.variable(name));
        let known = CONFIGS.with_borrow(|all| {
            all.iter().find(|(of, _)| *of == variables).map(|(_, cached)| cached.clone())
        });
        if let Some(config) =
            known.and_then(|cached| Config::from_cache(&cached, Rc::clone(&variable)))
        {
            return Ok(config);
        }
        let config = Config::read(variable)?;
        CONFIGS.with_borrow_mut(|all| {
            if all.len() >= MOST_CONFIGS {
                all.clear();
            }
            all.push((variables, config.to_cache()));
        });
        Ok(config)
    }

    async fn ask_vault(&self, owner: &str, command: &Command) -> Result<VaultReply> {
        let unavailable = |_| {
            Error::new(Code::Unavailable, "The Vault could not be reached. Try again.")
                .retryable(true)
        };
        let unknown = || {
            Error::new(
                Code::Unavailable,
                "The Vault answered in a way that this version does not know.",
            )
        };
        let command = serde_json::to_string(command).map_err(|_| unknown())?;
        let promise = self.bindings.vault(owner, &command).map_err(unavailable)?;
        let answer = JsFuture::from(promise).await.map_err(unavailable)?;
        let answer = answer.as_string().ok_or_else(unknown)?;
        serde_json::from_str(&answer).map_err(|_| unknown())
    }
}

/// How many configurations are kept: an app has one, and perhaps one for other Workers.
const MOST_CONFIGS: usize = 4;

thread_local! {
    // What an isolate remembers from one request to the next: nothing that is not sealed, and nothing that is one's.
    static CONFIGS: RefCell<Vec<(JsValue, CachedConfig)>> = RefCell::default();
    static VAULT_CACHE: RefCell<VaultCache> = RefCell::default();
    static WINDOWS: RefCell<RateWindows> = RefCell::default();
    static METRICS: RefCell<Metrics> = RefCell::default();
}

impl EdgeHost for WorkerHost {
    async fn vault(&self, owner: &str, command: Command) -> Result<VaultReply> {
        let now = self.now_ms();
        if let Some(known) = VAULT_CACHE.with_borrow(|cache| cache.get(owner, &command, now)) {
            return Ok(known);
        }
        VAULT_CACHE.with_borrow_mut(|cache| cache.invalidate(owner, &command));
        let answer = self.ask_vault(owner, &command).await;
        let took = self.now_ms().saturating_sub(now);
        self.transport.cost.vault(took);
        VAULT_CACHE.with_borrow_mut(|cache| {
            cache.invalidate(owner, &command); // somebody may have read meanwhile what is no longer so
            if let Ok(answer) = &answer {
                cache.put(owner, &command, answer, self.now_ms());
            }
        });
        answer
    }

    async fn limiter(&self, key: &str) -> Result<Option<bool>> {
        let failed = |_| Error::new(Code::Unavailable, "The limiter could not be reached.");
        let Some(asked) = self.bindings.limiter(key).map_err(failed)? else { return Ok(None) };
        Ok(JsFuture::from(asked).await.map_err(failed)?.as_bool())
    }

    fn windows<R>(&self, act: impl FnOnce(&mut RateWindows) -> R) -> R {
        WINDOWS.with_borrow_mut(act)
    }

    fn cost(&self) -> &RequestCost {
        &self.transport.cost
    }

    fn metrics<R>(&self, act: impl FnOnce(&mut Metrics) -> R) -> R {
        METRICS.with_borrow_mut(act)
    }

    async fn identify(&self) -> Result<Option<String>> {
        let failed = |_| Error::new(Code::Unavailable, "The identify function of this app failed.");
        let Some(asked) = self.bindings.identify().map_err(failed)? else { return Ok(None) };
        let user = JsFuture::from(asked).await.map_err(failed)?;
        if user.is_null() || user.is_undefined() {
            return Ok(None);
        }
        let text = user.as_string().filter(|user| !user.is_empty());
        text.map(Some).ok_or_else(|| {
            Error::new(
                Code::Unavailable,
                "The identify function must give a text that is not empty, or null.",
            )
        })
    }

    fn connected(&self, connection: &Connection) {
        self.bindings.connected(to_js(connection));
    }

    fn disconnected(&self, connection: &Connection) {
        self.bindings.disconnected(to_js(connection));
    }

    async fn asset(&self, path: &str) -> Result<Option<String>> {
        let failed = |_| {
            Error::new(Code::Unavailable, "The Worker's files could not be read. Try again.")
                .retryable(true)
        };
        let promise = self.bindings.asset(path).map_err(failed)?;
        Ok(JsFuture::from(promise).await.map_err(failed)?.as_string())
    }

    async fn crm_query(
        &self,
        instance: &str,
        query: &bangwo8::crm::Query,
    ) -> Result<Option<serde_json::Value>> {
        let failed =
            |_| Error::new(Code::Unavailable, "The onCrmQuery function of this app failed.");
        let query = serde_json::json!({ "instance": instance, "query": query });
        let answer = self.bindings.crm_query(to_js(&query)).map_err(failed)?;
        let answer = JsFuture::from(answer).await.map_err(failed)?;
        if answer.is_undefined() || answer.is_null() {
            return Ok(None);
        }
        // The engine writes it: what leads back to itself would have no end here.
        let text = js_sys::JSON::stringify(&answer).ok().and_then(|text| text.as_string());
        text.and_then(|text| serde_json::from_str(&text).ok()).map(Some).ok_or_else(|| {
            Error::new(
                Code::Configuration,
                "What the onCrmQuery function of this app gave cannot be written as JSON: it leads back to itself, is nested \
                 too deeply, or holds a BigInt or a function.",
            )
        })
    }

    fn log(&self, line: &str) {
        self.bindings.log(line);
    }
}

/// Makes a Vault's storage ready.
///
/// # Errors
/// A `PortariaError` when the storage fails.
#[wasm_bindgen(js_name = prepareVault)]
pub fn prepare_vault(sql: SqlStorage) -> std::result::Result<(), JsValue> {
    Ok(vault::prepare(&sql, JsHost::default().now_ms())?)
}

/// Carries out a command in the Vault, in one transaction of the caller's; it and the answer are JSON.
///
/// # Errors
/// A `PortariaError` when the storage fails or the command is none.
#[wasm_bindgen(js_name = executeInVault)]
pub fn execute_in_vault(sql: SqlStorage, command: &str) -> std::result::Result<String, JsValue> {
    #[cfg(feature = "test-panic")]
    let is_injected = command.contains(super::panic_injection::HEADER);
    let command: Command = serde_json::from_str(command)
        .map_err(|_| Error::new(Code::Unavailable, "The Vault does not know this command."))?;
    let answer = vault::execute(&sql, command, JsHost::default().now_ms())?;
    #[cfg(feature = "test-panic")]
    if is_injected {
        super::panic_injection::panic_now(); // when it has written, so that it must be undone
    }
    Ok(serde_json::to_string(&answer).unwrap_or_default())
}

impl Sql for SqlStorage {
    fn run(&self, statement: &str, values: &[SqlValue]) -> Result<Vec<Vec<SqlValue>>> {
        let failed =
            || Error::new(Code::Unavailable, "The Vault's storage failed.").retryable(true);
        let values = serde_json::to_string(values).map_err(|_| failed())?;
        let rows = rows(self, statement, &values).map_err(|_| failed())?;
        serde_json::from_str(&rows).map_err(|_| failed())
    }
}
