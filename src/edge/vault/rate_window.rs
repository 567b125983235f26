//! How often an address has asked, counted in one window at a time. The address is the owner.

use super::entries::Entry;
use super::{Envelope, Sql, Vault, VaultReply};
use crate::error::Result;

impl<S: Sql> Vault<'_, S> {
    pub(super) fn admit(&self, most: u32, window_ms: u64) -> Result<Envelope> {
        let Some((count, ends_at)) = self.get::<(u32, u64)>(&self.of_owner("window"))? else {
            self.put_window(1, self.now + window_ms)?;
            let reply = VaultReply::Admitted { admitted: most > 0 };
            return Ok(Envelope::reply(reply).alarm_at(self.tidy()?));
        };
        // Beyond the limit nothing is written: a flood costs reads.
        let admitted = count < most;
        if admitted {
            self.put_window(count + 1, ends_at)?;
        }
        Ok(Envelope::reply(VaultReply::Admitted { admitted }))
    }

    fn put_window(&self, count: u32, ends_at: u64) -> Result<()> {
        self.put(Entry::new(self.of_owner("window"), &(count, ends_at), Some(ends_at))?)
    }
}
