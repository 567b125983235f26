//! `GET /connections` and `GET|DELETE /connections/{instance}`: what an owner has connected.

use zeroize::Zeroizing;

use super::connection::{Access, Record};
use super::vault::{Answer, Command, StoredConnection};
use super::{Connection, EdgeHost, Reply, Visit, guard, method_not_allowed};
use crate::api::plan::ACCOUNT_HEADER;
use crate::error::{Code, Error, Result};
use crate::http::{Method, query};
use crate::providers::Instance;

impl<H: EdgeHost> Visit<'_, H> {
    pub(super) async fn list_connections(&self) -> Result<Reply<H::Body>> {
        if !matches!(self.method, Method::Get | Method::Head) {
            return Err(method_not_allowed("GET"));
        }
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        let connections = self.connections().await?;
        Ok(Reply::json(200, &serde_json::json!({ "connections": connections })))
    }

    pub(super) async fn connection(&self, instance: &Instance) -> Result<Reply<H::Body>> {
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        match self.method {
            Method::Get | Method::Head => {
                let mut connections = self.connections().await?;
                connections.retain(|connection| connection.instance == instance.name);
                match connections.first() {
                    Some(connection) => Ok(Reply::json(200, connection)),
                    None => Err(Error::new(Code::NotFound, "There is no such connection.")
                        .provider(&instance.name)),
                }
            }
            Method::Delete => {
                if let Some(owner) = self.owner().await? {
                    let command = Command::DeleteConnections { instance: instance.name.clone() };
                    self.host.vault(&owner.key, command).await?;
                }
                Ok(Reply::empty(204))
            }
            _ => Err(method_not_allowed("GET, DELETE")),
        }
    }

    /// Newest first.
    async fn connections(&self) -> Result<Vec<Connection>> {
        let Some(owner) = self.owner().await? else { return Ok(Vec::new()) };
        let Answer::Connections { stored } =
            self.host.vault(&owner.key, Command::ListConnections).await?
        else {
            return Ok(Vec::new());
        };
        let mut connections = Vec::new();
        for stored in stored {
            // An instance that was taken out of the configuration keeps its records, unseen.
            let Some(instance) = self.config.instance(&stored.instance) else { continue };
            let Some(record) = self.open_record(&owner.key, &stored).await? else { continue };
            if self.is_there(instance, &owner.key, &record).await? {
                connections.push(record.into_connection(instance));
            }
        }
        Ok(connections)
    }

    /// Whether an account that was linked is still connected. A link to one that is not is forgotten.
    async fn is_there(&self, instance: &Instance, owner: &str, record: &Record) -> Result<bool> {
        let Access::Linked(vault) = &record.access else { return Ok(true) };
        let command = Command::GetConnection { instance: instance.name.clone(), account: None };
        let Answer::Connection { stored: None } = self.host.vault(vault, command).await? else {
            return Ok(true);
        };
        let command = Command::DeleteConnections { instance: instance.name.clone() };
        self.host.vault(owner, command).await?;
        Ok(false)
    }

    /// Stores a connection, and tells the embedding app.
    pub(super) async fn keep(
        &self,
        instance: &Instance,
        owner: &str,
        keep_until: Option<u64>,
        record: Record,
    ) -> Result<Connection> {
        let connection = self.store_record(instance, owner, keep_until, record).await?;
        self.host.connected(&connection);
        Ok(connection)
    }

    /// Seals a connection and stores it.
    pub(super) async fn store_record(
        &self,
        instance: &Instance,
        owner: &str,
        keep_until: Option<u64>,
        record: Record,
    ) -> Result<Connection> {
        let (account, connected_at) = (record.profile.id.clone(), record.connected_at);
        let json = Zeroizing::new(serde_json::to_string(&record).unwrap_or_default());
        let purpose = Record::purpose(owner, &instance.name, &account);
        let sealed = self.config.ring().seal(self.host, &purpose, &json).await?;
        let instance_name = instance.name.clone();
        let stored =
            StoredConnection { instance: instance_name, account, sealed, connected_at, keep_until };
        self.host.vault(owner, Command::PutConnection(stored)).await?;
        Ok(record.into_connection(instance))
    }

    /// The owner's record of an instance: the newest, or that of the account which the request names; opened, with the name of the
    /// Vault that it is in.
    pub(super) async fn record(&self, instance: &Instance) -> Result<Option<(String, Record)>> {
        let Some(owner) = self.owner().await? else { return Ok(None) };
        let named = self.request.headers.get(ACCOUNT_HEADER);
        let account = match named {
            Some(encoded) => Some(query::decode_component(encoded)?),
            None => None,
        };
        let command = Command::GetConnection { instance: instance.name.clone(), account };
        let Answer::Connection { stored: Some(stored) } =
            self.host.vault(&owner.key, command).await?
        else {
            return Ok(None);
        };
        Ok(self.open_record(&owner.key, &stored).await?.map(|record| (owner.key, record)))
    }

    pub(super) async fn open_record(
        &self,
        owner: &str,
        stored: &StoredConnection,
    ) -> Result<Option<Record>> {
        let purpose = Record::purpose(owner, &stored.instance, &stored.account);
        let json = self.config.ring().open(self.host, &purpose, &stored.sealed).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }
}
