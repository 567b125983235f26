//! A stand-in for the Worker's machine, for native tests: Vaults on SQLite, scripted answers of a platform, a user who is told.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::Connection as Storage;
use serde_json::Value;

use super::config::names;
use super::vault::{self, Addressed, VaultCommand, VaultReply};
use super::{
    Config, Connection, Content, EdgeHost, Identity, Incoming, Metrics, Reply, RequestCost,
    rate_limit,
};
use crate::error::{Code, Error, Result};
use crate::host::{Host, Key};
use crate::http::{Headers, Method, Request, Response};
use crate::oauth::test_host::{TestHost, wait};

/// A machine whose network is scripted, and whose Vaults are in memory.
#[derive(Default)]
pub(crate) struct EdgeTestHost {
    pub(crate) inner: TestHost,
    /// The Vaults that were asked, by name.
    pub(crate) vaults: RefCell<BTreeMap<String, Storage>>,
    pub(crate) user: RefCell<Option<String>>,
    pub(crate) log: RefCell<Vec<String>>,
    pub(crate) connected: Cell<u32>,
    /// What the embedding app knows of its customers, and what it was asked.
    pub(crate) crm: RefCell<Option<Value>>,
    pub(crate) asked: RefCell<Vec<(String, Value)>>,
    windows: RefCell<rate_limit::RateWindows>,
    metrics: RefCell<Metrics>,
    cost: RequestCost,
}

impl EdgeTestHost {
    /// Sends a request: its answer.
    pub(crate) fn ask(
        &self,
        config: &Config,
        method: &str,
        address: &str,
        fields: &[(&str, &str)],
        body: Option<&str>,
    ) -> Reply<String> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let headers = fields.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let request = Incoming {
            method: Method::from_text(method),
            path: path.into(),
            query: query.into(),
            headers: Headers::received(headers.collect()),
            body: body.map(Into::into),
        };
        wait(super::handle(self, config, request))
    }
}

/// A browser: it keeps the cookies that it is given, and says of each request what browsers say.
pub(crate) struct TestBrowser<'a> {
    pub(crate) host: &'a EdgeTestHost,
    pub(crate) config: &'a Config,
    pub(crate) cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> TestBrowser<'a> {
    pub(crate) fn new(host: &'a EdgeTestHost, config: &'a Config) -> Self {
        Self { host, config, cookies: RefCell::default() }
    }

    /// Opens an address in its window. A strict cookie does not come along from another site.
    pub(crate) fn open(&self, address: &str, site: &str) -> Reply<String> {
        let how = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let fields = [("sec-fetch-site", site), how[0], how[1], ("accept", "text/html")];
        self.ask("GET", address, &fields, None)
    }

    /// A page of another site shows an address in a frame. The browser keeps cookies for it apart: this browser is one for frames.
    pub(crate) fn open_in_frame(&self, address: &str) -> Reply<String> {
        let how = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
        let fields = [("sec-fetch-site", "cross-site"), how[0], how[1], ("accept", "text/html")];
        self.ask("GET", address, &fields, None)
    }

    /// A script of our own page asks.
    pub(crate) fn fetch(&self, method: &str, address: &str) -> Reply<String> {
        self.fetch_with(method, address, &[], None)
    }

    /// The same with further fields, and a body.
    pub(crate) fn fetch_with(
        &self,
        method: &str,
        address: &str,
        more: &[(&str, &str)],
        body: Option<&str>,
    ) -> Reply<String> {
        let mut fields = vec![
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
            ("x-portaria", "1"),
        ];
        fields.extend(more);
        self.ask(method, address, &fields, body)
    }

    /// A script of a page on another site asks.
    pub(crate) fn fetch_from(
        &self,
        origin: &str,
        method: &str,
        address: &str,
        body: Option<&str>,
    ) -> Reply<String> {
        let fields = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-dest", "empty"),
            ("origin", origin),
            ("content-type", "application/json"),
            ("x-portaria", "1"),
        ];
        self.ask(method, address, &fields, body)
    }

    /// A page of this origin, on another site, opens an address in a window.
    pub(crate) fn open_from(&self, origin: &str, address: &str) -> Reply<String> {
        let how = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let fields = [("sec-fetch-site", "cross-site"), how[0], how[1], ("referer", origin)];
        self.ask("GET", address, &fields, None)
    }

    /// Answers the form on a page of ours.
    pub(crate) fn submit(&self, address: &str, body: &str) -> Reply<String> {
        let how = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let form = ("content-type", "application/x-www-form-urlencoded");
        let fields = [("sec-fetch-site", "same-origin"), how[0], how[1], form];
        self.ask("POST", address, &fields, Some(body))
    }

    fn ask(
        &self,
        method: &str,
        address: &str,
        fields: &[(&str, &str)],
        body: Option<&str>,
    ) -> Reply<String> {
        let from_elsewhere = fields.contains(&("sec-fetch-site", "cross-site"));
        let cookies = self.cookies.borrow().iter().fold(String::new(), |header, (name, value)| {
            // The partitioned ones are kept for the pages of another site; the strict one is not sent from there.
            let is_partitioned = name.starts_with("__Host-Http-portaria-");
            let is_sent = match (name.starts_with("__Host-Http-"), is_partitioned) {
                (_, true) => from_elsewhere && fields.contains(&("sec-fetch-dest", "empty")),
                (true, false) => !from_elsewhere,
                _ => true,
            };
            if is_sent { format!("{header}; {name}={value}") } else { header }
        });
        let mut fields = fields.to_vec();
        let cookies = cookies.trim_start_matches("; ");
        if !cookies.is_empty() {
            fields.push(("cookie", cookies));
        }
        let reply = self.host.ask(self.config, method, address, &fields, body);
        for (_, line) in reply.headers.iter().filter(|(name, _)| *name == "set-cookie") {
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("; Max-Age=0;") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.into(), value.into());
            }
        }
        reply
    }
}

