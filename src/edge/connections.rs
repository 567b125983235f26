//! `GET|DELETE /connections` and `GET|DELETE /connections/{instance}`: what an owner has connected; and what becomes of it when he
//! signs in, or out.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::connection::{Access, Record, StoredCredential};
use super::login_log::LoginLog;
use super::session::{self, Owner};
use super::session_cookie::SessionCookie;
use super::vault::{Claim, SealedLoginLog, StoredConnection, VaultCommand, VaultReply};
use super::{Connection, EdgeHost, Identity, Reply, RequestContext};
use crate::api::plan::ACCOUNT_HEADER;
use crate::error::{Code, Error, Result};
use crate::http::{Method, query};
use crate::providers::instance::no_login;
use crate::providers::{Connect, Instance};

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn list_connections(&self) -> Result<Reply<H::Body>> {
        if self.method != Method::Delete {
            let fields = query::decode(&self.request.query)?;
            if let Some(instance) = query::single(&fields, "login")? {
                return self.before_login(self.instance(instance)?).await;
            }
        }
        let owner = self.owner().await?;
        if self.method == Method::Delete {
            if let Some(owner) = owner {
                self.vault(&owner.key, VaultCommand::DeleteAllConnections).await?;
            }
            return Ok(Reply::empty(204));
        }
        let key = owner.as_ref().map(|owner| owner.key.as_str());
        let listed = self.connections(key).await;
        let reply = listed.map(|connections| with_cookie(list(&connections), owner));
        self.as_stranger(reply, || list(&[]))
    }

    /// `GET /connections?login={instance}`: what a page asks before it opens a window for a login. Beside the connections, it tells
    /// whether there can be a login, where it ends, and whether the browser showed a session; if not, one begins, so that the page
    /// can ask again, and see whether the browser keeps its cookie.
    async fn before_login(&self, instance: &Instance) -> Result<Reply<H::Body>> {
        if instance.provider().connect() != Connect::Login {
            return Err(no_login(instance).provider(&instance.name));
        }
        let known = self.owner().await?;
        let session = if known.is_some() { "known" } else { "new" };
        let owner = match known {
            Some(owner) => owner,
            None => self.owner_or_new().await?,
        };
        let login = json!({
            "origin": self.config.origin(),
            "session": session,
            "crossSite": matches!(self.session_cookie, SessionCookie::CrossSite(_)),
        });
        let connections = match session {
            "known" => self.connections(Some(&owner.key)).await,
            _ => Ok(Vec::new()),
        };
        let told = |connections: &[Connection]| {
            Reply::json(200, &json!({ "connections": connections, "login": login }))
        };
        let reply = connections.map(|connections| with_cookie(told(&connections), Some(owner)));
        self.as_stranger(reply, || told(&[]))
    }

    /// The newest connection of an instance, or that of the account which the query names; read, or forgotten, where all
    /// of the instance are unless one is named.
    pub(super) async fn connection(&self, instance: &Instance) -> Result<Reply<H::Body>> {
        let fields = query::decode(&self.request.query)?;
        let account = query::single(&fields, "account")?.map(str::to_owned);
        let owner = self.owner().await?;
        if self.method == Method::Delete {
            if let Some(owner) = owner {
                self.forget(&owner.key, &instance.name, account).await?;
            }
            return Ok(Reply::empty(204));
        }
        let key = owner.as_ref().map(|owner| owner.key.as_str());
        let mut connections = self.connections(key).await?;
        connections.retain(|connection| {
            connection.instance == instance.name
                && account.as_ref().is_none_or(|id| *id == connection.account.id)
        });
        let missing = || Error::new(Code::NotFound, "There is no such connection.");
        let connection = connections.first().ok_or_else(|| missing().provider(&instance.name))?;
        Ok(with_cookie(Reply::json(200, connection), owner))
    }

    pub(super) async fn forget(
        &self,
        owner: &str,
        instance: &str,
        account: Option<String>,
    ) -> Result<()> {
        let command = VaultCommand::DeleteConnections { instance: instance.into(), account };
        self.vault(owner, command).await.map(drop)
    }

    /// `POST /sign-out`: the browser's session ends, and what was connected in it is forgotten, as nobody could reach it any
    /// more; a copy of its cookie opens nothing, and a login that is under way connects nothing. What belongs to a user of the
    /// embedding app stays: that app signs him out.
    pub(super) async fn sign_out(&self) -> Result<Reply<H::Body>> {
        if let Some(owner) = self.session_only().await? {
            self.end_session_of(&owner).await?;
        }
        Ok(self.end_session(Reply::empty(204)))
    }

    /// `POST /claim`: what was connected in the browser's session becomes the user's who has signed in to the embedding app
    /// meanwhile, and the session ends. Never done unasked: whoever shares the browser may have connected it.
    pub(super) async fn claim_session(&self) -> Result<Reply<H::Body>> {
        let Identity::User(user) = self.host.identify().await? else {
            return Err(Error::new(Code::Unauthorized, "Nobody is signed in to the app."));
        };
        let user = session::user(&user);
        let Some(session) = self.session_only().await? else { return Ok(list(&[])) };
        // From now on it is his: whoever else claims the session gets nothing. He himself may do so again, after an interruption.
        let until = session.keep_until.unwrap_or_default();
        let command = VaultCommand::BeginClaim { user: user.key.clone(), until };
        let stored = match self.host.vault(&session.key, command).await? {
            VaultReply::Connections { stored } => stored,
            VaultReply::Claim(Claim::Replayed) => return Ok(list(&[])),
            _ => return Ok(self.end_session(list(&[]))),
        };
        let mut moved = Vec::new();
        for stored in stored {
            let Some(instance) = self.config.instance(&stored.instance) else { continue };
            let Some(record) = self.open_record::<Record>(&session.key, &stored).await? else {
                continue;
            };
            moved
                .push(self.store_record(instance, &user.key, user.keep_until, record, None).await?);
        }
        // There first, and only then gone here.
        self.end_session_of(&session).await?;
        Ok(self.end_session(list(&moved)))
    }

    pub(super) async fn stored(&self, owner: &str) -> Result<Vec<StoredConnection>> {
        match self.vault(owner, VaultCommand::ListConnections).await? {
            VaultReply::Connections { stored } => Ok(stored),
            _ => Ok(Vec::new()),
        }
    }

    /// Newest first.
    pub(super) async fn connections(&self, owner: Option<&str>) -> Result<Vec<Connection>> {
        let Some(owner) = owner else { return Ok(Vec::new()) };
        let mut connections = Vec::new();
        for stored in self.stored(owner).await? {
            // An instance that was taken out of the configuration keeps its records, unseen.
            let Some(instance) = self.config.instance(&stored.instance) else { continue };
            let Some(record) = self.open_record::<Record>(owner, &stored).await? else { continue };
            if self.is_there(instance, owner, &record).await? {
                connections.push(record.into_connection(instance));
            }
        }
        Ok(connections)
    }

    /// Whether an account that was linked is still connected, by the same installation. A link to another is forgotten.
    async fn is_there(&self, instance: &Instance, owner: &str, record: &Record) -> Result<bool> {
        let Access::Linked { vault, installation } = &record.access else { return Ok(true) };
        let command = VaultCommand::GetConnection {
            instance: instance.name.clone(),
            account: None,
            installation: Some(installation.clone()),
        };
        let VaultReply::Connection { stored: None } = self.host.vault(vault, command).await? else {
            return Ok(true);
        };
        self.forget(owner, &instance.name, Some(record.profile.id.clone())).await?;
        Ok(false)
    }

    /// Stores a connection with the log of the login that made it, in one command. The embedding app is not told yet.
    pub(super) async fn keep_noted(
        &self,
        instance: &Instance,
        owner: &str,
        keep_until: Option<u64>,
        record: Record,
        (id, login_log): (&str, &mut LoginLog),
    ) -> Result<Connection> {
        login_log.add(self.host.now_ms(), "stored", Value::Null);
        // A connection does not fail because its log could not be sealed.
        let sealed = self.seal_login_log(owner, id, login_log).await.ok();
        let kept = self.store_record(instance, owner, keep_until, record, sealed).await;
        if kept.is_err() {
            login_log.steps.pop(); // it was not
        }
        kept
    }

    /// Seals a connection and stores it, with a part of its login's log.
    pub(super) async fn store_record(
        &self,
        instance: &Instance,
        owner: &str,
        keep_until: Option<u64>,
        record: Record,
        login_log: Option<SealedLoginLog>,
    ) -> Result<Connection> {
        let stored = self.seal_record(instance, owner, keep_until, &record).await?;
        let command = VaultCommand::PutConnection { stored, login_log, installation: None };
        self.vault(owner, command).await?;
        Ok(record.into_connection(instance))
    }

    /// Seals a connection for its owner.
    pub(super) async fn seal_record(
        &self,
        instance: &Instance,
        owner: &str,
        keep_until: Option<u64>,
        record: &Record,
    ) -> Result<StoredConnection> {
        let (account, connected_at) = (record.profile.id.clone(), record.connected_at);
        let json = Zeroizing::new(serde_json::to_string(record).unwrap_or_default());
        let purpose = Record::purpose(owner, &instance.name, &account);
        let sealed = self.config.ring().seal(self.host, &purpose, &json).await?;
        let instance = instance.name.clone();
        Ok(StoredConnection { instance, account, sealed, connected_at, keep_until })
    }

    /// The owner's record of an instance: the newest, or that of the account which the request names; opened, with the name of the
    /// Vault that it is in.
    pub(super) async fn record(
        &self,
        instance: &Instance,
    ) -> Result<Option<(Owner, StoredCredential)>> {
        let account = match self.request.headers.get(ACCOUNT_HEADER) {
            Some("") => {
                return Err(Error::invalid(ACCOUNT_HEADER, "must name an account, or be left out"));
            }
            Some(encoded) => Some(query::decode_component(encoded)?),
            None => None,
        };
        if let Some(framed) = self.framed_credential(instance, account.as_deref()).await? {
            self.admit_owner(&framed.0.key).await?;
            return Ok(Some(framed));
        }
        let Some(owner) = self.owner().await? else { return Ok(None) };
        self.admit_owner(&owner.key).await?;
        let command = VaultCommand::GetConnection {
            instance: instance.name.clone(),
            account,
            installation: None,
        };
        let VaultReply::Connection { stored: Some(stored) } =
            self.vault(&owner.key, command).await?
        else {
            return Ok(None);
        };
        Ok(self.open_record(&owner.key, &stored).await?.map(|record| (owner, record)))
    }

    pub(super) async fn open_record<R: DeserializeOwned>(
        &self,
        owner: &str,
        stored: &StoredConnection,
    ) -> Result<Option<R>> {
        let purpose = Record::purpose(owner, &stored.instance, &stored.account);
        let ring = self.config.ring();
        let Some(json) = ring.open(self.host, &purpose, &stored.sealed).await? else {
            return Ok(None);
        };
        if !ring.is_newest(&stored.sealed) {
            let sealed = ring.seal(self.host, &purpose, &json).await?;
            let command = VaultCommand::Reseal { old: stored.clone(), sealed };
            // What failed is tried again by whoever reads it next.
            if self.host.vault(owner, command).await.is_err() {
                self.host.log(&super::log::note("a connection could not be sealed anew"));
            }
        }
        Ok(serde_json::from_str(&json).ok())
    }
}

fn list<B>(connections: &[Connection]) -> Reply<B> {
    Reply::json(200, &serde_json::json!({ "connections": connections }))
}

/// The answer, with the session's cookie where that is to be set.
pub(super) fn with_cookie<B>(reply: Reply<B>, owner: Option<Owner>) -> Reply<B> {
    match owner.and_then(|owner| owner.cookie) {
        Some(cookie) => reply.header("set-cookie", &cookie),
        None => reply,
    }
}
