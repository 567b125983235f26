//! Whose connections they are: the embedding app's user, or else the browser's session.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::session_cookie::SessionCookie;
use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, Identity, Reply, RequestContext};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::http::cookie::Cookies;
use crate::oauth::flow::Flow;
use crate::oauth::seal::{hex, random_id};

/// How long a session lasts in which nothing is asked, in milliseconds.
const IDLE_MS: u64 = 7 * 24 * 60 * 60 * 1000;

/// How old the word on when something was asked last may be before it is written anew, in milliseconds.
const RENEWED_MS: u64 = 24 * 60 * 60 * 1000;

/// The owner of connections.
#[derive(Debug)]
pub(super) struct Owner {
    /// A digest; nothing can be done with it but to find what is stored.
    pub(super) key: String,
    /// Until when what is stored is kept: until the session ends; for ever for a user of the embedding app.
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

/// How many sessions are remembered.
const MOST: usize = 2000;

/// Whose the sessions are that opened lately, by a digest of what was opened: nothing that anybody could show as his. What a
/// sealed text says does not change, so this is as true as opening it again.
#[derive(Debug, Default)]
pub(super) struct Sessions(HashMap<[u8; 32], Remembered>);

#[derive(Debug)]
struct Remembered {
    owner: String,
    expires_at: u64,
    seen_at: u64,
}

impl Sessions {
    /// The owner that this session is, unless it has ended, or its end is to be put off.
    fn owner(&self, digest: &[u8; 32], now: u64) -> Option<Owner> {
        let Remembered { owner, expires_at, seen_at } = self.0.get(digest)?;
        let is_fresh = now < *expires_at && now < seen_at + RENEWED_MS;
        let owner = || Owner { key: owner.clone(), keep_until: Some(*expires_at), cookie: None };
        is_fresh.then(owner)
    }

    fn remember(&mut self, digest: [u8; 32], session: &Session, owner: &str) {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let (expires_at, seen_at) = (session.expires_at, session.seen_at);
        self.0.insert(digest, Remembered { owner: owner.into(), expires_at, seen_at });
    }
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The owner that the request shows; `None` for a stranger.
    pub(super) async fn owner(&self) -> Result<Option<Owner>> {
        if let Identity::User(user) = self.host.identify().await? {
            return Ok(Some(self::user(&user)));
        }
        let now = self.host.now_ms();
        let Some(sealed) = self.session_cookie_shown() else {
            if self.session_cookie == SessionCookie::NotSent {
                return Err(SessionCookie::not_sent());
            }
            return Ok(None);
        };
        let digest = sha256(&[self.session_cookie.name().as_bytes(), b"=", sealed.as_bytes()]);
        let remembered = self.config.sessions().borrow().owner(&digest, now);
        if remembered.is_some() {
            return Ok(remembered);
        }
        let Some(session) = self.open_session(sealed).await? else { return Ok(None) };
        if now >= session.seen_at + RENEWED_MS {
            let session = Session { seen_at: now, ..session };
            let cookie = self.write_session(&session).await?;
            return Ok(Some(session_owner(&session, Some(cookie))));
        }
        let owner = session_owner(&session, None);
        self.config.sessions().borrow_mut().remember(digest, &session, &owner.key);
        Ok(Some(owner))
    }

    /// The owner that the browser's session is, though the embedding app knows its user.
    pub(super) async fn session_only(&self) -> Result<Option<Owner>> {
        let session = self.session().await?;
        Ok(session.map(|session| session_owner(&session, None)))
    }

    /// Who comes back from a login.
    pub(super) async fn finisher(&self) -> Result<Finisher> {
        let identity = match self.host.identify().await? {
            Identity::User(user) => Identity::User(self::user(&user).key),
            other => other,
        };
        let session = self.session_only().await?.map(|session| session.key);
        Ok(Finisher { identity, session })
    }

