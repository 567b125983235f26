//! What is used up, or counted: flows and codes that are spent, the requests of an address.

use super::entries::Entry;
use super::{Claim, FlowToClaim, REMEMBER_MS, Sql, Vault, VaultReply};
use crate::error::Result;

/// The one window that an address's Vault counts in.
const WINDOW: &str = "window";

impl<S: Sql> Vault<'_, S> {
    pub(super) fn claim(&self, flows: &[FlowToClaim], digest: &str) -> Result<Claim> {
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
                return Ok(Claim::Granted { id: id.clone(), next_sweep: self.next_sweep()? });
            }
        }
        Ok(outcome)
    }

    pub(super) fn claim_code(&self, digest: &str) -> Result<VaultReply> {
        let code = code_name(digest);
        if self.has_any(std::slice::from_ref(&code))? {
            return Ok(VaultReply::Claim(Claim::Replayed));
        }
        self.put(Entry::new(code, &1, Some(self.now + REMEMBER_MS))?)?;
        self.sweep()
    }

    pub(super) fn admit(&self, most: u32, window_ms: u64) -> Result<VaultReply> {
        let Some((times, until)) = self.get::<(u32, u64)>(WINDOW)? else {
            self.count(1, self.now + window_ms)?;
            return Ok(VaultReply::Admitted { admitted: most > 0, next_sweep: self.next_sweep()? });
        };
        // Beyond the limit nothing is written: a flood costs reads.
        let admitted = times < most;
        if admitted {
            self.count(times + 1, until)?;
        }
        Ok(VaultReply::Admitted { admitted, next_sweep: None })
    }

    fn count(&self, times: u32, until: u64) -> Result<()> {
        self.put(Entry::new(WINDOW.into(), &(times, until), Some(until))?)
    }
}

fn flow_name(id: &str) -> String {
    format!("used flow {id}")
}

fn code_name(digest: &str) -> String {
    format!("used {digest}")
}
