//! A session for our app's page in a frame of the platform's dashboard: it has the rights of the one account that was opened there, and
//! no others. Nothing of the browser's own session is in it.
//!
//! The callback leads to the page with a ticket in the fragment, which no server and no log sees. The page's script exchanges it, once and
//! within a minute, for a token that it keeps in memory and sends in a header field. A cookie (`Partitioned`: another site's frame keeps
//! no other) lets the page ask for a token again after a reload; it counts for nothing else. Where cookies are off, the session ends with
//! the page.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::connection::{Access, AccountRef, Record, StoredCredential};
use super::login_log::short;
use super::marketplace_callback::OpenedAccount;
use super::session::Owner;
use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, Reply, RequestContext, token};
use crate::api::plan::FRAME_HEADER;
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::http::cookie::{self, SameSite};
use crate::http::query;
use crate::oauth::seal::{hex, random_id};
use crate::providers::{Appearance, Instance};

/// What the names of the sessions' cookies begin with.
const COOKIE_PREFIX: &str = "__Host-portaria-frame-";

/// How many such cookies a browser keeps: so many accounts may be open beside each other.
const MOST: usize = 8;

/// How long the page has to exchange its ticket, in milliseconds.
const TICKET_MS: u64 = 60 * 1000;

/// How long a token and a cookie count, in milliseconds. A page that goes on gets new ones.
const TOKEN_MS: u64 = 60 * 60 * 1000;

/// How long after the app was opened it must be opened again, in milliseconds.
const SESSION_MS: u64 = 12 * 60 * 60 * 1000;

/// The longest body that asks for a token, in bytes.
pub(super) const LONGEST: usize = 4096;

/// What is sealed in a ticket, a token and a cookie, each for its own purpose.
#[derive(Deserialize, Serialize)]
struct FrameSession {
    id: String,
    opened: OpenedAccount,
    opened_at: u64,
    expires_at: u64,
}

impl FrameSession {
    /// What the page's address calls it: the end of its cookie's name. The same for an account each time, so that there is one cookie for it.
    fn name(&self) -> String {
        short(&hex(&sha256(&[b"portaria/frame/", self.opened.vault.as_bytes()])))
    }

    fn cookie(name: &str, value: &str, max_age_ms: u64) -> String {
        let name = format!("{COOKIE_PREFIX}{name}");
        cookie::set(&name, value, SameSite::Partitioned, max_age_ms / 1000)
    }
}

#[derive(Clone, Copy)]
enum Purpose {
    Cookie,
    Ticket,
    Token,
}

impl Purpose {
    fn at(self, instance: &Instance) -> String {
        let kind = match self {
            Self::Cookie => "cookie",
            Self::Ticket => "ticket",
            Self::Token => "token",
        };
        format!("portaria/frame/{kind}/{}", instance.name)
    }
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// Sends the frame on to the app's page, at an address without the code.
    pub(super) async fn begin_frame(
        &self,
        instance: &Instance,
        opened: OpenedAccount,
        appearance: &Appearance,
    ) -> Result<Reply<H::Body>> {
        let (id, opened_at) = (random_id(self.host)?, self.host.now_ms());
        let session = FrameSession { id, opened, opened_at, expires_at: opened_at + TICKET_MS };
        let ticket = self.seal_frame(instance, Purpose::Ticket, &session).await?;
        let page = instance.settings.frame().and_then(|frame| frame.page.clone());
        let page = page.unwrap_or_else(|| self.config.at(&format!("/frame/{}", instance.name)));
        let name = session.name();
        let mut fields = vec![("instance", instance.name.as_str()), ("session", name.as_str())];
        fields.extend(self.carried(appearance));
        let address = query::append(&page, &query::encode(&fields));
        Ok(Reply::see_other(&format!("{address}#portaria_ticket={ticket}")))
    }

    /// `POST /frame/{instance}`: a token for a page's ticket, or for what it had before; and who is connected.
    pub(super) async fn frame_session(&mut self, instance: &Instance) -> Result<Reply<H::Body>> {
        let fields = self.fields("", LONGEST).await?;
        let (ticket, name) = (fields.text("ticket")?, fields.text("session")?);
        let now = self.host.now_ms();
        let session = match (ticket, self.request.headers.get(FRAME_HEADER), name) {
            (Some(ticket), None, _) => {
                let session = self.open_frame(instance, Purpose::Ticket, ticket).await?;
                self.spend_ticket(instance, &session).await?;
                session
            }
            (None, Some(token), _) => self.open_frame(instance, Purpose::Token, token).await?,
            (None, None, Some(name)) => {
                let cookie = self.cookies().single(&format!("{COOKIE_PREFIX}{name}"));
                let cookie = cookie.ok_or_else(|| reopen(instance))?;
                self.open_frame(instance, Purpose::Cookie, cookie).await?
            }
            _ => {
                let problem =
                    "must be sent alone, or a session's name, or the token that is to be renewed";
                return Err(Error::invalid("ticket", problem));
            }
        };
        let connection = self.framed_record(instance, &session.opened).await?;
        let connection = connection.into_connection(instance);
        let expires_at = (now + TOKEN_MS).min(session.opened_at + SESSION_MS);
        let session = FrameSession { expires_at, ..session };
        let token = self.seal_frame(instance, Purpose::Token, &session).await?;
        let cookie = self.seal_frame(instance, Purpose::Cookie, &session).await?;
        let reply = Reply::json(
            200,
            &json!({ "token": token, "expiresAt": expires_at, "connection": connection }),
        );
        let name = session.name();
        let reply = self.excess_frames(&name).fold(reply, |reply, old| {
            reply.header("set-cookie", &FrameSession::cookie(old, "", 0))
        });
        let left_ms = expires_at.saturating_sub(now);
        Ok(reply.header("set-cookie", &FrameSession::cookie(&name, &cookie, left_ms)))
    }

