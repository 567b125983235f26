//! A flow: one login on its way, from the link to the callback.

use serde::{Deserialize, Serialize};

use super::seal::KeyRing;
use crate::error::Result;
use crate::host::Host;

/// How long a person has to log in at the provider, in seconds.
pub const FLOW_TTL_S: u64 = 600;

/// One login on its way. It travels sealed, in a cookie: nothing in it is secret but its being genuine.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    /// 256 random bits in base64url; claimed once.
    pub id: String,
    /// The instance that it was started at: a callback at another one does not fit.
    pub instance: String,
    /// Whose connection it will make.
    #[serde(default)]
    pub owner: String,
    /// Until when the connection is kept: until the session ends that is its owner; absent where that is a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_until: Option<u64>,
    /// What the provider must echo, where it echoes.
    pub state: Option<String>,
    /// Where the browser goes in the end.
    pub return_to: String,
    /// Whether it runs in a window of its own that closes in the end.
    #[serde(default)]
    pub popup: bool,
    /// By what the page that began it, on another site, will prove that it did (RFC 7636, `S256`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_challenge: Option<String>,
    /// When it started, in milliseconds since 1970.
    pub started_at: u64,
    /// When it is too late, in milliseconds since 1970.
    pub expires_at: u64,
}

/// How strongly a login is tied to the browser that started it. An honest word about the provider, for
/// apps that decide by it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// By a `state` that the provider echoed, compared with the browser's cookie (RFC 6749, 10.12).
    State,
    /// By the cookie alone: this browser did start a login here, but nothing shows that the code which
    /// came back belongs to it.
    Cookie,
    /// By nothing: the provider starts the flow.
    None,
}

impl Flow {
    /// The cookie's name. Each flow has its own, so that logins in several tabs do not disturb each other; where the provider
    /// echoes a state, it is told by that, so that the callback says which cookie is meant.
    #[must_use]
    pub fn cookie_name(&self) -> String {
        cookie_name(self.state.as_ref().unwrap_or(&self.id))
    }

    /// Whether it is too late.
    #[must_use]
    pub fn is_expired(&self, now_ms: u64) -> bool {
        now_ms >= self.expires_at
    }

    /// Seals it, for its instance only.
    ///
    /// # Errors
    /// When the host has no cryptography.
    pub async fn seal(&self, host: &impl Host, ring: &KeyRing) -> Result<String> {
        let json = serde_json::to_string(self).unwrap_or_default();
        ring.seal(host, &purpose(&self.instance), &json).await
    }

    /// Opens a sealed flow of this instance; `None` for anything else, another flow's cookie among it.
    ///
    /// # Errors
    /// When the host has no cryptography.
    pub async fn open(
        host: &impl Host,
        ring: &KeyRing,
        instance: &str,
        sealed: SealedFlow<'_>,
    ) -> Result<Option<Self>> {
        let json = ring.open(host, &purpose(instance), sealed.text).await?;
        let flow = json.and_then(|json| serde_json::from_str::<Self>(&json).ok());
        Ok(flow.filter(|flow| sealed.cookie.is_none_or(|name| name == flow.cookie_name())))
    }
}

/// A flow as a browser brings it back.
#[derive(Clone, Copy, Debug)]
pub struct SealedFlow<'a> {
    /// The name of the cookie that it was in; `None` where the caller kept it in another way.
    pub cookie: Option<&'a str>,
    /// The sealed text.
    pub text: &'a str,
}

impl<'a> From<(&'a str, &'a str)> for SealedFlow<'a> {
    /// Of a cookie: its name and its value.
    fn from((name, text): (&'a str, &'a str)) -> Self {
        Self { cookie: Some(name), text }
    }
}

impl<'a> From<&'a str> for SealedFlow<'a> {
    /// Of a caller who kept it in another way than in a cookie.
    fn from(text: &'a str) -> Self {
        Self { cookie: None, text }
    }
}

/// How many logins a browser may have on their way: the flows' cookies are sent with each request.
pub const MOST_FLOWS: usize = 8;

/// How long the flows' cookies together may be, in bytes, with their names. Proxies bound a header field at 8 KB.
const LONGEST_FLOWS: usize = 5000;

/// How many are given up at a time: what clears them makes an answer longer.
const MOST_GIVEN_UP: usize = 32;

/// Which of the flows' cookies, the oldest first, are to be given up for one more that is so long.
pub fn excess<'a>(cookies: &[(&'a str, &'a str)], added: usize) -> impl Iterator<Item = &'a str> {
    let mut left = LONGEST_FLOWS.saturating_sub(added);
    let mut count = 1;
    let is_kept = |(name, value): &&(&str, &str)| {
        let fits = left.checked_sub(name.len() + value.len());
        count += 1;
        left = fits.unwrap_or(0);
        fits.is_some() && count <= MOST_FLOWS
    };
    let kept = cookies.iter().rev().take_while(is_kept).count();
    let given_up = cookies.len().saturating_sub(kept).min(MOST_GIVEN_UP);
    cookies.iter().take(given_up).map(|(name, _)| *name)
}

/// The name of the cookie of the flow that is told by this random text.
#[must_use]
pub fn cookie_name(random: &str) -> String {
    let short: String = random.chars().take(10).collect();
    format!("{COOKIE_PREFIX}{short}")
}

/// What the names of flow cookies begin with.
pub const COOKIE_PREFIX: &str = "__Host-portaria-flow-";

fn purpose(instance: &str) -> String {
    format!("portaria/flow/{instance}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_flows_are_given_up_for_a_new_one() {
        let of = |lengths: &[usize], added: usize| -> Vec<usize> {
            let texts: Vec<_> = lengths.iter().map(|length| "x".repeat(*length)).collect();
            let names: Vec<_> = (0..lengths.len()).map(|at| at.to_string()).collect();
            let cookies: Vec<_> = names
                .iter()
                .zip(&texts)
                .map(|(name, text)| (name.as_str(), text.as_str()))
                .collect();
            excess(&cookies, added).map(|name| name.parse().unwrap()).collect()
        };
        assert!(of(&[], 400).is_empty());
        assert!(of(&[400; 7], 400).is_empty());
        assert_eq!(of(&[400; 8], 400), [0]);
        assert_eq!(of(&[400; 20], 400), (0..13).collect::<Vec<_>>());
        assert_eq!(of(&[1500, 1500, 1500], 1500), [0]);
        assert_eq!(of(&[10, 4000, 10], 1500), [0, 1]);
        assert_eq!(of(&[10, 10], 5000), [0, 1]);
        assert_eq!(of(&[10; 500], 400).len(), MOST_GIVEN_UP);
    }
}
