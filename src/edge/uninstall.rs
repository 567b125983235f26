//! `POST /uninstall/{instance}`: a marketplace says that a user has removed the app.
//!
//! The call carries no signature, but the user's keys. Whoever knows them may as well remove them; whoever does not is
//! answered alike, with 200, and nothing changes. Whether the account is known makes no difference, neither in what the Vault is
//! asked nor in what is opened.

use super::connection::Record;
use super::token::account_vault;
use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, Reply, RequestContext};
use crate::digest::sha256;
use crate::error::Result;
use crate::http::RequestFields;
use crate::oauth::seal::hex;
use crate::providers::{ClientCredentials, Instance};

/// The longest body, in bytes.
pub const BODY_LIMIT: usize = 16 * 1024;

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn uninstall(&mut self, instance: &Instance) -> Result<Reply<H::Body>> {
        if let Some(body) = self.request.body.take()
            && let Ok(text) = self.host.read(body, BODY_LIMIT).await
            && self.remove(instance, &text).await.is_err()
        {
            self.host.log(&super::log::note("an uninstall could not be carried out"));
        }
        Ok(Reply::empty(200))
    }

    async fn remove(&self, instance: &Instance, text: &str) -> Result<()> {
        let fields = RequestFields::read_untyped(&self.request.query, text)?;
        let Some(uninstalled) = instance.provider().read_uninstall(&fields) else { return Ok(()) };
        if uninstalled.app_id.as_ref().is_some_and(|id| *id != instance.settings.app_id()) {
            return Ok(());
        }
        let vault = account_vault(&instance.name, &uninstalled.account);
        let keys = keys_digest(&uninstalled.credentials);
        let command = VaultCommand::EndInstallation { instance: instance.name.clone(), keys };
        let VaultReply::Connection { stored: Some(stored) } =
            self.host.vault(&vault, command).await?
        else {
            return Ok(());
        };
        if let Some(record) = self.open_record::<Record>(&vault, &stored).await? {
            self.host.disconnected(&record.into_connection(instance));
        }
        Ok(())
    }
}

/// By which an installation's keys are recognised without being opened.
pub(super) fn keys_digest(keys: &ClientCredentials) -> String {
    let (id, secret) = (keys.client_id.as_bytes(), keys.client_secret.expose().as_bytes());
    hex(&sha256(&[b"portaria/installation/", id, b"\0", secret]))
}
