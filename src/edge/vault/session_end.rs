//! How a session ends: by signing out, or by a user who claims what was connected in it.
//!
//! A session's cookie proves who made it, and not that it still counts. So the end is remembered until the cookie would have ended by
//! itself, and each command that reads or stores something of the session looks for it in its own transaction.

use super::entries::{ANY_TIME, Entry};
use super::{Claim, Envelope, Sql, Vault, VaultReply};
use crate::error::Result;

/// About the most ends that are remembered in a Vault. Of more, those go first whose cookies end first; of such a session nothing is stored, so
/// a cookie of it is worth as little as a new one.
const MOST: u64 = 20_000;

impl<S: Sql> Vault<'_, S> {
    /// Deletes what is stored for the session, and remembers that it has ended.
    pub(super) fn end_session(&self, until: u64) -> Result<Envelope> {
        self.disconnect_all()?;
        self.remove(&self.claimed_name())?;
        if until > self.now {
            self.put(Entry::new(self.ended_name(), &1, Some(until))?)?;
            self.thin("ended ", MOST, ANY_TIME)?;
        }
        self.done()
    }

    pub(super) fn has_ended(&self) -> Result<bool> {
        Ok(self.get::<u8>(&self.ended_name())?.is_some())
    }

    /// Whether nothing more may be stored: what would come after a claim would be lost, or somebody else's.
    pub(super) fn is_claimed(&self) -> Result<bool> {
        Ok(self.get::<String>(&self.claimed_name())?.is_some())
    }

    /// The first user to claim the session gets its connections, to move them; the same user again, after an interruption.
    pub(super) fn begin_claim(&self, user: &str, until: u64) -> Result<Envelope> {
        let claimed_by: Option<String> = self.get(&self.claimed_name())?;
        if claimed_by.as_ref().is_some_and(|other| other != user) {
            return Ok(Envelope::reply(VaultReply::Claim(Claim::Replayed)));
        }
        let stored = self.connections()?;
        let reply = Envelope::reply(VaultReply::Connections { stored });
        if claimed_by.is_some() {
            return Ok(reply);
        }
        self.put(Entry::new(self.claimed_name(), &user, Some(until))?)?;
        Ok(reply.alarm_at(self.tidy()?))
    }

    fn ended_name(&self) -> String {
        self.of_owner("ended")
    }

    fn claimed_name(&self) -> String {
        self.of_owner("claimed")
    }
}
