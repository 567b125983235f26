//! Whose connections they are: the embedding app's user, or else the browser's session.

use serde::{Deserialize, Serialize};

use super::{EdgeHost, Reply, Visit};
use crate::error::Result;
use crate::http::cookie::{self, SameSite};
use crate::oauth::seal::{hex, random_id};

/// The prefix has newer browsers insist that no script set it, and older ones on `__Host-`'s rules.
const COOKIE: &str = "__Host-Http-portaria";

/// How long a session lasts at most, in seconds.
pub(super) const SESSION_TTL_S: u64 = 30 * 24 * 60 * 60;

/// How long a session lasts in which nothing is asked, in milliseconds.
const IDLE_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// How old the word on when something was asked last may be before it is written anew, in milliseconds.
const RENEWED_MS: u64 = 24 * 60 * 60 * 1000;

const PURPOSE: &str = "portaria/session";

/// The owner of connections: the name of a Vault.
#[derive(Debug)]
pub(super) struct Owner {
    /// A digest; nothing can be done with it but to find the Vault.
    pub(super) key: String,
    /// Until when what is stored is kept; for ever where the app knows its users.
    pub(super) keep_until: Option<u64>,
    /// The cookie to set, for a session that has just begun, or whose end by idleness is put off.
    pub(super) cookie: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Session {
    id: String,
    expires_at: u64,
    /// When something was asked last, within a day.
    #[serde(default)]
    seen_at: u64,
}

impl Session {
    fn is_alive(&self, now: u64) -> bool {
        now < self.expires_at && now < self.seen_at + IDLE_MS
    }
}

impl<H: EdgeHost> Visit<'_, H> {
    /// The owner that the request shows; `None` for a stranger.
    pub(super) async fn owner(&self) -> Result<Option<Owner>> {
        if let Some(user) = self.host.identify().await? {
            return self.user(&user).await.map(Some);
        }
        let Some(mut session) = self.session().await? else { return Ok(None) };
        let now = self.host.now_ms();
        let cookie = if now >= session.seen_at + RENEWED_MS {
            session.seen_at = now;
            Some(self.session_cookie(&session).await?)
        } else {
            None
        };
        self.session_owner(&session, cookie).await.map(Some)
    }

    /// The owner that the browser's session is, though the embedding app knows its user.
    pub(super) async fn session_only(&self) -> Result<Option<Owner>> {
        match self.session().await? {
            Some(session) => self.session_owner(&session, None).await.map(Some),
            None => Ok(None),
        }
    }

    /// The owner that a user of the embedding app is.
    pub(super) async fn user(&self, id: &str) -> Result<Owner> {
        let key = self.owner_key("user", id).await?;
        Ok(Owner { key, keep_until: None, cookie: None })
    }

    /// Has the browser forget its session.
    pub(super) fn end_session<B>(reply: Reply<B>) -> Reply<B> {
        reply.header("set-cookie", &cookie::set(COOKIE, "", SameSite::Strict, 0))
    }

    /// The owner that the request shows, or the owner of a session that begins now.
    pub(super) async fn owner_or_new(&self) -> Result<Owner> {
        if let Some(owner) = self.owner().await? {
            return Ok(owner);
        }
        let now = self.host.now_ms();
        let expires_at = now + SESSION_TTL_S * 1000;
        let session = Session { id: random_id(self.host)?, expires_at, seen_at: now };
        let cookie = self.session_cookie(&session).await?;
        self.session_owner(&session, Some(cookie)).await
    }

    async fn session_cookie(&self, session: &Session) -> Result<String> {
        let json = serde_json::to_string(session).unwrap_or_default();
        let sealed = self.config.ring().seal(self.host, PURPOSE, &json).await?;
        // Strict: no other site's link or form carries it. A callback, which comes from the
        // provider's site, is recognised by its flow's cookie instead.
        let left_s = session.expires_at.saturating_sub(self.host.now_ms()) / 1000;
        Ok(cookie::set(COOKIE, &sealed, SameSite::Strict, left_s))
    }

    async fn session(&self) -> Result<Option<Session>> {
        for sealed in
            self.cookies().filter(|(name, _)| *name == COOKIE).map(|(_, value)| value).take(2)
        {
            let json = self.config.ring().open(self.host, PURPOSE, sealed).await?;
            let session = json.and_then(|json| serde_json::from_str::<Session>(&json).ok());
            let now = self.host.now_ms();
            if let Some(session) = session.filter(|session| session.is_alive(now)) {
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
