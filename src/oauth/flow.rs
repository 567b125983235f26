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
    /// What the provider must echo, where it echoes.
    pub state: Option<String>,
    /// Where the browser goes in the end.
    pub return_to: String,
    /// Whether it runs in a window of its own that closes in the end.
    #[serde(default)]
    pub popup: bool,
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
    /// The cookie's name. Each flow has its own, so that logins in several tabs do not disturb each other.
    #[must_use]
    pub fn cookie_name(&self) -> String {
        let short: String = self.id.chars().take(10).collect();
        format!("{COOKIE_PREFIX}{short}")
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

    /// Opens a sealed flow of this instance; `None` for anything else.
    ///
    /// # Errors
    /// When the host has no cryptography.
    pub async fn open(
        host: &impl Host,
        ring: &KeyRing,
        instance: &str,
        sealed: &str,
    ) -> Result<Option<Self>> {
        let json = ring.open(host, &purpose(instance), sealed).await?;
        Ok(json.and_then(|json| serde_json::from_str(&json).ok()))
    }
}

/// What the names of flow cookies begin with.
pub const COOKIE_PREFIX: &str = "__Host-portaria-flow-";

fn purpose(instance: &str) -> String {
    format!("portaria/flow/{instance}")
}
