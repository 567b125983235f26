//! What a Vault can be asked to do.

use serde::{Deserialize, Serialize};

use super::{FlowToClaim, SealedLoginLog, StoredConnection};
use crate::error::Error;

/// What a Vault can be asked to do. It crosses from the Worker to the Vault as JSON.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum VaultCommand {
    /// Add a part of a login's log.
    AddLoginLog(SealedLoginLog),
    /// Count a request of an address.
    Admit {
        /// How many are let through in a window.
        most: u32,
        /// The window's length, in milliseconds.
        window_ms: u64,
    },
    /// Claim a code that no flow of ours began: it is accepted once.
    ClaimCode {
        /// A digest of it.
        digest: String,
    },
    /// Claim one of these flows, for a code with this digest. That they are genuine is the caller's to know: here is only what
    /// was spent.
    ClaimFlow {
        /// The flows that fit, the preferred one first.
        flows: Vec<FlowToClaim>,
        /// A digest of the code: the same code is not accepted for another flow.
        digest: String,
    },
    /// Delete every connection there is, and the log of the logins.
    DeleteAllConnections,
    /// Delete every connection of an instance, or that of an account.
    DeleteConnections {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: Option<String>,
    },
    /// A token could not be had: all who wait for it are told why.
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
    /// The log of the last logins, the oldest part first.
    ListLoginLogs,
    /// Store a connection, in place of an older one of the same account.
    PutConnection {
        /// It.
        #[serde(flatten)]
        stored: StoredConnection,
        /// The log of the login that made it.
        #[serde(default)]
        login_log: Option<SealedLoginLog>,
    },
    /// Store a token that was asked for, and give it to those who wait for it.
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
    /// Seal a connection under a newer key, if it is still the one that was read.
    Reseal {
        /// As it was read.
        old: StoredConnection,
        /// The same, sealed under the newest key.
        sealed: String,
    },
}
