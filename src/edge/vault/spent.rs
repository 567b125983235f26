//! Flows and codes that are spent: each is accepted once.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{Claim, Envelope, REMEMBER_MS, Sql, Vault, VaultReply};
use crate::error::Result;

/// About the most that are remembered in a Vault. Of more, those go first that can no longer be accepted anyway: whoever shows one
/// again then reads that it is too late, instead of that it was used.
const MOST: u64 = 20_000;

/// How long a flow or a code can be accepted at most, in milliseconds.
const ACCEPTED_MS: u64 = 10 * 60 * 1000;

/// A flow that is to be claimed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowToClaim {
    /// Its id.
    pub id: String,
    /// When it is too late, in milliseconds since 1970.
    pub expires_at: u64,
}

impl<S: Sql> Vault<'_, S> {
    pub(super) fn claim_flow(&self, flows: &[FlowToClaim], digest: &str) -> Result<Envelope> {
        let code = self.code_name(digest);
        let mut outcome = Claim::Expired;
        for FlowToClaim { id, expires_at } in flows {
            let flow = self.flow_name(id);
            if self.has_any(&[code.clone(), flow.clone()])? {
                outcome = Claim::Replayed;
            } else if *expires_at > self.now {
                self.put_new([
                    Entry::new(flow, &1, Some(expires_at + REMEMBER_MS))?,
                    Entry::new(code, &1, Some(self.now + REMEMBER_MS))?,
                ])?;
                self.thin_spent()?;
                let granted = VaultReply::Claim(Claim::Granted { id: id.clone() });
                return Ok(Envelope::reply(granted).alarm_at(self.tidy()?));
            }
        }
        Ok(Envelope::reply(VaultReply::Claim(outcome)))
    }

    pub(super) fn claim_code(&self, digest: &str) -> Result<Envelope> {
        let code = self.code_name(digest);
        if self.has_any(std::slice::from_ref(&code))? {
            return Ok(Envelope::reply(VaultReply::Claim(Claim::Replayed)));
        }
        self.put(Entry::new(code, &1, Some(self.now + REMEMBER_MS))?)?;
        self.thin_spent()?;
        self.done()
    }

    fn thin_spent(&self) -> Result<()> {
        self.thin("used ", MOST, self.now + REMEMBER_MS - ACCEPTED_MS)
    }

    fn flow_name(&self, id: &str) -> String {
        format!("{}flow {id}", self.of_owner("used"))
    }

    fn code_name(&self, digest: &str) -> String {
        format!("{}{digest}", self.of_owner("used"))
    }
}