/// What an answer sends, as text.
pub(crate) fn text(reply: &Reply<String>) -> &str {
    match &reply.content {
        Content::None => "",
        Content::Text(text) | Content::Stream(text) => text,
    }
}

/// The code of the error that an answer carries; empty for none.
pub(crate) fn code(reply: &Reply<String>) -> &str {
    reply.headers.get("x-portaria-error").unwrap_or_default()
}

/// A configuration: an instance of each example's name, and what is changed in it.
pub(crate) fn config(instances: &str, changes: &[(&str, &str)]) -> Config {
    let mut variables = BTreeMap::from([
        (names::ORIGIN, "https://desk.example.com"),
        (names::KEY, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        (names::VAULT, "bound"),
        (names::INSTANCES, instances),
    ]);
    variables.extend(changes.iter().copied());
    let owned: BTreeMap<String, String> =
        variables.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
    // Every app has a secret.
    let variable = move |name: &str| {
        owned.get(name).cloned().or_else(|| name.ends_with("_APP_SECRET").then(|| "canary".into()))
    };
    Config::read(Rc::new(variable)).unwrap()
}

impl Host for EdgeTestHost {
    type Body = String;

    fn now_ms(&self) -> u64 {
        self.inner.now_ms()
    }

    fn random(&self, buffer: &mut [u8]) -> Result<()> {
        self.inner.random(buffer)
    }

    async fn encrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Vec<u8>> {
        self.inner.encrypt(key, nonce, aad, data).await
    }

    async fn decrypt(
        &self,
        key: &Key,
        nonce: &[u8; 12],
        aad: &[u8],
        data: &[u8],
    ) -> Result<Option<Vec<u8>>> {
        self.inner.decrypt(key, nonce, aad, data).await
    }

    async fn send(&self, request: &Request, body: Option<String>) -> Result<Response<String>> {
        self.inner.send(request, body).await
    }

    async fn read(&self, body: String, limit: usize) -> Result<String> {
        self.inner.read(body, limit).await
    }
}

impl EdgeHost for EdgeTestHost {
    async fn vault(&self, owner: &str, command: VaultCommand) -> Result<VaultReply> {
        let mut vaults = self.vaults.borrow_mut();
        let storage = vaults.entry(vault::vault_of(owner)).or_insert_with(|| {
            let storage = Storage::open_in_memory().unwrap();
            vault::prepare(&storage, self.now_ms()).unwrap();
            storage
        });
        // As it crosses to the Vault and back.
        let written = serde_json::to_string(&Addressed { owner, run: command }).unwrap();
        let Addressed::<String, VaultCommand> { owner, run } =
            serde_json::from_str(&written).unwrap();
        let envelope = vault::execute(storage, &owner, run, self.now_ms())?;
        envelope.reply.ok_or_else(|| Error::new(Code::Unavailable, "Nobody wakes who waits here."))
    }

    async fn identify(&self) -> Result<Identity> {
        Ok(self.user.borrow().clone().map_or(Identity::Nobody, Identity::User))
    }

    fn connected(&self, _: &Connection) {
        self.connected.set(self.connected.get() + 1);
    }

    fn disconnected(&self, _: &Connection) {}

    async fn asset(&self, _: &str) -> Result<Option<String>> {
        Ok(Some("{\"openapi\":\"3.1.0\"}".into()))
    }

    async fn crm_query(&self, instance: &str, query: &Value) -> Result<Option<Value>> {
        self.asked.borrow_mut().push((instance.into(), query.clone()));
        Ok(self.crm.borrow().clone())
    }

    fn log(&self, line: &str) {
        self.log.borrow_mut().push(line.into());
    }

    async fn limiter(&self, _: &str) -> Result<Option<bool>> {
        Ok(None)
    }

    fn windows<R>(&self, act: impl FnOnce(&mut rate_limit::RateWindows) -> R) -> R {
        act(&mut self.windows.borrow_mut())
    }

    fn cost(&self) -> &RequestCost {
        &self.cost
    }

    fn metrics<R>(&self, act: impl FnOnce(&mut Metrics) -> R) -> R {
        act(&mut self.metrics.borrow_mut())
    }
}
