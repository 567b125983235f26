//! The Vault: the Durable Object of one owner: his connections, and what he has spent.
//!
//! Its commands run one after the other, each whole or not at all, which is what makes a flow single-use
//! however often and however simultaneously its callback arrives. Whatever is secret arrives sealed: the
//! Vault cannot read it.

mod notes;
mod tokens;
mod uses;

pub use notes::Note;

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

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
        flows: Vec<Claimed>,
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
pub struct Claimed {
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
pub enum Answer {
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
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A number without a fraction, within what JavaScript counts exactly.
    Integer(i64),
    /// Nothing.
    Null,
    /// A text.
    Text(String),
}

/// The storage of a Durable Object: SQLite, in one transaction until control returns to the host.
pub trait Sql {
    /// Runs one statement; or several, without values.
    ///
    /// # Errors
    /// When the storage fails.
    fn run(&self, statement: &str, values: &[Cell]) -> Result<Vec<Vec<Cell>>>;
}

/// How long what was spent is remembered: a flow after its end, so that a late replay is told from what never was.
const REMEMBER_MS: u64 = 24 * 60 * 60 * 1000;

/// Three tables: what was used, how often, and until when that is remembered (a flow, a code, an address's window); connections,
/// each with what is known of its token; notes. And leases of an earlier life end: after a crash, nobody would come back
/// with a token, and all would wait in vain. If somebody does come back, two have asked, which harms nothing.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS uses (
        what TEXT PRIMARY KEY, times INTEGER NOT NULL, forget_at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS connections (
        instance TEXT NOT NULL, account TEXT NOT NULL, sealed TEXT NOT NULL, connected_at INTEGER NOT NULL, keep_until INTEGER,
        generation INTEGER NOT NULL, token TEXT, use_until INTEGER NOT NULL DEFAULT 0,
        leased_until INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (instance, account)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS notes (
        id INTEGER PRIMARY KEY, flow TEXT NOT NULL, sealed TEXT NOT NULL, noted_at INTEGER NOT NULL);
    UPDATE connections SET leased_until = 0 WHERE leased_until > 0";

/// Makes the tables, where they are not there yet. To be called whenever the object comes to life.
///
/// # Errors
/// When the storage fails.
pub fn prepare(sql: &impl Sql) -> Result<()> {
    sql.run(SCHEMA, &[]).map(drop)
}

/// Carries out a command at the given time.
///
/// # Errors
/// When the storage fails; nothing has changed then.
pub fn execute(sql: &impl Sql, command: Command, now_ms: u64) -> Result<Answer> {
    let vault = Vault { sql, now: now_ms };
    match command {
        Command::ListNotes => vault.notes(),
        Command::Note(note) => {
            vault.note(&note)?;
            vault.sweep()
        }
        Command::ClaimCode { digest } => vault.claim_code(&digest),
        Command::ClaimFlow { flows, digest } => vault.claim(&flows, &digest).map(Answer::Claim),
        Command::Admit { most, window_ms } => vault.admit(most, window_ms),
        Command::DeleteConnections { instance, account } => {
            vault.delete(Some(&instance), account.as_deref())
        }
        Command::DeleteAllConnections => vault.delete(None, None),
        Command::FailToken { instance, account, generation, refused, .. } => {
            vault.end_lease(&instance, &account, generation, refused)
        }
        Command::LeaseToken { instance, account, stale } => {
            vault.lease_token(&instance, &account, stale)
        }
        Command::PutToken { instance, account, generation, sealed, use_until } => {
            vault.put_token(&instance, &account, generation, &sealed, use_until)
        }
        Command::GetConnection { instance, account } => {
            let mut connections = vault.connections(Some(&instance))?.into_iter();
            let stored = match account {
                Some(account) => connections.find(|stored| stored.account == account),
                None => connections.next(),
            };
            Ok(Answer::Connection { stored })
        }
        Command::ListConnections => Ok(Answer::Connections { stored: vault.connections(None)? }),
        Command::PutConnection { stored, note } => {
            if let Some(note) = note {
                vault.note(&note)?;
            }
            vault.put(stored)
        }
        Command::Reseal { old, sealed } => vault.reseal(&old, &sealed),
        Command::Sweep => vault.sweep(),
    }
}

struct Vault<'a, S> {
    sql: &'a S,
    now: u64,
}

impl<S: Sql> Vault<'_, S> {
    fn put(&self, stored: StoredConnection) -> Result<Answer> {
        let keep_until = stored.keep_until.map_or(Cell::Null, time);
        // Its keys may be new ones: what is known of the old ones is forgotten. Tokens are numbered from the time on at which it was
        // connected, so that one that was asked for with the old keys fits nowhere when it comes.
        self.sql.run(
            "INSERT INTO connections (instance, account, sealed, connected_at, keep_until, generation)
             VALUES (?1, ?2, ?3, ?4, ?5, ?4)
             ON CONFLICT (instance, account) DO UPDATE SET sealed = ?3, connected_at = ?4, keep_until = ?5,
                generation = max(generation + 1, ?4), token = NULL, leased_until = 0, refused = 0",
            &[text(&stored.instance), text(&stored.account), text(&stored.sealed), time(stored.connected_at), keep_until],
        )?;
        self.sweep()
    }

