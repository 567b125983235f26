//! The Vaults' last replies, cached in the isolate: a call with a warm token asks no Durable Object.
//!
//! What is cached is as sealed as the Vault has it. It may be half a minute behind what another isolate has changed; a command
//! from this isolate that changes it removes it at once.

use std::collections::HashMap;

use super::vault::{VaultCommand, VaultReply};

/// How long a reply is cached, in milliseconds.
pub const CACHED_MS: u64 = 30_000;

/// How many owners have replies in the cache.
const MOST: usize = 2000;

/// The replies, by owner.
#[derive(Debug, Default)]
pub struct VaultCache(HashMap<String, Vec<CachedReply>>);

#[derive(Debug)]
struct CachedReply {
    key: String,
    reply: VaultReply,
    until: u64,
}

impl VaultCache {
    /// The reply to a command, if it is cached.
    #[must_use]
    pub fn get(&self, owner: &str, command: &VaultCommand, now: u64) -> Option<VaultReply> {
        let key = cache_key(command)?;
        let known = self.0.get(owner)?.iter().find(|known| known.key == key)?;
        (now < known.until).then(|| known.reply.clone())
    }

    /// Removes the replies that a command may make untrue.
    pub fn invalidate(&mut self, owner: &str, command: &VaultCommand) {
        if cache_key(command).is_none() && !matches!(command, VaultCommand::ListConnections) {
            self.0.remove(owner);
        }
    }

    /// Caches a reply, if the command is one whose reply may be.
    pub fn put(&mut self, owner: &str, command: &VaultCommand, reply: &VaultReply, now: u64) {
        let Some(key) = cache_key(command) else { return };
        let until = match reply {
            VaultReply::Connection { stored: Some(stored) } => stored.keep_until,
            VaultReply::Token { use_until, .. } => Some(*use_until),
            _ => return,
        };
        let until = until.unwrap_or(u64::MAX).min(now + CACHED_MS);
        if self.0.len() >= MOST && !self.0.contains_key(owner) {
            self.0.retain(|_, all| all.iter().any(|known| now < known.until));
            if self.0.len() >= MOST {
                self.0.clear(); // a cache may forget
            }
        }
        let all = self.0.entry(owner.into()).or_default();
        all.retain(|known| known.key != key && now < known.until);
        all.push(CachedReply { key, reply: reply.clone(), until });
    }
}

/// The key of a command that changes nothing, and whose reply may be cached.
fn cache_key(command: &VaultCommand) -> Option<String> {
    match command {
        VaultCommand::GetConnection { instance, account, installation } => {
            let installation = installation.as_deref().unwrap_or_default();
            // An account's id may be empty, which is not the same as none.
            let account = account.as_ref().map_or_else(String::new, |id| format!("={id}"));
            Some(format!("connection {instance} {installation} {account}"))
        }
        VaultCommand::LeaseToken { instance, account, stale: None, installation } => {
            let installation = installation.as_deref().unwrap_or_default();
            Some(format!("token {instance} {installation} {account}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::vault::StoredConnection;

    fn get(account: Option<&str>) -> VaultCommand {
        let (instance, account) = ("a".into(), account.map(Into::into));
        VaultCommand::GetConnection { instance, account, installation: None }
    }

    fn lease(stale: Option<u64>) -> VaultCommand {
        let (instance, account) = ("a".into(), "7".into());
        VaultCommand::LeaseToken { instance, account, stale, installation: None }
    }

    fn lease_of(installation: &str) -> VaultCommand {
        let (instance, account) = ("a".into(), "7".into());
        let installation = Some(installation.into());
        VaultCommand::LeaseToken { instance, account, stale: None, installation }
    }

    fn connection(keep_until: Option<u64>) -> VaultReply {
        let (instance, account, sealed) = ("a".into(), "7".into(), "v1.x".into());
        let stored = StoredConnection { instance, account, sealed, connected_at: 1, keep_until };
        VaultReply::Connection { stored: Some(stored) }
    }

    fn token(use_until: u64) -> VaultReply {
        VaultReply::Token { generation: 1, sealed: "v1.y".into(), use_until }
    }

    #[test]
    fn a_reply_is_cached_for_a_while_and_for_its_owner() {
        let mut cache = VaultCache::default();
        cache.put("ada", &get(None), &connection(None), 1000);
        cache.put("ada", &lease(None), &token(5000), 1000);
        assert_eq!(cache.get("ada", &get(None), 1000 + CACHED_MS - 1), Some(connection(None)));
        assert_eq!(cache.get("ada", &get(None), 1000 + CACHED_MS), None);
        assert_eq!(cache.get("ada", &lease(None), 4999), Some(token(5000)));
        assert_eq!(cache.get("ada", &lease(None), 5000), None); // the token's own end is nearer
        for (owner, command) in [
            ("bob", get(None)),
            ("ada", get(Some("7"))),
            ("ada", get(Some(""))),
            ("ada", lease_of("another installation")),
            ("ada", lease(Some(1))),
            ("ada", VaultCommand::ListConnections),
        ] {
            assert_eq!(cache.get(owner, &command, 1001), None, "{owner} {command:?}");
        }
    }

    #[test]
    fn only_connections_and_tokens_are_cached() {
        let mut cache = VaultCache::default();
        for reply in
            [VaultReply::Connection { stored: None }, VaultReply::Refused, VaultReply::Done]
        {
            cache.put("ada", &get(None), &reply, 0);
            assert_eq!(cache.get("ada", &get(None), 0), None);
        }
        cache.put("ada", &get(None), &connection(Some(10)), 0);
        assert_eq!(cache.get("ada", &get(None), 10), None);
    }

    #[test]
    fn a_command_that_changes_something_removes_its_owners_replies() {
        let delete = VaultCommand::DeleteConnections { instance: "a".into(), account: None };
        for (command, is_cached) in [
            (get(None), true),
            (VaultCommand::ListConnections, true),
            (lease(Some(1)), false),
            (delete, false),
            (VaultCommand::EndSession { until: 1 }, false),
            (VaultCommand::EndInstallation { instance: "a".into(), keys: "k".into() }, false),
        ] {
            let mut cache = VaultCache::default();
            cache.put("ada", &get(None), &connection(None), 0);
            cache.put("bob", &get(None), &connection(None), 0);
            cache.invalidate("ada", &command);
            assert_eq!(cache.get("ada", &get(None), 1).is_some(), is_cached, "{command:?}");
            assert!(cache.get("bob", &get(None), 1).is_some());
        }
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut cache = VaultCache::default();
        for owner in 0..10_000 {
            cache.put(&owner.to_string(), &get(None), &connection(None), owner);
            assert!(cache.0.len() <= MOST);
        }
    }
}
