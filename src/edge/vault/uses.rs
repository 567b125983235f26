//! What is used up, or counted: flows and codes that are spent, the requests of an address.

use super::{Answer, Cell, Claim, Claimed, REMEMBER_MS, Sql, Vault, text, time};
use crate::error::Result;

/// The one window that an address's Vault counts in.
const WINDOW: &str = "window";

impl<S: Sql> Vault<'_, S> {
    pub(super) fn claim(&self, flows: &[Claimed], digest: &str) -> Result<Claim> {
        if self.is_used(digest)? {
            return Ok(Claim::Replayed);
        }
        let mut outcome = Claim::Expired;
        for Claimed { id, expires_at } in flows {
            let key = flow_key(id);
            if self.is_used(&key)? {
                outcome = Claim::Replayed;
            } else if *expires_at > self.now {
                self.sql.run(
                    "INSERT INTO uses (what, times, forget_at) VALUES (?, 1, ?), (?, 1, ?)",
                    &[
                        text(&key),
                        time(expires_at + REMEMBER_MS),
                        text(digest),
                        time(self.now + REMEMBER_MS),
                    ],
                )?;
                return Ok(Claim::Granted { id: id.clone(), next_sweep: self.next_sweep()? });
            }
        }
        Ok(outcome)
    }

    pub(super) fn claim_code(&self, digest: &str) -> Result<Answer> {
        if self.is_used(digest)? {
            return Ok(Answer::Claim(Claim::Replayed));
        }
        self.use_first(digest, self.now + REMEMBER_MS)?;
        self.sweep()
    }

    pub(super) fn admit(&self, most: u32, window_ms: u64) -> Result<Answer> {
        let of_now = [text(WINDOW), time(self.now)];
        let rows =
            self.sql.run("SELECT times FROM uses WHERE what = ? AND forget_at > ?", &of_now)?;
        let Some([Cell::Integer(times)]) = rows.first().map(Vec::as_slice) else {
            self.sql.run("DELETE FROM uses WHERE what = ?", &of_now[..1])?;
            self.use_first(WINDOW, self.now + window_ms)?;
            return Ok(Answer::Admitted { admitted: most > 0, next_sweep: self.next_sweep()? });
        };
        // Beyond the limit nothing is written: a flood costs reads.
        let admitted = *times < i64::from(most);
        if admitted {
            self.sql.run("UPDATE uses SET times = times + 1 WHERE what = ?", &of_now[..1])?;
        }
        Ok(Answer::Admitted { admitted, next_sweep: None })
    }

    fn is_used(&self, what: &str) -> Result<bool> {
        let rows = self.sql.run("SELECT 1 FROM uses WHERE what = ?", &[text(what)])?;
        Ok(!rows.is_empty())
    }

    fn use_first(&self, what: &str, forget_at: u64) -> Result<()> {
        let row = [text(what), time(forget_at)];
        self.sql.run("INSERT INTO uses (what, times, forget_at) VALUES (?, 1, ?)", &row).map(drop)
    }
}

/// What a flow is called among what was used; a code is called by its digest.
fn flow_key(id: &str) -> String {
    format!("flow {id}")
}
