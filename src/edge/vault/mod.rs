//! The Vault: the Durable Object of one owner: his connections, and what he has spent.
//!
//! Its commands run one after the other, each whole or not at all, which is what makes a flow single-use
//! however often and however simultaneously its callback arrives. Whatever is secret arrives sealed: the
//! Vault cannot read it.

mod command;
mod connections;
mod entries;
pub mod envelope;
mod login_log;
mod rate_window;
mod reply;
mod spent;
mod sql;
#[cfg(test)]
mod tests;
mod token_lease;

pub use command::VaultCommand;
pub use connections::StoredConnection;
pub use envelope::Envelope;
pub use login_log::SealedLoginLog;
pub use reply::{Claim, VaultReply};
pub use spent::FlowToClaim;
pub use sql::{Sql, SqlValue};

use crate::error::Result;

/// How long what was spent is remembered: a flow after its end, so that a late replay is told from what never was.
const REMEMBER_MS: u64 = 24 * 60 * 60 * 1000;

/// Makes the storage ready. To be called whenever the object comes to life.
///
/// # Errors
/// When the storage fails.
pub fn prepare(sql: &impl Sql, now_ms: u64) -> Result<()> {
    let vault = Vault { sql, now: now_ms };
    vault.make_table()?;
    vault.end_leases()
}

/// Carries out a command at the given time.
///
/// # Errors
/// When the storage fails; the host undoes then what the command has written.
pub fn execute(sql: &impl Sql, command: VaultCommand, now_ms: u64) -> Result<Envelope> {
    let vault = Vault { sql, now: now_ms };
    match command {
        VaultCommand::AddLoginLog(log) => {
            vault.add_login_log(&log)?;
            vault.done()
        }
        VaultCommand::Admit { most, window_ms } => vault.admit(most, window_ms),
        VaultCommand::ClaimCode { digest } => vault.claim_code(&digest),
        VaultCommand::ClaimFlow { flows, digest } => vault.claim_flow(&flows, &digest),
        VaultCommand::DeleteAllConnections => {
            vault.disconnect_all()?;
            vault.done()
        }
        VaultCommand::DeleteConnections { instance, account } => {
            vault.disconnect(&instance, account.as_deref())?;
            vault.done()
        }
        VaultCommand::FailToken { instance, account, generation, refused, error } => {
            vault.fail_token(&instance, &account, generation, refused, error)
        }
        VaultCommand::GetConnection { instance, account } => {
            let stored = vault.connection(&instance, account.as_deref())?;
            Ok(Envelope::reply(VaultReply::Connection { stored }))
        }
        VaultCommand::LeaseToken { instance, account, stale } => {
            vault.lease_token(&instance, &account, stale)
        }
        VaultCommand::ListConnections => {
            let stored = vault.connections()?;
            Ok(Envelope::reply(VaultReply::Connections { stored }))
        }
        VaultCommand::ListLoginLogs => {
            let logs = vault.login_logs()?;
            Ok(Envelope::reply(VaultReply::LoginLogs { logs }))
        }
        VaultCommand::PutConnection { stored, login_log } => {
            if let Some(log) = login_log {
                vault.add_login_log(&log)?;
            }
            vault.connect(stored)?;
            vault.done()
        }
        VaultCommand::PutToken { instance, account, generation, sealed, use_until } => {
            vault.put_token(&instance, &account, generation, sealed, use_until)
        }
        VaultCommand::Reseal { old, sealed } => {
            vault.reseal(&old, sealed)?;
            vault.done()
        }
    }
}

/// Deletes what has expired, when the alarm goes off.
///
/// # Errors
/// When the storage fails; the host undoes then what was deleted.
pub fn sweep(sql: &impl Sql, now_ms: u64) -> Result<Envelope> {
    let vault = Vault { sql, now: now_ms };
    let alarm_at = vault.sweep()?;
    // What never expires needs no alarm, but is there.
    let erase = alarm_at.is_none() && vault.is_empty()?;
    Ok(Envelope { alarm_at, erase, ..Envelope::default() })
}

struct Vault<'a, S> {
    sql: &'a S,
    now: u64,
}

impl<S: Sql> Vault<'_, S> {
    /// What follows a command that has written something.
    fn done(&self) -> Result<Envelope> {
        Ok(Envelope::reply(VaultReply::Done).alarm_at(self.sweep()?))
    }

    /// Deletes what has expired; when the next entry does. Most commands find nothing that has.
    fn sweep(&self) -> Result<Option<u64>> {
        let next = self.next_expiry()?;
        if next.is_none_or(|at| at > self.now) {
            return Ok(next);
        }
        self.remove_expired()?;
        self.next_expiry()
    }
}
