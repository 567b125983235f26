//! The Worker's and the Vault's sides of the boundary.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::error::to_js;
use super::fetch::Way;
use super::machine::{Body, Machine};
use crate::edge::config::{Kept, Problem, Variable};
use crate::edge::limits::Windows;
use crate::edge::recent::Recent;
use crate::edge::vault::{self, Answer, Cell, Command, Sql};
use crate::edge::{self, Config, Connection, Content, EdgeHost, Incoming, Meter, Metrics, Reply};
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::{Headers, Method, split_url};
use crate::providers::bangwo8;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the Worker's entry gives to the core. */
export interface Surroundings {
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
    #[wasm_bindgen(typescript_type = "Surroundings")]
    pub type Surroundings;

    #[wasm_bindgen(method, getter)]
    fn variables(this: &Surroundings) -> JsValue;

    #[wasm_bindgen(method)]
    fn variable(this: &Surroundings, name: &str) -> Option<String>;

    #[wasm_bindgen(method, catch)]
    fn vault(
        this: &Surroundings,
        owner: &str,
        command: &str,
    ) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn identify(this: &Surroundings) -> std::result::Result<Option<Promise>, JsValue>;

    #[wasm_bindgen(method)]
    fn connected(this: &Surroundings, connection: JsValue);

    #[wasm_bindgen(method)]
    fn disconnected(this: &Surroundings, connection: JsValue);

    #[wasm_bindgen(method, catch)]
    fn asset(this: &Surroundings, path: &str) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, js_name = crmQuery)]
    fn crm_query(this: &Surroundings, query: JsValue) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn limiter(this: &Surroundings, key: &str) -> std::result::Result<Option<Promise>, JsValue>;

    #[wasm_bindgen(method)]
    fn log(this: &Surroundings, line: &str);

    /// A Durable Object's `SqlStorage`.
    #[wasm_bindgen(typescript_type = "SqlStorage")]
    pub type SqlStorage;
}

#[wasm_bindgen(raw_module = "../lib/rows.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn rows(
        sql: &SqlStorage,
        statement: &str,
        values: &str,
    ) -> std::result::Result<String, JsValue>;
}

#[wasm_bindgen(raw_module = "../lib/messages.js")]
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
struct Desk {
    way: Way,
    around: Surroundings,
}

