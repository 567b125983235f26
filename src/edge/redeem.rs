//! `POST /redeem/{instance}`: a page on another site takes the login that it began into its session.
//!
//! That session's cookie is kept under the page's site, and our own windows do not see it. So nothing ties the login in the window to
//! the session but the page itself, on both sides of the login: it begins with a challenge, of which only the page knows the verifier
//! (RFC 7636), and it is given a code at its end: in a message to its exact origin, or in the address to which the browser returns. Who
//! has another person finish a login has the verifier, but never gets the code; and the code is good for nothing without the verifier.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::connection::Record;
use super::connections::with_cookie;
use super::session::{self, Owner};
use super::session_cookie::SessionCookie;
use super::vault::VaultCommand;
use super::{Config, EdgeHost, Reply, RequestContext};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::http::query;
use crate::oauth::flow::{FLOW_TTL_S, Flow};
use crate::oauth::return_to;
use crate::oauth::seal::random_id;
use crate::providers::Instance;

/// The longest body, in bytes.
pub(super) const LONGEST: usize = 4096;

/// How long a login waits to be redeemed, in milliseconds.
const CODE_MS: u64 = 5 * 60 * 1000;

/// The query parameter with which the browser returns where the login was in the page itself.
const PARAMETER: &str = "portaria_code";

/// What a code says, sealed: which login, and whose.
#[derive(Deserialize, Serialize)]
struct Ticket {
    owner: String,
    challenge: String,
    origin: String,
    expires_at: u64,
}

fn purpose(instance: &str) -> String {
    format!("portaria/redeem/{instance}")
}

/// Checks the challenge with which a page begins a login. It belongs to a page on another site.
pub(super) fn check_challenge(config: &Config, challenge: &str, return_to: &str) -> Result<String> {
    let is_digest = challenge.len() == 43
        && challenge.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !is_digest {
        let problem = "must be a SHA-256 digest in base64url (RFC 7636, S256)";
        return Err(Error::invalid("code_challenge", problem));
    }
    if return_to::origin_of(return_to, config.cross_site_origins()).is_none() {
        let problem =
            "is for logins that return to an origin which PORTARIA_CROSS_SITE_ORIGINS lists";
        return Err(Error::invalid("code_challenge", problem));
    }
    Ok(challenge.to_owned())
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// The owner of a login until it is redeemed: nobody else's, and for a short time.
    pub(super) fn unredeemed_owner(&self) -> Result<Owner> {
        let key = session::unredeemed(&random_id(self.host)?);
        let keep_until = Some(self.host.now_ms() + FLOW_TTL_S * 1000 + CODE_MS);
        Ok(Owner { key, keep_until, cookie: None })
    }

    /// The code for a login that is stored; `None` where it needs none.
    pub(super) async fn code_of(&self, flow: &Flow) -> Result<Option<String>> {
        let origin = return_to::origin_of(&flow.return_to, self.config.cross_site_origins());
        let Some((challenge, origin)) = flow.code_challenge.clone().zip(origin) else {
            return Ok(None);
        };
        let expires_at = self.host.now_ms() + CODE_MS;
        let ticket =
            Ticket { owner: flow.owner.clone(), challenge, origin: origin.into(), expires_at };
        let json = serde_json::to_string(&ticket).unwrap_or_default();
        self.config.ring().seal(self.host, &purpose(&flow.instance), &json).await.map(Some)
    }

    pub(super) async fn redeem(&mut self, instance: &Instance) -> Result<Reply<H::Body>> {
        let SessionCookie::CrossSite(origin) = self.session_cookie.clone() else {
            let message = "This is for pages on other sites, whose origins PORTARIA_CROSS_SITE_ORIGINS lists.";
            return Err(Error::new(Code::Forbidden, message));
        };
        let query = self.request.query.clone();
        let fields = self.fields(&query, LONGEST).await?;
        let code = fields.text("code")?.unwrap_or_default();
        let verifier = fields.text("code_verifier")?.unwrap_or_default();
        let ticket = self.ticket_of(instance, code).await?;
        if ticket.origin != origin || !is_proved(&ticket.challenge, verifier) {
            let message = "This login was begun by another page. Nothing was connected.";
            return Err(Error::new(Code::FlowMismatch, message));
        }
        let owner = self.owner_or_new().await?;
        let was_spent = || "This login was redeemed before.".into();
        self.spend(&[b"portaria/redeem/", ticket.owner.as_bytes()], was_spent).await?;
        let mut connection = None;
        for stored in self.stored(&ticket.owner).await? {
            let Some(record) = self.open_record::<Record>(&ticket.owner, &stored).await? else {
                continue;
            };
            let keep_until = owner.keep_until;
            let kept = self.store_record(instance, &owner.key, keep_until, record, None).await?;
            connection = Some(kept);
        }
        let connection = connection.ok_or_else(too_late)?;
        self.host.connected(&connection);
        // There first, and only then gone here.
        self.vault(&ticket.owner, VaultCommand::DeleteAllConnections).await?;
        Ok(with_cookie(Reply::json(201, &connection), Some(owner)))
    }

    async fn ticket_of(&self, instance: &Instance, code: &str) -> Result<Ticket> {
        let json = self.config.ring().open(self.host, &purpose(&instance.name), code).await?;
        let ticket = json.and_then(|json| serde_json::from_str::<Ticket>(&json).ok());
        let ticket = ticket.ok_or_else(|| {
            Error::invalid("code", "is not one that the end of a login at this instance gave")
        })?;
        if self.host.now_ms() >= ticket.expires_at { Err(too_late()) } else { Ok(ticket) }
    }
}

/// An address of the page's with the code in it.
pub(super) fn with_code(return_to: &str, code: &str) -> String {
    let (address, fragment) = match return_to.split_once('#') {
        Some((address, fragment)) => (address, format!("#{fragment}")),
        None => (return_to, String::new()),
    };
    format!("{}{fragment}", query::append(address, &query::encode(&[(PARAMETER, code)])))
}

fn is_proved(challenge: &str, verifier: &str) -> bool {
    let digest = Base64UrlUnpadded::encode_string(&sha256(&[verifier.as_bytes()]));
    bool::from(digest.as_bytes().ct_eq(challenge.as_bytes()))
}

fn too_late() -> Error {
    let message = "The login was finished more than five minutes ago, or its session has ended. Start again from the app.";
    Error::new(Code::FlowExpired, message)
}