    /// Has the owner's Vault carry out a command.
    ///
    /// # Errors
    /// As the Vault, and [`ended`] where the owner is a session that has ended.
    pub(super) async fn vault(&self, owner: &str, command: VaultCommand) -> Result<VaultReply> {
        match self.host.vault(owner, command).await? {
            VaultReply::Ended => Err(ended()),
            reply => Ok(reply),
        }
    }

    /// Ends a session where all isolates see it; its cookie opens, and counts no more.
    pub(super) async fn end_session_of(&self, owner: &Owner) -> Result<()> {
        let until = owner.keep_until.unwrap_or_default();
        self.host.vault(&owner.key, VaultCommand::EndSession { until }).await.map(drop)
    }

    /// Has the browser forget its session.
    pub(super) fn end_session(&self, reply: Reply<H::Body>) -> Reply<H::Body> {
        reply.header("set-cookie", &self.session_cookie.clear())
    }

    /// The answer to a reader whose session has ended: what a stranger gets; and his browser forgets the session.
    pub(super) fn as_stranger(
        &self,
        reply: Result<Reply<H::Body>>,
        for_strangers: impl FnOnce() -> Reply<H::Body>,
    ) -> Result<Reply<H::Body>> {
        match reply {
            Err(error) if has_ended(&error) => Ok(self.end_session(for_strangers())),
            reply => reply,
        }
    }

    /// The owner that the request shows, or the owner of a session that begins now.
    pub(super) async fn owner_or_new(&self) -> Result<Owner> {
        if let Some(owner) = self.owner().await? {
            return Ok(owner);
        }
        let now = self.host.now_ms();
        let expires_at = now + self.session_cookie.ttl_s() * 1000;
        let session = Session { id: random_id(self.host)?, expires_at, seen_at: now };
        let cookie = self.write_session(&session).await?;
        Ok(session_owner(&session, Some(cookie)))
    }

    async fn write_session(&self, session: &Session) -> Result<String> {
        let json = serde_json::to_string(session).unwrap_or_default();
        let purpose = self.session_cookie.purpose();
        let sealed = self.config.ring().seal(self.host, &purpose, &json).await?;
        let left_s = session.expires_at.saturating_sub(self.host.now_ms()) / 1000;
        Ok(self.session_cookie.set(&sealed, left_s))
    }

    async fn session(&self) -> Result<Option<Session>> {
        match self.session_cookie_shown() {
            Some(sealed) => self.open_session(sealed).await,
            None => Ok(None),
        }
    }

    /// What the browser shows as its session.
    fn session_cookie_shown(&self) -> Option<&str> {
        self.cookies().single(&self.session_cookie.name())
    }

    async fn open_session(&self, sealed: &str) -> Result<Option<Session>> {
        let purpose = self.session_cookie.purpose();
        let json = self.config.ring().open(self.host, &purpose, sealed).await?;
        let session = json.and_then(|json| serde_json::from_str::<Session>(&json).ok());
        let now = self.host.now_ms();
        Ok(session.filter(|session| session.is_alive(now)))
    }

    /// The request's cookies.
    pub(super) fn cookies(&self) -> Cookies<'_> {
        Cookies::of(self.request.headers.get("cookie").unwrap_or_default())
    }
}

/// Who comes back from a login, as far as the request shows it.
pub(super) struct Finisher {
    /// The user's key, where the app names him.
    identity: Identity,
    /// The session's key. A callback comes from another site, and the session's cookie does not come along then.
    session: Option<String>,
}

impl Finisher {
    /// Whether a login is his to finish. Where nothing tells who he is, the flow's cookie shows that it is the browser that began.
    pub(super) fn may_finish(&self, flow: &Flow) -> bool {
        // The page that began it is on another site, and proves that itself, when it redeems the login.
        if flow.code_challenge.is_some() {
            return true;
        }
        let is_users = flow.keep_until.is_none();
        let is_this_session = || self.session.as_ref().is_none_or(|key| *key == flow.owner);
        match &self.identity {
            Identity::User(key) => *key == flow.owner,
            Identity::Nobody => !is_users && is_this_session(),
            Identity::Unknown => is_users || is_this_session(),
        }
    }
}

