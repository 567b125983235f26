//! `GET|POST /link/{instance}`: whoever opened the app is asked whether the account is to be linked to this browser, or to
//! the user that he is signed in as.
//!
//! Without the question, anybody could have another person's browser open the app with a code of his own account, and
//! that person would work in it unknowingly.

use serde::{Deserialize, Serialize};

use super::connection::{Access, Record};
use super::html_page::{HtmlPage, escape};
use super::language::Language;
use super::login_log::LoginLog;
use super::page_texts::fill;
use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, Failure, Reply, RequestContext};
use crate::error::{Code, Error, Result};
use crate::http::{Method, query};
use crate::providers::Instance;

/// How long the question stands, in milliseconds.
const TICKET_MS: u64 = 10 * 60 * 1000;

/// The longest answer, in bytes.
pub(super) const LONGEST: usize = 4096;

/// An account that was opened, and may be linked by whoever holds this, sealed.
#[derive(Deserialize, Serialize)]
pub(super) struct Ticket {
    vault: String,
    account: String,
    expires_at: u64,
}

impl Ticket {
    pub(super) fn new(vault: String, account: String, now: u64) -> Self {
        Self { vault, account, expires_at: now + TICKET_MS }
    }
}

fn purpose(instance: &str) -> String {
    format!("portaria/link/{instance}")
}

/// Where the question is asked.
pub(super) async fn location<H: EdgeHost>(
    context: &RequestContext<'_, H>,
    instance: &Instance,
    ticket: &Ticket,
    lang: Option<&str>,
) -> Result<String> {
    let json = serde_json::to_string(ticket).unwrap_or_default();
    let sealed = context.config.ring().seal(context.host, &purpose(&instance.name), &json).await?;
    let mut fields = vec![("ticket", sealed.as_str())];
    fields.extend(lang.and_then(Language::from_tag).map(|language| ("lang", language.tag())));
    Ok(context.config.at(&format!("/link/{}?{}", instance.name, query::encode(&fields))))
}

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn link(
        &mut self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        let query = self.request.query.clone();
        let fields = self.fields(&query, LONGEST).await?;
        self.language_of_account(fields.text("lang")?);
        let sealed = fields.text("ticket")?.unwrap_or_default();
        let ticket = self.open_ticket(instance, sealed).await?;
        if self.method == Method::Get {
            return Ok(self.ask_to_link(instance, sealed, &ticket));
        }
        match fields.text("answer")? {
            Some("link") => Ok(self.link_account(instance, &ticket).await?),
            _ => {
                let texts = self.texts();
                let body = format!("<p>{}</p>", escape(texts.declined));
                let title = texts.declined_heading;
                Ok(self.page(HtmlPage { title, body, ..HtmlPage::default() }))
            }
        }
    }

    async fn open_ticket(&self, instance: &Instance, sealed: &str) -> Result<Ticket> {
        let json = self.config.ring().open(self.host, &purpose(&instance.name), sealed).await?;
        let ticket = json.and_then(|json| serde_json::from_str::<Ticket>(&json).ok());
        ticket.filter(|ticket| self.host.now_ms() < ticket.expires_at).ok_or_else(|| {
            Error::new(
                Code::FlowExpired,
                format!(
                    "This question was asked more than {} minutes ago. Open the app again from {}.",
                    TICKET_MS / 60_000,
                    instance.provider().title()
                ),
            )
            .provider(&instance.name)
        })
    }

    fn ask_to_link(&self, instance: &Instance, sealed: &str, ticket: &Ticket) -> Reply<H::Body> {
        let texts = self.texts();
        let values = [
            ("provider", escape(instance.provider().title())),
            ("account", escape(&ticket.account)),
            ("origin", escape(self.config.origin())),
        ];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = format!(
            "<p>{question}</p><form method=\"post\" action=\"{action}\">\
             <input type=\"hidden\" name=\"ticket\" value=\"{ticket}\">\
             <input type=\"hidden\" name=\"lang\" value=\"{lang}\">\
             <button name=\"answer\" value=\"link\">{yes}</button> \
             <button name=\"answer\" value=\"no\" class=\"plain\">{no}</button></form>",
            question = fill(&escape(texts.link), &values),
            action = escape(&self.config.at(&format!("/link/{}", instance.name))),
            ticket = escape(sealed),
            lang = self.language.tag(),
            yes = escape(texts.link_confirm),
            no = escape(texts.link_decline),
        );
        let page = HtmlPage {
            title: &fill(texts.link_heading, &[("provider", instance.provider().title())]),
            body,
            form: true,
            ..HtmlPage::default()
        };
        // So that the browser says with the answer where it comes from.
        self.page(page).header("referrer-policy", "same-origin")
    }

    /// Links the account to whoever asks, and shows him the app.
    pub(super) async fn link_account(
        &self,
        instance: &Instance,
        ticket: &Ticket,
    ) -> Result<Reply<H::Body>> {
        let command =
            VaultCommand::GetConnection { instance: instance.name.clone(), account: None };
        let VaultReply::Connection { stored: Some(stored) } =
            self.host.vault(&ticket.vault, command).await?
        else {
            return Err(super::token::reconnect(instance.provider()));
        };
        let account = self.open_record(&ticket.vault, &stored).await?;
        let account = account.ok_or_else(|| super::token::reconnect(instance.provider()))?;
        let owner = self.owner_or_new().await?;
        let access = Access::Linked(ticket.vault.clone());
        let record = Record { access, connected_at: self.host.now_ms(), ..account };
        let mut login_log = LoginLog::of(&instance.name);
        let opened_at = ticket.expires_at.saturating_sub(TICKET_MS);
        login_log.add(opened_at, "opened", serde_json::json!({ "account": ticket.account }));
        login_log.add(opened_at, "exchanged", serde_json::Value::Null);
        login_log.add(self.host.now_ms(), "linked", serde_json::Value::Null);
        let flow = format!("{opened_at:x}");
        let sealed = self.seal_login_log(&owner.key, &flow, &login_log).await.ok();
        self.store_record(instance, &owner.key, owner.keep_until, record, sealed).await?;
        let reply = Reply::see_other("/");
        Ok(match owner.cookie {
            Some(cookie) => reply.header("set-cookie", &cookie),
            None => reply,
        })
    }
}
