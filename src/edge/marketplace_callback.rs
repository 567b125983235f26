//! `GET|POST /callback/{instance}` where the provider starts the flow: somebody opened the app in its dashboard.

use serde::{Deserialize, Serialize};

use super::connection::{Access, Record};
use super::link_consent::{self, Ticket};
use super::token::account_vault;
use super::uninstall::keys_digest;
use super::vault::{self, VaultCommand, VaultReply};
use super::{EdgeHost, Failure, Reply, RequestContext};
use crate::error::{Code, Error, Result};
use crate::oauth::Binding;
use crate::oauth::finish::LONGEST_CALLBACK;
use crate::oauth::installation::exchange;
use crate::oauth::seal::random_id;
use crate::providers::{Appearance, Installation, Instance};
use crate::secret::Secret;

/// An account in whose dashboard our app was opened, and the installation that it was.
#[derive(Deserialize, Serialize)]
pub(super) struct OpenedAccount {
    pub(super) vault: String,
    pub(super) installation: String,
    pub(super) account: String,
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The code is exchanged and the keys are stored under the account, whoever sits at the browser: nothing ties him to
    /// it. In a frame of the dashboard he gets a session of that account alone. In a window he is linked to the account, and asked before.
    pub(super) async fn marketplace_callback(
        mut self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        let installed = self.install(instance).await;
        let (opened, appearance) = installed.map_err(|error| Failure {
            error: error.provider(&instance.name),
            restart: None,
            reopen_at: Some(instance.provider().title()),
            window: None,
        })?;
        // The code is gone from each of these addresses.
        if self.frame.is_some() {
            return Ok(self.begin_frame(instance, opened, &appearance).await?);
        }
        let ticket = Ticket::new(self.host, opened)?;
        if instance.settings.asks_before_linking() {
            return Ok(link_consent::ask_at(&self, instance, &ticket, &appearance).await?);
        }
        Ok(self.link_account(instance, &ticket, &appearance).await?)
    }

    async fn install(&mut self, instance: &Instance) -> Result<(OpenedAccount, Appearance)> {
        let title = instance.provider().title();
        let fields = self.callback_fields(instance).await?;
        if fields.length() > LONGEST_CALLBACK {
            let problem = format!("is longer than any that {title} sends");
            return Err(Error::invalid("the callback", problem));
        }
        // Also where the code is none, the person is told so in his language.
        let appearance = instance.provider().read_appearance(&fields)?;
        self.language_of_account(appearance.lang.as_deref());
        let launch = instance.provider().read_launch(&fields)?;
        self.language_of_account(launch.appearance.lang.as_deref());
        self.claim_code(instance, &launch.code).await?;
        let secret = self
            .config
            .app_secret(instance)
            .ok_or_else(|| Error::new(Code::Configuration, "The app's secret is missing."))?;
        let granted = exchange(self.host, instance, &secret, &launch.code).await?;
        let opened = self.store_account(instance, granted).await?;
        Ok((opened, launch.appearance))
    }

    /// A code is accepted once, however often and however simultaneously it arrives.
    async fn claim_code(&self, instance: &Instance, code: &Secret) -> Result<()> {
        let was_spent = || {
            let title = instance.provider().title();
            format!(
                "This page was opened before with the same code. Open the app again from {title}."
            )
        };
        self.spend(&[code.expose().as_bytes()], was_spent).await
    }

    async fn store_account(
        &self,
        instance: &Instance,
        granted: Installation,
    ) -> Result<OpenedAccount> {
        let profile = granted.profile();
        let vault = account_vault(&instance.name, &profile.id);
        let account = profile.id.clone();
        let keys = keys_digest(&granted.credentials);
        let record = Record {
            access: Access::ClientCredentials(granted.credentials),
            expires_at: None,
            profile,
            binding: Binding::None,
            connected_at: self.host.now_ms(),
        };
        let stored = self.seal_record(instance, &vault, None, &record).await?;
        // Where the app is installed already, the installation keeps its id.
        let installation = Some(vault::Installation { id: random_id(self.host)?, keys });
        let command = VaultCommand::PutConnection { stored, login_log: None, installation };
        let VaultReply::Installed { installation } = self.vault(&vault, command).await? else {
            return Err(Error::new(Code::Unavailable, "The Vault answered with something else."));
        };
        self.host.connected(&record.into_connection(instance));
        Ok(OpenedAccount { vault, installation, account })
    }
}
