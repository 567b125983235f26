//! `POST /uninstall/{instance}`: SendPulse says that a user has removed the app.
//!
//! The call carries no signature, but the user's keys. Whoever knows them may as well remove them; whoever does not is
//! answered alike, with 200, and nothing changes.

use super::connection::{Access, Record};
use super::token::account_vault;
use super::vault::{Command, VaultReply};
use super::{EdgeHost, Reply, RequestContext, method_not_allowed};
use crate::error::Result;
use crate::http::Method;
use crate::providers::sendpulse::{Settings as App, market};
use crate::providers::{Instance, Settings};

/// The longest body, in bytes.
const LONGEST: usize = 16 * 1024;

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn uninstall(&mut self, instance: &Instance) -> Result<Reply<H::Body>> {
        if self.method != Method::Post {
            return Err(method_not_allowed("POST"));
        }
        if let (Settings::SendPulse(app), Some(body)) =
            (&instance.settings, self.request.body.take())
            && let Ok(text) = self.host.read(body, LONGEST).await
            && self.remove(instance, app, &text).await.is_err()
        {
            self.host.log(&super::log::note("an uninstall could not be carried out"));
        }
        Ok(Reply::empty(200))
    }

    async fn remove(&self, instance: &Instance, app: &App, text: &str) -> Result<()> {
        let Some(said) = market::uninstalled(text) else { return Ok(()) };
        if said.app_id.as_ref().is_some_and(|id| *id != app.app_id) {
            return Ok(());
        }
        let vault = account_vault(&instance.name, &said.user_id);
        let command = Command::GetConnection { instance: instance.name.clone(), account: None };
        let VaultReply::Connection { stored: Some(stored) } =
            self.host.vault(&vault, command).await?
        else {
            return Ok(());
        };
        let Some(record) = self.open_record::<Record>(&vault, &stored).await? else {
            return Ok(());
        };
        match &record.access {
            Access::ClientCredentials(keys) if said.speaks_of(keys) => {}
            _ => return Ok(()),
        }
        let command = Command::DeleteConnections { instance: instance.name.clone(), account: None };
        self.host.vault(&vault, command).await?;
        self.host.disconnected(&record.into_connection(instance));
        Ok(())
    }
}
