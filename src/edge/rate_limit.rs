//! How often somebody may ask: per address where flows begin and end, per owner where calls are passed on. A flow needs no limit
//! of its own: it takes one code, and is spent.

use std::collections::HashMap;

use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, RequestContext, Route};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::http::Headers;
use crate::oauth::seal::hex;

/// The limits, in requests a minute; 0 for none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// For an address, where flows begin and end.
    pub address: u32,
    /// For an owner, where calls are passed on.
    pub owner: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { address: 60, owner: 1200 }
    }
}

/// The length of a window, in milliseconds.
pub(super) const WINDOW_MS: u64 = 60_000;

/// The header in which the host of the Worker names who asks. It must be one that no client can set.
pub(super) const ADDRESS_HEADER: &str = "cf-connecting-ip";

/// How many owners are counted at a time in an isolate.
const MOST: usize = 5000;

/// What owners have asked for in this isolate, in windows.
#[derive(Debug, Default)]
pub struct RateWindows(HashMap<String, (u64, u32)>);

impl RateWindows {
    /// Counts a request; whether it is within the limit.
    pub fn admit(&mut self, name: &str, most: u32, now: u64) -> bool {
        if self.0.len() >= MOST {
            self.0.retain(|_, (began, _)| now < *began + WINDOW_MS);
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
    /// a Vault of the address's own.
    pub(super) async fn admit_address(&self, route: &Route) -> Result<()> {
        let most = self.config.limits().address;
        let Some(address) = address(&self.request.headers) else { return Ok(()) };
        if most == 0 || !route.is_limited_by_address() {
            return Ok(());
        }
        let admitted = match self.host.limiter(&format!("address/{address}")).await? {
            Some(admitted) => admitted,
            None => {
                let vault = hex(&sha256(&[b"portaria/limit/", address.as_bytes()]));
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

fn address(headers: &Headers) -> Option<&str> {
    headers.get(ADDRESS_HEADER).filter(|address| {
        (2..=45).contains(&address.len())
            && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b'.' || b == b':')
    })
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
        for owner in 0..20_000 {
            windows.admit(&owner.to_string(), 3, 10 * WINDOW_MS + owner * 100);
            assert!(windows.0.len() <= MOST + 1);
        }
    }

    #[test]
    fn an_address_is_one() {
        let of = |value: &str| {
            let headers: Headers = [(ADDRESS_HEADER, value)].into_iter().collect();
            address(&headers).map(str::to_owned)
        };
        for good in ["192.0.2.7", "2001:db8::1", "::ffff:192.0.2.7"] {
            assert_eq!(of(good).as_deref(), Some(good));
        }
        for bad in ["", "x", "192.0.2.7, 192.0.2.8", "evil/../x"] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