const ENDED: &str = "session_ended";

/// The error where the session has ended in which somebody asks.
pub(super) fn ended() -> Error {
    let message = "This session has ended. Load the page again; what was connected in the session must be connected again.";
    Error::new(Code::LoginRequired, message).provider_code(ENDED)
}

pub(super) fn has_ended(error: &Error) -> bool {
    error.code() == Code::LoginRequired && error.details().provider_code.as_deref() == Some(ENDED)
}

/// The owner that a user of the embedding app is.
pub(super) fn user(id: &str) -> Owner {
    Owner { key: owner_key("user", id), keep_until: None, cookie: None }
}

fn session_owner(session: &Session, cookie: Option<String>) -> Owner {
    let key = owner_key("session", &session.id);
    Owner { key, keep_until: Some(session.expires_at), cookie }
}

/// The owner of a login that a page on another site began, until that page redeems it.
pub(super) fn unredeemed(id: &str) -> String {
    owner_key("unredeemed", id)
}

/// A digest, so that a Vault's name, which shows in dashboards, lets nobody in.
fn owner_key(kind: &str, id: &str) -> String {
    hex(&sha256(&[format!("portaria/owner/{kind}/{id}").as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(expires_at: u64, seen_at: u64) -> Session {
        Session { id: "x".into(), expires_at, seen_at }
    }

    #[test]
    fn a_session_is_known_again_until_it_ends_or_is_put_off() {
        let (mut sessions, day) = (Sessions::default(), RENEWED_MS);
        sessions.remember([1; 32], &session(30 * day, 10), "ada");
        sessions.remember([2; 32], &session(day / 2, 10), "bob");
        let key = |digest: u8, now| sessions.owner(&[digest; 32], now).map(|owner| owner.key);
        assert_eq!(key(1, day).as_deref(), Some("ada"));
        assert_eq!(key(1, day + 10), None); // its cookie is to be written anew
        assert_eq!(key(2, day / 2 - 1).as_deref(), Some("bob"));
        assert_eq!(key(2, day / 2), None);
        assert_eq!(key(3, 10), None);
    }

    #[test]
    fn not_all_sessions_are_remembered_for_ever() {
        let mut sessions = Sessions::default();
        for number in 0..10_000_u32 {
            let mut digest = [0; 32];
            digest[..4].copy_from_slice(&number.to_le_bytes());
            sessions.remember(digest, &session(9, 1), "ada");
            assert!(sessions.0.len() <= MOST);
        }
    }

    #[test]
    fn a_login_is_finished_by_whoever_began_it() {
        let flow = |owner: &str, keep_until| Flow { owner: owner.into(), keep_until, ..flow() };
        let (of_ana, of_session) = (flow("ana", None), flow("s1", Some(9)));
        let user = |key: &str| Identity::User(key.into());
        for (identity, session, anas, sessions) in [
            (user("ana"), None, true, false),
            (user("ana"), Some("s1"), true, false),
            (user("bia"), None, false, false),
            (user("bia"), Some("s1"), false, false),
            (Identity::Nobody, None, false, true),
            (Identity::Nobody, Some("s1"), false, true),
            (Identity::Nobody, Some("s2"), false, false),
            (Identity::Unknown, None, true, true),
            (Identity::Unknown, Some("s1"), true, true),
            (Identity::Unknown, Some("s2"), true, false),
        ] {
            let told = format!("{identity:?} {session:?}");
            let finisher = Finisher { identity, session: session.map(Into::into) };
            assert_eq!(finisher.may_finish(&of_ana), anas, "{told}");
            assert_eq!(finisher.may_finish(&of_session), sessions, "{told}");
        }
    }

    fn flow() -> Flow {
        Flow {
            id: "f".into(),
            instance: "sample".into(),
            owner: String::new(),
            keep_until: None,
            state: None,
            return_to: "/".into(),
            popup: false,
            code_challenge: None,
            started_at: 0,
            expires_at: 1,
        }
    }
}
