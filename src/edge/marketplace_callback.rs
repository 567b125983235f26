//! `GET|POST /callback/{instance}` where the provider starts the flow: somebody opened the app in its dashboard.

use super::connection::{Access, Record};
use super::link_consent::{self, Ticket};
use super::token::account_vault;
use super::vault::{Claim, VaultCommand, VaultReply};
use super::{EdgeHost, Failure, Reply, RequestContext};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::oauth::Binding;
use crate::oauth::finish::LONGEST_CALLBACK;
use crate::oauth::installation::exchange;
use crate::oauth::seal::hex;
use crate::providers::{Installation, Instance};
use crate::secret::Secret;

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The code is exchanged and the keys are stored under the account, whoever sits at the browser: nothing ties him to
    /// it. He is linked to the account only afterwards, and asked before.
    pub(super) async fn marketplace_callback(
        mut self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        let installed = self.install(instance).await;
        let (ticket, lang) = installed.map_err(|error| Failure {
            error: error.provider(&instance.name),
            restart: None,
            reopen_at: Some(instance.provider().title()),
        })?;
        if instance.settings.asks_before_linking() {
            let location =
                link_consent::location(&self, instance, &ticket, lang.as_deref()).await?;
            return Ok(Reply::see_other(&location)); // the code is gone from the address
        }
        Ok(self.link_account(instance, &ticket).await?)
    }

    async fn install(&mut self, instance: &Instance) -> Result<(Ticket, Option<String>)> {
        let title = instance.provider().title();
        let fields = self.callback_fields(instance).await?;
        if fields.length() > LONGEST_CALLBACK {
            let problem = format!("is longer than any that {title} sends");
            return Err(Error::invalid("the callback", problem));
        }
        let launch = instance.provider().read_launch(&fields)?;
        self.language_of_account(launch.lang.as_deref());
        self.claim_code(instance, &launch.code).await?;
        let secret = self
            .config
            .app_secret(instance)
            .ok_or_else(|| Error::new(Code::Configuration, "The app's secret is missing."))?;
        let granted = exchange(self.host, instance, &secret, &launch.code).await?;
        let ticket = self.store_account(instance, granted).await?;
        Ok((ticket, launch.lang))
    }

    /// A code is accepted once, however often and however simultaneously it arrives.
    async fn claim_code(&self, instance: &Instance, code: &Secret) -> Result<()> {
        let digest = hex(&sha256(&[code.expose().as_bytes()]));
        let vault = hex(&sha256(&[b"portaria/code/", digest.as_bytes()]));
        match self.host.vault(&vault, VaultCommand::ClaimCode { digest }).await? {
            VaultReply::Claim(Claim::Replayed) => Err(Error::new(
                Code::FlowReplayed,
                format!(
                    "This page was opened before with the same code. Open the app again from {}.",
                    instance.provider().title()
                ),
            )),
            _ => Ok(()),
        }
    }

    async fn store_account(&self, instance: &Instance, granted: Installation) -> Result<Ticket> {
        let profile = granted.profile();
        let vault = account_vault(&instance.name, &profile.id);
        let account = profile.id.clone();
        let record = Record {
            access: Access::ClientCredentials(granted.credentials),
            expires_at: None,
            profile,
            binding: Binding::None,
            connected_at: self.host.now_ms(),
        };
        self.keep(instance, &vault, None, record, None).await?;
        Ok(Ticket::new(vault, account, self.host.now_ms()))
    }
}
