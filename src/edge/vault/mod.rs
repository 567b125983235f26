//! The Vault: the Durable Object of one owner: his connections, and what he has spent.
//!
//! Its commands run one after the other, each whole or not at all, which is what makes a flow single-use
//! however often and however simultaneously its callback arrives. Whatever is secret arrives sealed: the
//! Vault cannot read it.

mod connections;
mod entries;
mod notes;
mod tokens;
mod uses;

pub use notes::Note;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a Vault can be asked to do.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "camelCase")]
pub enum Command {
    /// Count a request of an address.
    #[serde(rename_all = "camelCase")]
    Admit {
        /// How many are let through in a window.
        most: u32,
        /// The window's length, in milliseconds.
        window_ms: u64,
    },
    /// Claim one of these flows, for a code with this digest. That they are genuine is the caller's to know: here is only what
    /// was spent.
    ClaimFlow {
        /// The flows that fit, the preferred one first.
        flows: Vec<FlowToClaim>,
        /// A digest of the code: the same code is not accepted for another flow.
        digest: String,
    },
    /// Claim a code that no flow of ours began: it is accepted once.
    ClaimCode {
        /// A digest of it.
        digest: String,
    },
    /// Forget every connection of an instance, or that of an account.
    DeleteConnections {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: Option<String>,
    },
    /// Forget every connection there is.
    DeleteAllConnections,
    /// A token could not be had: whoever waits for it is told why.
    FailToken {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: String,
        /// Which token it would have been.
        generation: u64,
        /// Whether the keys are refused: nobody asks with them again.
        refused: bool,
        /// Why, for those who wait; nothing in it is secret.
        error: Error,
    },
    /// The newest connection of an instance, or that of an account.
    GetConnection {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: Option<String>,
    },
    /// The token of an account, or the task to ask for one, which one caller gets while all others wait.
    LeaseToken {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: String,
        /// A token that was refused.
        stale: Option<u64>,
    },
    /// All connections, the newest first.
    ListConnections,
    /// The notes of the last logins, the oldest first.
    ListNotes,
    /// Note how a login goes.
    Note(Note),
    /// Keep a connection, in place of an older one of the same account.
    PutConnection {
        /// It.
        #[serde(flatten)]
        stored: StoredConnection,
        /// What is noted of how it came about.
        #[serde(default)]
        note: Option<Note>,
    },
    /// Keep a token that was asked for; the answer is for those who wait for it.
    #[serde(rename_all = "camelCase")]
    PutToken {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: String,
        /// Which token it is.
        generation: u64,
        /// The token, sealed.
        sealed: String,
        /// Until when it is used, in milliseconds since 1970.
        use_until: u64,
    },
    /// Seal a connection anew, if it is still the one that was read.
    Reseal {
        /// As it was read.
        old: StoredConnection,
        /// The same, sealed under the newest key.
        sealed: String,
    },
    /// Forget what is past its time.
    Sweep,
}

/// A connection as the Vault keeps it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredConnection {
    /// The instance's name.
    pub instance: String,
    /// The provider's id of the account.
    pub account: String,
    /// Everything else, sealed.
    pub sealed: String,
    /// When it was made, in milliseconds since 1970.
    pub connected_at: u64,
    /// When it is forgotten, in milliseconds since 1970; never when absent.
    pub keep_until: Option<u64>,
}

/// A flow that is to be claimed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowToClaim {
    /// Its id.
    pub id: String,
    /// When it is too late, in milliseconds since 1970.
    pub expires_at: u64,
}

/// What came of a claim.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "claim", rename_all = "camelCase")]
pub enum Claim {
    /// Too late, for each of them.
    Expired,
    /// This flow, from now on spent.
    #[serde(rename_all = "camelCase")]
    Granted {
        /// The flow's id.
        id: String,
        /// When an alarm is due, in milliseconds since 1970.
        next_sweep: Option<u64>,
    },
    /// The flow, or the code, was claimed before.
    Replayed,
}