/// Answers a request to the Worker.
///
/// # Errors
/// Never on the request's account; when the runtime refuses to build a `Response`.
#[wasm_bindgen(js_name = handleRequest)]
pub async fn handle_request(
    request: web_sys::Request,
    around: Surroundings,
) -> std::result::Result<web_sys::Response, JsValue> {
    answer(&request, around, async |desk, config, incoming| {
        edge::handle(desk, config, incoming).await
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
    around: Surroundings,
    started: u64,
) -> std::result::Result<web_sys::Response, JsValue> {
    let (desk, config) = configured(around)?;
    let incoming = read_request(&request);
    write_reply(edge::handle_broken(&desk, &config, &incoming, started))
}

async fn answer(
    request: &web_sys::Request,
    around: Surroundings,
    by: impl AsyncFnOnce(&Desk, &Config, Incoming<Body>) -> Reply<Body>,
) -> std::result::Result<web_sys::Response, JsValue> {
    let incoming = read_request(request);
    #[cfg(feature = "panic-door")]
    super::door::knock(incoming.headers.get(super::door::HEADER)).await;
    let desk = Desk { way: Way::default(), around };
    let reply = match desk.config() {
        Ok(config) => by(&desk, &config, incoming).await,
        Err(problems) => edge::misconfigured(&desk, &problems, &incoming.path),
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
    around: Surroundings,
) -> std::result::Result<web_sys::Response, JsValue> {
    answer(&request, around, async |desk, config, incoming| {
        edge::account_fetch(desk, config, incoming).await
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
    around: Surroundings,
) -> std::result::Result<String, JsValue> {
    #[cfg(feature = "panic-door")]
    super::door::knock(Some(&account)).await;
    let (desk, config) = configured(around)?;
    let token = edge::access_token(&desk, &config, &instance, &account).await;
    Ok(token.map(|token| token.expose().to_owned())?)
}

/// What a user of the embedding app has connected.
///
/// # Errors
/// A `PortariaError`.
#[wasm_bindgen(js_name = connectionsOf)]
pub async fn connections_of(
    user: String,
    around: Surroundings,
) -> std::result::Result<JsValue, JsValue> {
    let (desk, config) = configured(around)?;
    let connections = edge::connections_of(&desk, &config, &user).await;
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
    around: Surroundings,
) -> std::result::Result<(), JsValue> {
    let (desk, config) = configured(around)?;
    Ok(edge::disconnect_user(&desk, &config, &user, instance.as_deref(), account).await?)
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
    around: Surroundings,
) -> std::result::Result<u32, JsValue> {
    let (desk, config) = configured(around)?;
    let account = instance.as_deref().zip(account.as_deref());
    let count = edge::reseal(&desk, &config, user.as_deref(), account).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

fn configured(around: Surroundings) -> Result<(Desk, Config)> {
    let desk = Desk { way: Way::default(), around };
    let config = desk.config().map_err(|problems| edge::config::as_error(&problems))?;
    Ok((desk, config))
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

impl AsRef<Way> for Desk {
    fn as_ref(&self) -> &Way {
        &self.way
    }
}

impl Desk {
    /// The configuration. All but the secrets in it is kept for the requests that follow under the same variables.
    fn config(&self) -> std::result::Result<Config, Vec<Problem>> {
        let variables = self.around.variables();
        let around: Surroundings = self.around.clone().unchecked_into();
        let variable: Variable = Rc::new(move |name| around.variable(name));
        let known = KEPT.with_borrow(|all| {
            all.iter().find(|(of, _)| *of == variables).map(|(_, kept)| kept.clone())
        });
        if let Some(config) = known.and_then(|kept| Config::again(&kept, Rc::clone(&variable))) {
            return Ok(config);
        }
        let config = Config::read(variable)?;
        KEPT.with_borrow_mut(|all| {
            if all.len() >= MOST_KEPT {
                all.clear();
            }
            all.push((variables, config.kept()));
        });
        Ok(config)
    }

    async fn ask_vault(&self, owner: &str, command: &Command) -> Result<Answer> {
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
        let promise = self.around.vault(owner, &command).map_err(unavailable)?;
        let answer = JsFuture::from(promise).await.map_err(unavailable)?;
        let answer = answer.as_string().ok_or_else(unknown)?;
        serde_json::from_str(&answer).map_err(|_| unknown())
    }
}

/// How many configurations are kept: an app has one, and perhaps one for other Workers.
const MOST_KEPT: usize = 4;

thread_local! {
    // What an isolate remembers from one request to the next: nothing that is not sealed, and nothing that is one's.
    static KEPT: RefCell<Vec<(JsValue, Kept)>> = RefCell::default();
    static RECENT: RefCell<Recent> = RefCell::default();
    static WINDOWS: RefCell<Windows> = RefCell::default();
    static METRICS: RefCell<Metrics> = RefCell::default();
}

impl EdgeHost for Desk {
    async fn vault(&self, owner: &str, command: Command) -> Result<Answer> {
        let now = self.now_ms();
        if let Some(known) = RECENT.with_borrow(|recent| recent.get(owner, &command, now)) {
            return Ok(known);
        }
        RECENT.with_borrow_mut(|recent| recent.expect(owner, &command));
        let answer = self.ask_vault(owner, &command).await;
        let took = self.now_ms().saturating_sub(now);
        self.way.meter.vault(took);
        RECENT.with_borrow_mut(|recent| {
            recent.expect(owner, &command); // somebody may have read meanwhile what is no longer so
            if let Ok(answer) = &answer {
                recent.put(owner, &command, answer, self.now_ms());
            }
        });
        answer
    }

    async fn limiter(&self, key: &str) -> Result<Option<bool>> {
        let failed = |_| Error::new(Code::Unavailable, "The limiter could not be reached.");
        let Some(asked) = self.around.limiter(key).map_err(failed)? else { return Ok(None) };
        Ok(JsFuture::from(asked).await.map_err(failed)?.as_bool())
    }

    fn windows<R>(&self, act: impl FnOnce(&mut Windows) -> R) -> R {
        WINDOWS.with_borrow_mut(act)
    }

    fn meter(&self) -> &Meter {
        &self.way.meter
    }

    fn metrics<R>(&self, act: impl FnOnce(&mut Metrics) -> R) -> R {
        METRICS.with_borrow_mut(act)
    }

    async fn identify(&self) -> Result<Option<String>> {
        let failed = |_| Error::new(Code::Unavailable, "The identify function of this app failed.");
        let Some(asked) = self.around.identify().map_err(failed)? else { return Ok(None) };
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
        self.around.connected(to_js(connection));
    }

    fn disconnected(&self, connection: &Connection) {
        self.around.disconnected(to_js(connection));
    }

    async fn asset(&self, path: &str) -> Result<Option<String>> {
        let failed = |_| {
            Error::new(Code::Unavailable, "The Worker's files could not be read. Try again.")
                .retryable(true)
        };
        let promise = self.around.asset(path).map_err(failed)?;
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
        let answer = self.around.crm_query(to_js(&query)).map_err(failed)?;
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
        self.around.log(line);
    }
}

/// Makes a Vault's storage ready.
///
/// # Errors
/// A `PortariaError` when the storage fails.
#[wasm_bindgen(js_name = prepareVault)]
pub fn prepare_vault(sql: SqlStorage) -> std::result::Result<(), JsValue> {
    Ok(vault::prepare(&sql, Machine::default().now_ms())?)
}

/// Carries out a command in the Vault, in one transaction of the caller's; it and the answer are JSON.
///
/// # Errors
/// A `PortariaError` when the storage fails or the command is none.
#[wasm_bindgen(js_name = executeInVault)]
pub fn execute_in_vault(sql: SqlStorage, command: &str) -> std::result::Result<String, JsValue> {
    #[cfg(feature = "panic-door")]
    let is_door = command.contains(super::door::HEADER);
    let command: Command = serde_json::from_str(command)
        .map_err(|_| Error::new(Code::Unavailable, "The Vault does not know this command."))?;
    let answer = vault::execute(&sql, command, Machine::default().now_ms())?;
    #[cfg(feature = "panic-door")]
    if is_door {
        super::door::fail(); // when it has written, so that it must be undone
    }
    Ok(serde_json::to_string(&answer).unwrap_or_default())
}

impl Sql for SqlStorage {
    fn run(&self, statement: &str, values: &[Cell]) -> Result<Vec<Vec<Cell>>> {
        let failed =
            || Error::new(Code::Unavailable, "The Vault's storage failed.").retryable(true);
        let values = serde_json::to_string(values).map_err(|_| failed())?;
        let rows = rows(self, statement, &values).map_err(|_| failed())?;
        serde_json::from_str(&rows).map_err(|_| failed())
    }
}
