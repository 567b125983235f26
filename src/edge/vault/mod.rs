//! The Vaults: the Durable Objects in which owners' connections are, what was spent, and what has ended.
//!
//! There are sixteen, however many owners there are: an object leaves a file on disk for ever once it was asked for anything, even
//! for what is not there. All that is an owner's is in one of them, under names that hold his ([`vault_of`]).
//!
//! Their commands run one after the other, each whole or not at all, which is what makes a flow single-use
//! however often and however simultaneously its callback arrives. Whatever is secret arrives sealed: the
//! Vault cannot read it.

mod command;
mod connections;
mod entries;
pub mod envelope;
mod login_log;
mod rate_window;
mod reply;
mod session_end;
mod spent;
mod sql;
#[cfg(test)]
mod tests;
mod token_lease;

pub use command::{Addressed, VaultCommand};
pub use connections::{Installation, StoredConnection};
pub use envelope::Envelope;
pub use login_log::SealedLoginLog;
pub use reply::{Claim, VaultReply};
pub use spent::FlowToClaim;
pub use sql::{Sql, SqlValue};

use crate::digest::sha256;
use crate::error::Result;

/// The name of the Vault that an owner's entries are in. It must never change: what is stored would not be found.
#[must_use]
pub fn vault_of(owner: &str) -> String {
    let [first, ..] = sha256(&[b"portaria/vault/", owner.as_bytes()]);
    format!("vault {}", first % 16)
}

/// How long what was spent is remembered: a flow after its end, so that a late replay is told from what never was.
const REMEMBER_MS: u64 = 24 * 60 * 60 * 1000;

/// The alarm goes off at whole minutes only, in milliseconds: what has expired meanwhile is not seen, and is deleted together.
const ALARM_STEP_MS: u64 = 60_000;

/// Makes the storage ready. To be called whenever the object comes to life.
///
/// # Errors
/// When the storage fails.
pub fn prepare(sql: &impl Sql, now_ms: u64) -> Result<()> {
    let vault = Vault { sql, owner: "", now: now_ms };
    vault.make_table()?;
    vault.end_all_leases()
}

/// Carries out a command about an owner's entries, at the given time.
///
/// # Errors
/// When the storage fails; the host undoes then what the command has written.
pub fn execute(
    sql: &impl Sql,
    owner: &str,
    command: VaultCommand,
    now_ms: u64,
) -> Result<Envelope> {
    let vault = Vault { sql, owner, now: now_ms };
    if command.needs_session() && vault.has_ended()? || command.connects() && vault.is_claimed()? {
        return Ok(Envelope::reply(VaultReply::Ended));
    }
    match command {
        VaultCommand::AddLoginLog(log) => vault.add_failed_login_log(&log),
        VaultCommand::Admit { most, window_ms } => vault.admit(most, window_ms),
        VaultCommand::BeginClaim { user, until } => vault.begin_claim(&user, until),
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
        VaultCommand::EndInstallation { instance, keys } => {
            vault.end_installation(&instance, &keys)
        }
        VaultCommand::EndSession { until } => vault.end_session(until),
        VaultCommand::FailToken { instance, account, generation, refused, error } => {
            vault.fail_token(&instance, &account, generation, refused, error)
        }
        VaultCommand::GetConnection { instance, account, installation } => {
            let stored =
                vault.connection(&instance, account.as_deref(), installation.as_deref())?;
            Ok(Envelope::reply(VaultReply::Connection { stored }))
        }
        VaultCommand::LeaseToken { instance, account, stale, installation } => {
            vault.lease_token(&instance, &account, stale, installation.as_deref())
        }
        VaultCommand::ListConnections => {
            let stored = vault.connections()?;
            Ok(Envelope::reply(VaultReply::Connections { stored }))
        }
        VaultCommand::ListLoginLogs => {
            let logs = vault.login_logs()?;
            Ok(Envelope::reply(VaultReply::LoginLogs { logs }))
        }
        VaultCommand::PutConnection { stored, login_log, installation } => {
            if let Some(log) = login_log {
                vault.add_login_log(&log)?;
            }
            vault.connect(stored, installation)
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
    let vault = Vault { sql, owner: "", now: now_ms };
    let alarm_at = vault.tidy()?;
    // What never expires needs no alarm, but is there.
    let erase = alarm_at.is_none() && vault.is_empty()?;
    Ok(Envelope { alarm_at, erase, ..Envelope::default() })
}

struct Vault<'a, S> {
    sql: &'a S,
    /// Whose entries they are.
    owner: &'a str,
    now: u64,
}

impl<S: Sql> Vault<'_, S> {
    /// What follows a command that has written something.
    fn done(&self) -> Result<Envelope> {
        Ok(Envelope::reply(VaultReply::Done).alarm_at(self.tidy()?))
    }

    /// Deletes what has expired; when the alarm is due for what expires next. Most commands find nothing that has expired.
    fn tidy(&self) -> Result<Option<u64>> {
        let mut next = self.next_expiry()?;
        if next.is_some_and(|at| at <= self.now) {
            self.remove_expired()?;
            next = self.next_expiry()?;
        }
        Ok(next.map(|at| at.div_ceil(ALARM_STEP_MS) * ALARM_STEP_MS))
    }
}
