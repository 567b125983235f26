//! What a Vault can be asked to do.

use serde::{Deserialize, Serialize};

use super::{FlowToClaim, Installation, SealedLoginLog, StoredConnection};
use crate::error::Error;

/// A command, and whose entries it is about. It crosses from the Worker to the Vault as JSON.
#[derive(Debug, Deserialize, Serialize)]
pub struct Addressed<Owner, Command> {
    /// Whose.
    pub owner: Owner,
    /// The command.
    pub run: Command,
}

/// What a Vault can be asked to do.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "command", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum VaultCommand {
    /// Add a part of the log of a login that failed.
    AddLoginLog(SealedLoginLog),
    /// Count a request; the owner is the address that it came from.
    Admit {
        /// How many are let through in a window.
        most: u32,
        /// The window's length, in milliseconds.
        window_ms: u64,
    },
    /// Mark what the session has connected as a user's, who moves it then: the first who asks, and nobody else.
    BeginClaim {
        /// The user.
        user: String,
        /// When the session ends by itself, in milliseconds since 1970.
        until: u64,
    },
    /// Claim a code that no flow of ours began, or the answer to a question: it is accepted once.
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
    /// End an installation, if these are its keys: its connection is deleted.
    EndInstallation {
        /// The instance's name.
        instance: String,
        /// A digest of the keys.
        keys: String,
    },
    /// End a session: all that is stored for it is deleted, and nothing is stored for it any more.
    EndSession {
        /// When it would end by itself, in milliseconds since 1970.
        until: u64,
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
        /// The id that the account's installation must have.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        installation: Option<String>,
    },
    /// The token of an account, or the task to ask for one, which one caller gets while all others wait.
    LeaseToken {
        /// The instance's name.
        instance: String,
        /// The provider's id of the account.
        account: String,
        /// A token that was refused.
        stale: Option<u64>,
        /// The id that the account's installation must have.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        installation: Option<String>,
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
        /// The installation that it is of; one that is there already keeps its id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        installation: Option<Installation>,
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

impl VaultCommand {
    /// Whether it reads or stores what is a session's, so that it is refused once the session has ended.
    pub(super) const fn needs_session(&self) -> bool {
        match self {
            Self::AddLoginLog(_)
            | Self::BeginClaim { .. }
            | Self::ClaimFlow { .. }
            | Self::DeleteAllConnections
            | Self::DeleteConnections { .. }
            | Self::GetConnection { .. }
            | Self::LeaseToken { .. }
            | Self::ListConnections
            | Self::ListLoginLogs
            | Self::PutConnection { .. }
            | Self::Reseal { .. } => true,
            // These are no session's, or find nothing once its connections are gone.
            Self::Admit { .. }
            | Self::ClaimCode { .. }
            | Self::EndInstallation { .. }
            | Self::EndSession { .. }
            | Self::FailToken { .. }
            | Self::PutToken { .. } => false,
        }
    }

    /// Whether it connects something, which nobody does in a session that a user has claimed: it would be lost.
    pub(super) const fn connects(&self) -> bool {
        matches!(self, Self::ClaimFlow { .. } | Self::PutConnection { .. })
    }
}
