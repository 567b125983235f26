//! What the Vaults answered lately, kept in the isolate: a call with a warm token asks no Durable Object.
//!
//! What is kept is as sealed as the Vault has it. It may be half a minute behind what another isolate has changed, and is
//! forgotten at once by whatever changes it here.

use std::collections::HashMap;

use super::vault::{Command, VaultReply};

/// How long an answer is good for, in milliseconds.
pub const CACHED_MS: u64 = 30_000;

/// How many owners are remembered.
const MOST: usize = 2000;

/// The answers, by owner.
#[derive(Debug, Default)]
pub struct VaultCache(HashMap<String, Vec<CachedReply>>);

#[derive(Debug)]
struct CachedReply {
    question: String,
    answer: VaultReply,
    until: u64,
}

impl VaultCache {
    /// The answer to a command, if it was given lately.
    #[must_use]
    pub fn get(&self, owner: &str, command: &Command, now: u64) -> Option<VaultReply> {
        let question = question(command)?;
        let known = self.0.get(owner)?.iter().find(|known| known.question == question)?;
        (now < known.until).then(|| known.answer.clone())
    }

    /// Forgets what a command makes untrue, before it is carried out.
    pub fn invalidate(&mut self, owner: &str, command: &Command) {
        if question(command).is_none() && !matches!(command, Command::ListConnections) {
            self.0.remove(owner);
        }
    }

    /// Remembers an answer.
    pub fn put(&mut self, owner: &str, command: &Command, answer: &VaultReply, now: u64) {
        let Some(question) = question(command) else { return };
        let until = match answer {
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
        all.retain(|known| known.question != question && now < known.until);
        all.push(CachedReply { question, answer: answer.clone(), until });
    }
}

/// What a command asks that changes nothing, and whose answer may be kept.
fn question(command: &Command) -> Option<String> {
    match command {
        Command::GetConnection { instance, account } => {
            Some(format!("connection {instance} {}", account.as_deref().unwrap_or_default()))
        }
        Command::LeaseToken { instance, account, stale: None } => {
            Some(format!("token {instance} {account}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::vault::StoredConnection;

    fn get(account: Option<&str>) -> Command {
        Command::GetConnection { instance: "a".into(), account: account.map(Into::into) }
    }

    fn lease(stale: Option<u64>) -> Command {
        Command::LeaseToken { instance: "a".into(), account: "7".into(), stale }
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
    fn an_answer_is_kept_for_a_while_and_for_its_owner() {
        let mut recent = VaultCache::default();
        recent.put("ada", &get(None), &connection(None), 1000);
        recent.put("ada", &lease(None), &token(5000), 1000);
        assert_eq!(recent.get("ada", &get(None), 1000 + CACHED_MS - 1), Some(connection(None)));
        assert_eq!(recent.get("ada", &get(None), 1000 + CACHED_MS), None);
        assert_eq!(recent.get("ada", &lease(None), 4999), Some(token(5000)));
        assert_eq!(recent.get("ada", &lease(None), 5000), None); // the token's own end is nearer
        for (owner, command) in [
            ("bob", get(None)),
            ("ada", get(Some("7"))),
            ("ada", lease(Some(1))),
            ("ada", Command::ListConnections),
        ] {
            assert_eq!(recent.get(owner, &command, 1001), None, "{owner} {command:?}");
        }
    }

    #[test]
    fn what_is_no_answer_is_not_kept() {
        let mut recent = VaultCache::default();
        for answer in [
            VaultReply::Connection { stored: None },
            VaultReply::Refused,
            VaultReply::Wait { until: 9 },
        ] {
            recent.put("ada", &get(None), &answer, 0);
            assert_eq!(recent.get("ada", &get(None), 0), None);
        }
        recent.put("ada", &get(None), &connection(Some(10)), 0);
        assert_eq!(recent.get("ada", &get(None), 10), None);
    }

    #[test]
    fn whatever_changes_something_makes_it_forget() {
        let delete = Command::DeleteConnections { instance: "a".into(), account: None };
        for (command, is_kept) in [
            (get(None), true),
            (Command::ListConnections, true),
            (lease(Some(1)), false),
            (delete, false),
        ] {
            let mut recent = VaultCache::default();
            recent.put("ada", &get(None), &connection(None), 0);
            recent.put("bob", &get(None), &connection(None), 0);
            recent.invalidate("ada", &command);
            assert_eq!(recent.get("ada", &get(None), 1).is_some(), is_kept, "{command:?}");
            assert!(recent.get("bob", &get(None), 1).is_some());
        }
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut recent = VaultCache::default();
        for owner in 0..10_000 {
            recent.put(&owner.to_string(), &get(None), &connection(None), owner);
            assert!(recent.0.len() <= MOST);
        }
    }
}
