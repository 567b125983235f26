//! How often somebody may ask: per client's address where flows begin and end, per owner where calls are passed on. A flow needs
//! no limit of its own: it takes one code, and is spent.

use std::collections::HashMap;

use super::admission::Limit;
use super::client_address::bucket;
use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, RequestContext};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::oauth::seal::hex;

/// The limits, in requests a minute; 0 for none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// For a client's address, where flows begin and end.
    pub address: u32,
    /// For the address of a server, where platforms call: theirs are few, and each calls for many.
    pub server: u32,
    /// For an owner, where calls are passed on.
    pub owner: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { address: 60, server: 600, owner: 1200 }
    }
}

/// The length of a window, in milliseconds.
pub(super) const WINDOW_MS: u64 = 60_000;

/// How many owners are counted at a time in an isolate.
const MOST: usize = 5000;

/// The name under which those count together who come when so many others are counted.
const REST: &str = "";

/// What owners have asked for in this isolate, in windows. How many are counted is bounded.
#[derive(Debug, Default)]
pub struct RateWindows(HashMap<String, (u64, u32)>);

impl RateWindows {
    /// Counts a request; whether it is within the limit.
    pub fn admit(&mut self, name: &str, most: u32, now: u64) -> bool {
        let mut name = name;
        if self.0.len() >= MOST && !self.0.contains_key(name) {
            self.0.retain(|_, (began, _)| now < *began + WINDOW_MS);
            if self.0.len() >= MOST {
                name = REST;
            }
        }
        let window = self.0.entry(name.into()).or_insert((now, 0));
        if now >= window.0 + WINDOW_MS {
            *window = (now, 0);
        }
        window.1 = window.1.saturating_add(1);
        window.1 <= most
    }
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// Lets through what is within the address's limit. Counted by Cloudflare where the Worker has a binding for that, else in
    /// a Vault.
    pub(super) async fn admit_address(&self, limit: Limit) -> Result<()> {
        let (kind, most) = match limit {
            Limit::None => return Ok(()),
            Limit::Address => ("address", self.config.limits().address),
            Limit::Server => ("server", self.config.limits().server),
        };
        if most == 0 {
            return Ok(());
        }
        let name =
            format!("{kind}/{}", bucket(self.config.address_header(), &self.request.headers));
        let admitted = match self.host.limiter(&name).await? {
            Some(admitted) => admitted,
            None => {
                let vault = hex(&sha256(&[b"portaria/limit/", name.as_bytes()]));
                let command = VaultCommand::Admit { most, window_ms: WINDOW_MS };
                // Who cannot be counted is let in: a limit is not worth a login.
                let answer = self.host.vault(&vault, command).await;
                !matches!(answer, Ok(VaultReply::Admitted { admitted: false }))
            }
        };
        if admitted { Ok(()) } else { Err(too_often("This address")) }
    }

    /// Lets through what is within the owner's limit, as this isolate counts it, or Cloudflare.
    pub(super) async fn admit_owner(&self, owner: &str) -> Result<()> {
        let most = self.config.limits().owner;
        if most == 0 {
            return Ok(());
        }
        let admitted = match self.host.limiter(&format!("owner/{owner}")).await? {
            Some(admitted) => admitted,
            None => {
                let now = self.host.now_ms();
                self.host.windows(|windows| windows.admit(owner, most, now))
            }
        };
        if admitted { Ok(()) } else { Err(too_often("This session")) }
    }
}

fn too_often(who: &str) -> Error {
    Error::new(Code::RateLimited, format!("{who} asks too often. Try again in a minute."))
        .retryable(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_lets_through_so_many_and_then_ends() {
        let mut windows = RateWindows::default();
        let admitted = |windows: &mut RateWindows, name: &str, at: u64| windows.admit(name, 3, at);
        let first: Vec<_> = (0..5).map(|at| admitted(&mut windows, "ada", at)).collect();
        assert_eq!(first, [true, true, true, false, false]);
        assert!(admitted(&mut windows, "bob", 5));
        assert!(!admitted(&mut windows, "ada", WINDOW_MS - 1));
        assert!(admitted(&mut windows, "ada", WINDOW_MS));
    }

    /// All in one window, so that none ends: whoever makes up names fills no memory, and gets no more than one name's share.
    #[test]
    fn what_is_counted_at_a_time_is_bounded_and_the_rest_count_together() {
        let mut windows = RateWindows::default();
        let admitted =
            (0..20_000).filter(|owner: &u32| windows.admit(&owner.to_string(), 3, 7)).count();
        assert_eq!(admitted, MOST + 3);
        assert_eq!(windows.0.len(), MOST + 1);
        assert!(windows.admit("0", 3, 8), "one that is counted keeps its own window");
        assert!(windows.admit("new", 3, 7 + WINDOW_MS), "room is made when windows have ended");
        assert!(windows.0.len() < MOST);
    }
}
