//! Flows and codes that are spent: each is accepted once.

use serde::{Deserialize, Serialize};

use super::entries::Entry;
use super::{Claim, Envelope, REMEMBER_MS, Sql, Vault, VaultReply};
use crate::error::Result;

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
        let code = code_name(digest);
        let mut outcome = Claim::Expired;
        for FlowToClaim { id, expires_at } in flows {
            let flow = flow_name(id);
            if self.has_any(&[code.clone(), flow.clone()])? {
                outcome = Claim::Replayed;
            } else if *expires_at > self.now {
                self.put_new([
                    Entry::new(flow, &1, Some(expires_at + REMEMBER_MS))?,
                    Entry::new(code, &1, Some(self.now + REMEMBER_MS))?,
                ])?;
                let granted = VaultReply::Claim(Claim::Granted { id: id.clone() });
                return Ok(Envelope::reply(granted).alarm_at(self.next_expiry()?));
            }
        }
        Ok(Envelope::reply(VaultReply::Claim(outcome)))
    }

    pub(super) fn claim_code(&self, digest: &str) -> Result<Envelope> {
        let code = code_name(digest);
        if self.has_any(std::slice::from_ref(&code))? {
            return Ok(Envelope::reply(VaultReply::Claim(Claim::Replayed)));
        }
        self.put(Entry::new(code, &1, Some(self.now + REMEMBER_MS))?)?;
        self.done()
    }
}

fn flow_name(id: &str) -> String {
    format!("used flow {id}")
}

fn code_name(digest: &str) -> String {
    format!("used {digest}")
}
