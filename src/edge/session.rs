//! Whose connections they are: the embedding app's user, or else the browser's session.

use serde::{Deserialize, Serialize};

use super::{EdgeHost, Visit};
use crate::error::Result;
use crate::http::cookie::{self, SameSite};
use crate::oauth::seal::{hex, random_id};

/// The prefix has newer browsers insist that no script set it, and older ones on `__Host-`'s rules.
const COOKIE: &str = "__Host-Http-portaria";

/// How long a session lasts, in seconds.
pub(super) const SESSION_TTL_S: u64 = 30 * 24 * 60 * 60;

const PURPOSE: &str = "portaria/session";

/// The owner of connections: the name of a Vault.
#[derive(Debug)]
pub(super) struct Owner {
    /// A digest; nothing can be done with it but to find the Vault.
    pub(super) key: String,
    /// Until when what is stored is kept; for ever where the app knows its users.
    pub(super) keep_until: Option<u64>,
    /// The cookie to set, for a session that has just begun.
    pub(super) cookie: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Session {
    id: String,
    expires_at: u64,
}

impl<H: EdgeHost> Visit<'_, H> {
    /// The owner that the request shows; `None` for a stranger.
    pub(super) async fn owner(&self) -> Result<Option<Owner>> {
        if let Some(user) = self.host.identify().await? {
            let key = self.owner_key("user", &user).await?;
            return Ok(Some(Owner { key, keep_until: None, cookie: None }));
        }
        match self.session().await? {
            Some(session) => self.session_owner(&session, None).await.map(Some),
            None => Ok(None),
        }
    }

    /// The owner that the request shows, or the owner of a session that begins now.
    pub(super) async fn owner_or_new(&self) -> Result<Owner> {
        if let Some(owner) = self.owner().await? {
            return Ok(owner);
        }
        let expires_at = self.host.now_ms() + SESSION_TTL_S * 1000;
        let session = Session { id: random_id(self.host)?, expires_at };
        let json = serde_json::to_string(&session).unwrap_or_default();
        let sealed = self.config.ring().seal(self.host, PURPOSE, &json).await?;
        // Strict: no other site's link or form carries it. A callback, which comes from the
        // provider's site, is recognised by its flow's cookie instead.
        let cookie = cookie::set(COOKIE, &sealed, SameSite::Strict, SESSION_TTL_S);
        self.session_owner(&session, Some(cookie)).await
    }

    async fn session(&self) -> Result<Option<Session>> {
        for sealed in
            self.cookies().filter(|(name, _)| *name == COOKIE).map(|(_, value)| value).take(2)
        {
            let json = self.config.ring().open(self.host, PURPOSE, sealed).await?;
            let session = json.and_then(|json| serde_json::from_str::<Session>(&json).ok());
            if let Some(session) = session.filter(|session| self.host.now_ms() < session.expires_at)
            {
                return Ok(Some(session));
            }
        }
        Ok(None)
    }

    async fn session_owner(&self, session: &Session, cookie: Option<String>) -> Result<Owner> {
        let key = self.owner_key("session", &session.id).await?;
        Ok(Owner { key, keep_until: Some(session.expires_at), cookie })
    }

    /// A digest, so that a Vault's name, which shows in dashboards, lets nobody in.
    async fn owner_key(&self, kind: &str, id: &str) -> Result<String> {
        let digest = self.host.sha256(format!("portaria/owner/{kind}/{id}").as_bytes()).await?;
        Ok(hex(&digest))
    }

    /// The request's cookies.
    pub(super) fn cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        cookie::parse(self.request.headers.get("cookie").unwrap_or_default())
    }
}
