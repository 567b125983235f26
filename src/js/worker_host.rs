//! What the Worker's runtime gives to the core: variables, the Vaults, the app's own functions, the log.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::error::to_js;
use super::fetch::Transport;
use super::well_formed;
use crate::edge::config::{CachedConfig, Problem, Variable};
use crate::edge::rate_limit::RateWindows;
use crate::edge::vault::{Addressed, VaultCommand, VaultReply, vault_of};
use crate::edge::vault_cache::VaultCache;
use crate::edge::{self, Config, Connection, EdgeHost, Identity, Metrics, RequestCost};
use crate::error::{Code, Error, Result};
use crate::host::Host;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the Worker's entry gives to the core. */
export interface HostBindings {
  /** All variables: the same object as long as they are the same. */
  readonly variables: object;
  /** A variable or secret, as text. */
  variable(name: string): string | undefined;
  /** Has a Vault carry out a command; it and the answer are JSON. */
  vault(name: string, command: string): Promise<string>;
  /**
   * The embedding app's own user: null for nobody, undefined where this request does not tell. No promise where the app
   * has no users.
   */
  identify(): Promise<string | null | undefined> | undefined;
  /** A new connection was made. */
  connected(connection: object): void;
  /** A connection was removed at the provider. */
  disconnected(connection: object): void;
  /** A file of the console's, or null. */
  asset(path: string): Promise<string | null>;
  /** What a platform asks about the embedding app's customers. */
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
        name: &str,
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
}

/// The way to the network, and what surrounds the request on it.
pub(super) struct WorkerHost {
    transport: Transport,
    bindings: HostBindings,
}

impl AsRef<Transport> for WorkerHost {
    fn as_ref(&self) -> &Transport {
        &self.transport
    }
}

impl WorkerHost {
    pub(super) fn new(bindings: HostBindings) -> Self {
        Self { transport: Transport::default(), bindings }
    }

    /// The configuration. All but the secrets in it is kept for the requests that follow under the same variables.
    pub(super) fn config(&self) -> std::result::Result<Config, Vec<Problem>> {
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

    async fn ask_vault(&self, owner: &str, command: &VaultCommand) -> Result<VaultReply> {
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
        let command =
            serde_json::to_string(&Addressed { owner, run: command }).map_err(|_| unknown())?;
        let promise = self.bindings.vault(&vault_of(owner), &command).map_err(unavailable)?;
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

impl WorkerHost {
    /// Tells a function of the app of a connection. One that cannot be handed over is logged.
    fn tell(&self, connection: &Connection, hook: impl FnOnce(JsValue)) {
        match to_js(connection) {
            Ok(connection) => hook(connection),
            Err(error) => self.bindings.log(&edge::problem_line(&error)),
        }
    }
}

impl EdgeHost for WorkerHost {
    async fn vault(&self, owner: &str, command: VaultCommand) -> Result<VaultReply> {
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

    async fn identify(&self) -> Result<Identity> {
        let failed = |_| Error::new(Code::Unavailable, "The identify function of this app failed.");
        let Some(asked) = self.bindings.identify().map_err(failed)? else {
            return Ok(Identity::Nobody);
        };
        let user = JsFuture::from(asked).await.map_err(failed)?;
        if user.is_null() {
            return Ok(Identity::Nobody);
        }
        if user.is_undefined() {
            return Ok(Identity::Unknown);
        }
        let text = well_formed::text(user.unchecked_ref()).filter(|user| !user.is_empty());
        text.map(Identity::User).ok_or_else(|| {
            Error::new(
                Code::Unavailable,
                "The identify function must give a text that is not empty and is well-formed Unicode, null for nobody, or undefined \
                 where this request does not tell.",
            )
        })
    }

    fn connected(&self, connection: &Connection) {
        self.tell(connection, |connection| self.bindings.connected(connection));
    }

    fn disconnected(&self, connection: &Connection) {
        self.tell(connection, |connection| self.bindings.disconnected(connection));
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
        query: &serde_json::Value,
    ) -> Result<Option<serde_json::Value>> {
        let failed =
            |_| Error::new(Code::Unavailable, "The onCrmQuery function of this app failed.");
        let query = serde_json::json!({ "instance": instance, "query": query });
        let answer = self.bindings.crm_query(to_js(&query)?).map_err(failed)?;
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
