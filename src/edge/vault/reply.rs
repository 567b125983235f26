//! What the Worker gets from a Vault.

use serde::{Deserialize, Serialize};

use super::{SealedLoginLog, StoredConnection};
use crate::error::Error;

/// What the Worker gets from a Vault. It crosses as JSON.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "reply", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum VaultReply {
    /// Whether a request is within the limit.
    Admitted {
        /// It is.
        admitted: bool,
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
    /// It is done.
    Done,
    /// The session has ended, or what is in it was claimed by a user: nothing is told, and nothing stored.
    Ended,
    /// The connection is stored.
    Installed {
        /// The id of its installation.
        installation: String,
    },
    /// The task to ask for a token with the keys of this connection.
    Lease {
        /// Which token it will be.
        generation: u64,
        /// The connection.
        stored: StoredConnection,
    },
    /// The log of the last logins.
    LoginLogs {
        /// The oldest part first.
        logs: Vec<SealedLoginLog>,
    },
    /// The keys were refused before.
    Refused,
    /// A token.
    Token {
        /// Which one.
        generation: u64,
        /// It, sealed.
        sealed: String,
        /// Until when it is used, in milliseconds since 1970.
        use_until: u64,
    },
    /// Another caller asked for the token, and did not get it.
    TokenFailed {
        /// Why.
        error: Error,
    },
}

/// What came of a claim.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "claim", rename_all = "camelCase")]
pub enum Claim {
    /// Too late, for each of them.
    Expired,
    /// This flow, from now on spent.
    Granted {
        /// The flow's id.
        id: String,
    },
    /// The flow, or the code, was claimed before.
    Replayed,
}
