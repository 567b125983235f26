//! A stand-in for the Worker's machine, for native tests: Vaults on SQLite, scripted answers of a platform, a user who is told.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::Connection as Storage;

use super::config::names;
use super::vault::{self, Addressed, VaultCommand, VaultReply};
use super::{
    Config, Connection, EdgeHost, Identity, Incoming, Metrics, Reply, RequestCost, rate_limit,
};
use crate::error::{Code, Error, Result};
use crate::host::{Host, Key};
use crate::http::{Headers, Method, Request, Response};
use crate::oauth::test_host::{TestHost, wait};

/// A machine whose network is scripted, and whose Vaults are in memory.
#[derive(Default)]
pub(super) struct EdgeTestHost {
    pub(super) inner: TestHost,
    /// The Vaults that were asked, by name.
    pub(super) vaults: RefCell<BTreeMap<String, Storage>>,
    pub(super) user: RefCell<Option<String>>,
    pub(super) log: RefCell<Vec<String>>,
    pub(super) connected: Cell<u32>,
    windows: RefCell<rate_limit::RateWindows>,
    metrics: RefCell<Metrics>,
    cost: RequestCost,
}

impl EdgeTestHost {
    /// Sends a request: its answer.
    pub(super) fn ask(
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

/// A configuration: an instance of each example's name, and what is changed in it.
pub(super) fn config(instances: &str, changes: &[(&str, &str)]) -> Config {
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

    async fn crm_query(&self, _: &str, _: &serde_json::Value) -> Result<Option<serde_json::Value>> {
        Ok(None)
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