    fn delete(&self, instance: Option<&str>, account: Option<&str>) -> Result<Answer> {
        let which = [instance.map_or(Cell::Null, text), account.map_or(Cell::Null, text)];
        self.sql.run(
            "DELETE FROM connections WHERE (?1 IS NULL OR instance = ?1) AND (?2 IS NULL OR account = ?2)",
            &which,
        )?;
        if instance.is_none() {
            self.sql.run("DELETE FROM notes", &[])?;
        }
        self.sweep()
    }

    /// One that was connected anew meanwhile stays as it is.
    fn reseal(&self, old: &StoredConnection, sealed: &str) -> Result<Answer> {
        self.sql.run(
            "UPDATE connections SET sealed = ? WHERE instance = ? AND account = ? AND sealed = ?",
            &[text(sealed), text(&old.instance), text(&old.account), text(&old.sealed)],
        )?;
        self.sweep()
    }

    fn connections(&self, instance: Option<&str>) -> Result<Vec<StoredConnection>> {
        let rows = self.sql.run(
            "SELECT instance, account, sealed, connected_at, keep_until FROM connections
             WHERE (?1 IS NULL OR instance = ?1) AND (keep_until IS NULL OR keep_until > ?2)
             ORDER BY connected_at DESC",
            &[instance.map_or(Cell::Null, text), time(self.now)],
        )?;
        rows.iter().map(|row| read_connection(row)).collect()
    }

    /// Forgets what is past its time. Most commands find nothing that is.
    fn sweep(&self) -> Result<Answer> {
        let mut next_sweep = self.next_sweep()?;
        if next_sweep.is_some_and(|at| at <= self.now) {
            self.forget()?;
            next_sweep = self.next_sweep()?;
        }
        // What will be past its time is there.
        let is_empty = next_sweep.is_none() && self.is_empty()?;
        Ok(Answer::Done { next_sweep, is_empty })
    }

    fn forget(&self) -> Result<()> {
        let now = time(self.now);
        let before = time(self.now.saturating_sub(REMEMBER_MS));
        self.sql.run("DELETE FROM notes WHERE noted_at <= ?", &[before])?;
        self.sql.run("DELETE FROM uses WHERE forget_at <= ?", std::slice::from_ref(&now))?;
        self.sql.run("DELETE FROM connections WHERE keep_until <= ?", &[now])?;
        Ok(())
    }

    /// What is kept for ever is nothing that a sweep is due for, but it is there.
    fn is_empty(&self) -> Result<bool> {
        let rows = self.sql.run(
            "SELECT EXISTS (SELECT 1 FROM uses) OR EXISTS (SELECT 1 FROM connections) OR EXISTS (SELECT 1 FROM notes)",
            &[],
        )?;
        Ok(rows.first().and_then(|row| row.first()) == Some(&Cell::Integer(0)))
    }

    /// When the next thing is past its time.
    fn next_sweep(&self) -> Result<Option<u64>> {
        let rows = self.sql.run(
            "SELECT min(at) FROM (
                SELECT min(forget_at) AS at FROM uses UNION ALL
                SELECT min(keep_until) FROM connections UNION ALL
                SELECT min(noted_at) + ? FROM notes)",
            &[time(REMEMBER_MS)],
        )?;
        Ok(match rows.first().and_then(|row| row.first()) {
            Some(Cell::Integer(at)) => u64::try_from(*at).ok(),
            _ => None,
        })
    }
}

fn read_connection(row: &[Cell]) -> Result<StoredConnection> {
    let [
        Cell::Text(instance),
        Cell::Text(account),
        Cell::Text(sealed),
        Cell::Integer(connected_at),
        keep_until,
    ] = row
    else {
        return Err(another_shape());
    };
    Ok(StoredConnection {
        instance: instance.clone(),
        account: account.clone(),
        sealed: sealed.clone(),
        connected_at: u64::try_from(*connected_at).unwrap_or_default(),
        keep_until: match keep_until {
            Cell::Integer(at) => u64::try_from(*at).ok(),
            Cell::Null | Cell::Text(_) => None,
        },
    })
}

fn another_shape() -> Error {
    Error::new(
        Code::Configuration,
        "The Vault's storage has another shape than this version expects.",
    )
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn time(ms: u64) -> Cell {
    Cell::Integer(as_integer(ms))
}

fn as_integer(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
