//! Tokens of accounts whose keys are kept: one request for a token at a time, however many callers wait, wherever.

use zeroize::Zeroizing;

use super::connection::{Access, StoredCredential};
use super::vault::{StoredConnection, VaultCommand, VaultReply};
use super::{EdgeHost, RequestContext};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::oauth::fetch_json::fetch_repeatable;
use crate::oauth::seal::hex;
use crate::providers::client_credentials::{self, ClientCredentials, KeyOwner, Token};
use crate::providers::{Connect, Instance, Provider};
use crate::secret::Secret;

/// A token, and which one of the account's it is.
pub(super) struct VersionedToken {
    pub(super) token: Secret,
    pub(super) generation: u64,
}

/// An account, and where its keys are.
pub(super) struct Account<'a> {
    pub(super) instance: &'a Instance,
    pub(super) vault: &'a str,
    pub(super) id: &'a str,
    /// The id that its installation must have; whichever it has, where somebody asks whom we trust.
    pub(super) installation: Option<&'a str>,
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The account's token; another one than the stale one, which was refused.
    pub(super) async fn token(
        &self,
        of: &Account<'_>,
        stale: Option<u64>,
    ) -> Result<VersionedToken> {
        let (instance, account) = (of.instance.name.clone(), of.id.to_owned());
        let installation = of.installation.map(Into::into);
        let command = VaultCommand::LeaseToken { instance, account, stale, installation };
        match self.vault(of.vault, command).await? {
            VaultReply::Token { generation, sealed, .. } => {
                let purpose = purpose(of, generation);
                let json = self.config.ring().open(self.host, &purpose, &sealed).await?;
                let token = json.and_then(|json| serde_json::from_str::<Token>(&json).ok());
                let token = token.ok_or_else(|| {
                    Error::new(Code::Unavailable, "A stored token does not open. Try again.")
                })?;
                Ok(VersionedToken { token: token.access_token, generation })
            }
            VaultReply::Lease { generation, stored } => {
                self.ask_for_token(of, generation, &stored).await
            }
            VaultReply::TokenFailed { error } => Err(error),
            VaultReply::Refused | VaultReply::Connection { stored: None } => {
                Err(reconnect(of.instance.provider()))
            }
            _ => Err(Error::new(Code::Unavailable, "The Vault answered with something else.")),
        }
    }

    async fn ask_for_token(
        &self,
        of: &Account<'_>,
        generation: u64,
        stored: &StoredConnection,
    ) -> Result<VersionedToken> {
        let (instance, account) = (of.instance.name.clone(), of.id.to_owned());
        let granted = match self.open_record(of.vault, stored).await? {
            Some(StoredCredential { access: Access::ClientCredentials(keys), .. }) => {
                self.exchange_keys(of, &keys).await
            }
            _ => Err(reconnect(of.instance.provider())),
        };
        let command = match &granted {
            Ok(token) => {
                let json = Zeroizing::new(serde_json::to_string(token).unwrap_or_default());
                let purpose = purpose(of, generation);
                let sealed = self.config.ring().seal(self.host, &purpose, &json).await?;
                VaultCommand::PutToken {
                    instance,
                    account,
                    generation,
                    sealed,
                    use_until: token.use_until,
                }
            }
            Err(error) => {
                let refused = error.code() == Code::ReconnectRequired;
                VaultCommand::FailToken {
                    instance,
                    account,
                    generation,
                    refused,
                    error: error.clone(),
                }
            }
        };
        let stored = self.host.vault(of.vault, command).await;
        let token = granted?;
        // The token is good whether it could be stored or not; the next caller asks again, then.
        if stored.is_err() {
            self.host.log(&super::log::note("a token could not be stored"));
        }
        Ok(VersionedToken { token: token.access_token, generation })
    }

    async fn exchange_keys(&self, of: &Account<'_>, keys: &ClientCredentials) -> Result<Token> {
        let asked_at = self.host.now_ms();
        let provider = of.instance.provider();
        let request = provider.token_request(keys, of.instance.base_url(), KeyOwner::AppUser)?;
        let judged = fetch_repeatable(self.host, provider, &request).await;
        let answer = judged.map_err(|error| match error.code() {
            Code::Unauthorized => reconnect(provider),
            _ => error,
        })?;
        client_credentials::token(provider, &answer, asked_at)
    }
}

/// The key of an account that is an owner itself.
pub(super) fn account_vault(instance: &str, account: &str) -> String {
    let name = format!("portaria/owner/account/{instance}/{account}");
    hex(&sha256(&[name.as_bytes()]))
}

/// What a token is sealed for.
fn purpose(of: &Account<'_>, generation: u64) -> String {
    format!("portaria/token/{}/{}/{}/{generation}", of.vault, of.instance.name, of.id)
}

/// The error where an account's keys are gone, or no longer work.
pub(super) fn reconnect(provider: Provider) -> Error {
    let title = provider.title();
    let what = match provider.connect() {
        Connect::Marketplace => format!("Open the app again from {title}."),
        Connect::Credentials(_) | Connect::Login => "Connect the account again.".into(),
    };
    Error::new(
        Code::ReconnectRequired,
        format!("{title} no longer accepts the keys of this account. {what}"),
    )
}