/// What a Vault answers.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "answer", rename_all = "camelCase")]
pub enum VaultReply {
    /// Whether a request is within the limit.
    #[serde(rename_all = "camelCase")]
    Admitted {
        /// It is.
        admitted: bool,
        /// When an alarm is due, in milliseconds since 1970, where a window has just begun.
        next_sweep: Option<u64>,
    },
    /// What came of a claim.
    Claim(Claim),
    /// A connection, if there is one.
    Connection {
        /// It.
        stored: Option<StoredConnection>,
    },
    /// Connections.
    Connections {
        /// The newest first.
        stored: Vec<StoredConnection>,
    },
    /// It is done. An alarm is due at this time, when something will be past its time.
    #[serde(rename_all = "camelCase")]
    Done {
        /// In milliseconds since 1970; `None` when nothing will be.
        next_sweep: Option<u64>,
        /// Whether nothing is left.
        is_empty: bool,
    },
    /// The task to ask for a token with the keys of this connection.
    Lease {
        /// Which token it will be.
        generation: u64,
        /// The connection.
        stored: StoredConnection,
    },
    /// Notes.
    Notes {
        /// The oldest first.
        notes: Vec<Note>,
    },
    /// The keys were refused before.
    Refused,
    /// A token.
    #[serde(rename_all = "camelCase")]
    Token {
        /// Which one.
        generation: u64,
        /// It, sealed.
        sealed: String,
        /// Until when it is used, in milliseconds since 1970.
        use_until: u64,
    },
    /// Somebody is asking for a token; the host waits for that, and asks again.
    Wait {
        /// How long at most, in milliseconds since 1970.
        until: u64,
    },
    /// Somebody asked for a token in vain.
    TokenFailed {
        /// Why.
        error: Error,
    },
}

/// A value in a row, or bound to a statement.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum SqlValue {
    /// A number without a fraction, within what JavaScript counts exactly.
    Integer(u64),
    /// Nothing.
    Null,
    /// A text.
    Text(String),
}

/// The storage of a Durable Object: SQLite, in one transaction until control returns to the host.
pub trait Sql {
    /// Runs one statement.
    ///
    /// # Errors
    /// When the storage fails.
    fn run(&self, statement: &str, values: &[SqlValue]) -> Result<Vec<Vec<SqlValue>>>;
}

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
/// When the storage fails; nothing has changed then.
pub fn execute(sql: &impl Sql, command: Command, now_ms: u64) -> Result<VaultReply> {
    let vault = Vault { sql, now: now_ms };
    match command {
        Command::ListNotes => vault.notes(),
        Command::Note(note) => {
            vault.note(&note)?;
            vault.sweep()
        }
        Command::ClaimCode { digest } => vault.claim_code(&digest),
        Command::ClaimFlow { flows, digest } => vault.claim(&flows, &digest).map(VaultReply::Claim),
        Command::Admit { most, window_ms } => vault.admit(most, window_ms),
        Command::DeleteConnections { instance, account } => {
            vault.disconnect(&instance, account.as_deref())?;
            vault.sweep()
        }
        Command::DeleteAllConnections => {
            vault.disconnect_all()?;
            vault.sweep()
        }
        Command::FailToken { instance, account, generation, refused, .. } => {
            vault.end_lease(&instance, &account, generation, refused)
        }
        Command::LeaseToken { instance, account, stale } => {
            vault.lease_token(&instance, &account, stale)
        }
        Command::PutToken { instance, account, generation, sealed, use_until } => {
            vault.put_token(&instance, &account, generation, sealed, use_until)
        }
        Command::GetConnection { instance, account } => {
            let stored = vault.connection(&instance, account.as_deref())?;
            Ok(VaultReply::Connection { stored })
        }
        Command::ListConnections => Ok(VaultReply::Connections { stored: vault.connections()? }),
        Command::PutConnection { stored, note } => {
            if let Some(note) = note {
                vault.note(&note)?;
            }
            vault.connect(stored)?;
            vault.sweep()
        }
        Command::Reseal { old, sealed } => {
            vault.reseal(&old, sealed)?;
            vault.sweep()
        }
        Command::Sweep => vault.sweep(),
    }
}

struct Vault<'a, S> {
    sql: &'a S,
    now: u64,
}

impl<S: Sql> Vault<'_, S> {
    /// Forgets what is past its time. Most commands find nothing that is.
    fn sweep(&self) -> Result<VaultReply> {
        let mut next_sweep = self.next_sweep()?;
        if next_sweep.is_some_and(|at| at <= self.now) {
            self.forget()?;
            next_sweep = self.next_sweep()?;
        }
        // What will be past its time is there.
        let is_empty = next_sweep.is_none() && self.is_empty()?;
        Ok(VaultReply::Done { next_sweep, is_empty })
    }
}
