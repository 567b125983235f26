//! What counts once: a code, a ticket, an answer. The first that shows it spends it, in the Vault, however many arrive at once.

use super::vault::{Claim, VaultCommand, VaultReply};
use super::{EdgeHost, RequestContext};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::oauth::seal::hex;

impl<H: EdgeHost> RequestContext<'_, H> {
    /// Spends what these parts name together.
    ///
    /// # Errors
    /// `flow_replayed` with this message where it was spent before.
    pub(super) async fn spend(
        &self,
        parts: &[&[u8]],
        was_spent: impl FnOnce() -> String,
    ) -> Result<()> {
        let digest = hex(&sha256(parts));
        match self.host.vault(&digest, VaultCommand::ClaimCode { digest: digest.clone() }).await? {
            VaultReply::Done => Ok(()),
            VaultReply::Claim(Claim::Replayed) => Err(Error::new(Code::FlowReplayed, was_spent())),
            _ => Err(Error::new(Code::Unavailable, "The Vault answered with something else.")),
        }
    }
}