    /// The credential that a framed page calls with; `None` where the request shows no frame's token.
    ///
    /// # Errors
    /// `login_required` where the token counts no more, or is another instance's; `not_found` where the request names another account.
    pub(super) async fn framed_credential(
        &self,
        instance: &Instance,
        account: Option<&str>,
    ) -> Result<Option<(Owner, StoredCredential)>> {
        let Some(token) = self.request.headers.get(FRAME_HEADER) else { return Ok(None) };
        let OpenedAccount { vault, installation, account: id } =
            self.open_frame(instance, Purpose::Token, token).await?.opened;
        if account.is_some_and(|named| named != id) {
            let message = "This frame was opened for another account.";
            return Err(Error::new(Code::NotFound, message));
        }
        let owner = Owner { key: vault.clone(), keep_until: None, cookie: None };
        // Whether it is still installed is looked at where its token is asked for.
        let access = Access::Linked { vault, installation };
        let credential = StoredCredential { access, expires_at: None, profile: AccountRef { id } };
        Ok(Some((owner, credential)))
    }

    /// The account that a framed page asks to link, in a window of its own.
    pub(super) async fn account_of_frame(
        &self,
        instance: &Instance,
        token: &str,
    ) -> Result<OpenedAccount> {
        let session = self.open_frame(instance, Purpose::Token, token).await;
        session.map(|session| session.opened)
    }

    /// What each further address of the app carries on: of the language, what is one of ours.
    pub(super) fn carried<'a>(
        &self,
        appearance: &'a Appearance,
    ) -> impl Iterator<Item = (&'static str, &'a str)> {
        let lang = appearance.lang.as_deref().and_then(super::language::of_list);
        let carried = appearance.carried.iter().map(|(name, value)| (*name, value.as_str()));
        lang.map(|lang| ("lang", lang)).into_iter().chain(carried)
    }

    async fn seal_frame(
        &self,
        instance: &Instance,
        purpose: Purpose,
        session: &FrameSession,
    ) -> Result<String> {
        let json = serde_json::to_string(session).unwrap_or_default();
        self.config.ring().seal(self.host, &purpose.at(instance), &json).await
    }

    async fn open_frame(
        &self,
        instance: &Instance,
        purpose: Purpose,
        sealed: &str,
    ) -> Result<FrameSession> {
        let json = self.config.ring().open(self.host, &purpose.at(instance), sealed).await?;
        let session = json.and_then(|json| serde_json::from_str::<FrameSession>(&json).ok());
        let now = self.host.now_ms();
        session.filter(|session| now < session.expires_at).ok_or_else(|| reopen(instance))
    }

    async fn spend_ticket(&self, instance: &Instance, session: &FrameSession) -> Result<()> {
        let was_spent = || {
            let title = instance.provider().title();
            format!("This ticket was used before. Open the app again from {title}.")
        };
        let spent = self.spend(&[b"portaria/frame/", session.id.as_bytes()], was_spent).await;
        spent.map_err(|error| error.provider(&instance.name))
    }

    /// The account's record, as long as it is the installation that was opened.
    async fn framed_record(&self, instance: &Instance, opened: &OpenedAccount) -> Result<Record> {
        let command = VaultCommand::GetConnection {
            instance: instance.name.clone(),
            account: None,
            installation: Some(opened.installation.clone()),
        };
        let VaultReply::Connection { stored: Some(stored) } =
            self.host.vault(&opened.vault, command).await?
        else {
            return Err(token::reconnect(instance.provider()));
        };
        let record = self.open_record(&opened.vault, &stored).await?;
        record.ok_or_else(|| token::reconnect(instance.provider()))
    }

    /// The cookies of other accounts' frames that are too many beside this one: the oldest.
    fn excess_frames<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.cookies().singles(COOKIE_PREFIX);
        let others: Vec<_> = named
            .filter_map(|(cookie, _)| cookie.strip_prefix(COOKIE_PREFIX))
            .filter(|other| *other != name)
            .collect();
        let excess = (others.len() + 1).saturating_sub(MOST);
        others.into_iter().take(excess)
    }
}

fn reopen(instance: &Instance) -> Error {
    let message = format!(
        "The session of this frame has ended, or was not kept. Open the app again from {}.",
        instance.provider().title()
    );
    Error::new(Code::LoginRequired, message).provider(&instance.name)
}
