//! A connection: an account at a provider that an owner has connected.

use serde::{Deserialize, Serialize};

use crate::oauth::Binding;
use crate::providers::{ClientCredentials, Credential, Instance, Profile};

/// A connection as its owner sees it. Nothing in it is secret.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// The instance's name.
    pub instance: String,
    /// The provider's name.
    pub provider: &'static str,
    /// Who is connected.
    pub account: Account,
    /// How strongly the login was tied to the browser that started it.
    pub binding: Binding,
    /// When it was made, in milliseconds since 1970.
    pub connected_at: u64,
    /// When the access ends, in milliseconds since 1970. It may end earlier. `None` for a key, which works until
    /// it is revoked.
    pub expires_at: Option<u64>,
    /// The whole profile, as it was read during the login.
    pub profile: Profile,
}

/// Who is connected, in short.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// The provider's id of the account.
    pub id: String,
    /// The name to show.
    pub name: Option<String>,
    /// The picture's address.
    pub picture: Option<String>,
}

/// A connection as it is stored, which is sealed.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Record {
    pub(super) access: Access,
    /// When the access ends, in milliseconds since 1970; never, for a key.
    pub(super) expires_at: Option<u64>,
    pub(super) profile: Profile,
    pub(super) binding: Binding,
    pub(super) connected_at: u64,
}

/// What of a [`Record`] a call needs.
#[derive(Debug, Deserialize)]
pub(super) struct StoredCredential {
    pub(super) access: Access,
    pub(super) expires_at: Option<u64>,
    pub(super) profile: AccountRef,
}

/// What of a profile a call needs.
#[derive(Debug, Deserialize)]
pub(super) struct AccountRef {
    pub(super) id: String,
}

/// What lets the Worker act for the account.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Access {
    /// It authorizes calls as it is.
    Credential(Credential),
    /// Keys that are exchanged for tokens, again and again.
    ClientCredentials(ClientCredentials),
    /// The keys are the account's own: whoever opened the app was linked to it.
    Linked {
        /// The account's key, as an owner.
        vault: String,
        /// The installation that he was linked to: after an uninstall, the next one is not his.
        installation: String,
    },
}

impl Record {
    /// What a record is sealed for: it opens for this owner, instance and account only.
    pub(super) fn purpose(owner: &str, instance: &str, account: &str) -> String {
        format!("portaria/connection/{owner}/{instance}/{account}")
    }

    /// What its owner may see.
    pub(super) fn into_connection(self, instance: &Instance) -> Connection {
        let account = Account {
            id: self.profile.id.clone(),
            name: self.profile.name.clone(),
            picture: self.profile.picture.clone(),
        };
        Connection {
            instance: instance.name.clone(),
            provider: instance.provider().name(),
            account,
            binding: self.binding,
            connected_at: self.connected_at,
            expires_at: self.expires_at,
            profile: self.profile,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_sealed_for_one_owner_one_instance_and_one_account() {
        let of = [("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x")];
        let all: std::collections::BTreeSet<_> =
            of.map(|(owner, instance, account)| Record::purpose(owner, instance, account)).into();
        assert_eq!(all.len(), of.len(), "{all:?}");
    }
}
