//! `GET|POST /link/{instance}`: whoever opened the app is asked whether the account is to be linked to this browser, or to
//! the user that he is signed in as.
//!
//! Without the question, anybody could have another person's browser open the app with a code of his own account, and
//! that person would work in it unknowingly.
//!
//! What the question is about is sealed in a cookie of the browser that opened the app, and the address names the cookie: so it
//! cannot be answered in another browser. Either answer spends it.

use serde::{Deserialize, Serialize};

use super::connection::{Access, Record};
use super::html_page::{HtmlPage, escape, hidden_fields};
use super::login_log::{LoginLog, short};
use super::marketplace_callback::OpenedAccount;
use super::page_texts::fill;
use super::vault::{VaultCommand, VaultReply};
use super::{EdgeHost, Failure, Reply, RequestContext};
use crate::error::{Code, Error, Result};
use crate::http::cookie::{self, SameSite};
use crate::http::{Method, query};
use crate::oauth::seal::random_id;
use crate::providers::{Appearance, Instance};

/// What the names of the questions' cookies begin with.
const COOKIE_PREFIX: &str = "__Host-portaria-link-";

/// How long the question stands, in milliseconds.
const TICKET_MS: u64 = 10 * 60 * 1000;

/// The longest answer, in bytes.
pub(super) const LONGEST: usize = 4096;

/// An account that was opened, and may be linked by the browser that holds this, sealed, in a cookie; once.
#[derive(Deserialize, Serialize)]
pub(super) struct Ticket {
    id: String,
    opened: OpenedAccount,
    expires_at: u64,
}

impl Ticket {
    /// A ticket for an account that was opened.
    pub(super) fn new<H: EdgeHost>(host: &H, opened: OpenedAccount) -> Result<Self> {
        let (id, expires_at) = (random_id(host)?, host.now_ms() + TICKET_MS);
        Ok(Self { id, opened, expires_at })
    }

    /// What the address says of it: the end of its cookie's name.
    fn question(&self) -> String {
        short(&self.id)
    }

    fn cookie(&self, value: &str, max_age_s: u64) -> String {
        let name = format!("{COOKIE_PREFIX}{}", self.question());
        cookie::set(&name, value, SameSite::Lax, max_age_s)
    }
}

fn purpose(instance: &str) -> String {
    format!("portaria/link/{instance}")
}

/// Sends the browser on to where the question is asked.
pub(super) async fn ask_at<H: EdgeHost>(
    context: &RequestContext<'_, H>,
    instance: &Instance,
    ticket: &Ticket,
    appearance: &Appearance,
) -> Result<Reply<H::Body>> {
    let json = serde_json::to_string(ticket).unwrap_or_default();
    let sealed = context.config.ring().seal(context.host, &purpose(&instance.name), &json).await?;
    let question = ticket.question();
    let mut fields = vec![("question", question.as_str())];
    fields.extend(context.carried(appearance));
    let path = format!("/link/{}?{}", instance.name, query::encode(&fields));
    let cookie = ticket.cookie(&sealed, TICKET_MS / 1000);
    Ok(Reply::see_other(&context.config.at(&path)).header("set-cookie", &cookie))
}

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn link(
        &mut self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        let query = self.request.query.clone();
        let fields = self.fields(&query, LONGEST).await?;
        let appearance = instance.provider().read_appearance(&fields)?;
        self.language_of_account(appearance.lang.as_deref());
        if self.method == Method::Post
            && let Some(token) = fields.text("session")?
        {
            // A page in a frame of the dashboard asks, in a window of its own.
            let opened = self.account_of_frame(instance, token).await?;
            let ticket = Ticket::new(self.host, opened)?;
            return Ok(ask_at(self, instance, &ticket, &appearance).await?);
        }
        let (question, answer) =
            (fields.text("question")?.unwrap_or_default(), fields.text("answer")?);
        let ticket = self.ticket(instance, question).await?;
        if self.method == Method::Get {
            return Ok(self.ask_to_link(instance, &ticket, &appearance));
        }
        self.spend_question(instance, &ticket).await?;
        let reply = if answer == Some("link") {
            self.link_account(instance, &ticket, &appearance).await?
        } else {
            let texts = self.texts();
            let body = format!("<p>{}</p>", escape(texts.declined));
            self.page(HtmlPage { title: texts.declined_heading, body, ..HtmlPage::default() })
        };
        Ok(reply.header("set-cookie", &ticket.cookie("", 0)))
    }

    /// The ticket in the cookie that the address names.
    async fn ticket(&self, instance: &Instance, question: &str) -> Result<Ticket> {
        let reopen = |code, what: String| {
            let message =
                format!("{what} Open the app again from {}.", instance.provider().title());
            Error::new(code, message).provider(&instance.name)
        };
        let name = format!("{COOKIE_PREFIX}{question}");
        let json = match self.cookies().single(&name) {
            Some(sealed) => {
                self.config.ring().open(self.host, &purpose(&instance.name), sealed).await?
            }
            None => None,
        };
        let ticket = json.and_then(|json| serde_json::from_str::<Ticket>(&json).ok());
        let Some(ticket) = ticket.filter(|ticket| ticket.question() == question) else {
            let what = "This question was asked in another browser, or answered already.";
            return Err(reopen(Code::FlowMismatch, what.into()));
        };
        if self.host.now_ms() >= ticket.expires_at {
            let minutes = TICKET_MS / 60_000;
            let what = format!("This question was asked more than {minutes} minutes ago.");
            return Err(reopen(Code::FlowExpired, what));
        }
        Ok(ticket)
    }

    /// Spends the ticket, whatever the answer: there is one answer to a question.
    async fn spend_question(&self, instance: &Instance, ticket: &Ticket) -> Result<()> {
        let was_spent = || {
            let title = instance.provider().title();
            format!(
                "This question was answered before. To be asked again, open the app again from {title}."
            )
        };
        let spent = self.spend(&[b"portaria/link/", ticket.id.as_bytes()], was_spent).await;
        spent.map_err(|error| error.provider(&instance.name))
    }

    fn ask_to_link(
        &self,
        instance: &Instance,
        ticket: &Ticket,
        appearance: &Appearance,
    ) -> Reply<H::Body> {
        let texts = self.texts();
        let values = [
            ("provider", escape(instance.provider().title())),
            ("account", escape(&ticket.opened.account)),
            ("origin", escape(self.config.origin())),
        ];
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = format!(
            "<p>{question}</p><form method=\"post\" action=\"{action}\">\
             <input type=\"hidden\" name=\"question\" value=\"{question_id}\">\
             {carried}\
             <button name=\"answer\" value=\"link\">{yes}</button> \
             <button name=\"answer\" value=\"no\" class=\"plain\">{no}</button></form>",
            question = fill(&escape(texts.link), &values),
            action = escape(&self.config.at(&format!("/link/{}", instance.name))),
            question_id = escape(&ticket.question()),
            carried = hidden_fields(self.carried(appearance)),
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
        appearance: &Appearance,
    ) -> Result<Reply<H::Body>> {
        let OpenedAccount { vault, installation, account: id } = &ticket.opened;
        let command = VaultCommand::GetConnection {
            instance: instance.name.clone(),
            account: None,
            installation: Some(installation.clone()),
        };
        let VaultReply::Connection { stored: Some(stored) } =
            self.host.vault(vault, command).await?
        else {
            return Err(super::token::reconnect(instance.provider()));
        };
        let account = self.open_record(vault, &stored).await?;
        let account = account.ok_or_else(|| super::token::reconnect(instance.provider()))?;
        let owner = self.owner_or_new().await?;
        let access = Access::Linked { vault: vault.clone(), installation: installation.clone() };
        let record = Record { access, connected_at: self.host.now_ms(), ..account };
        let mut login_log = LoginLog::of(&instance.name);
        let opened_at = ticket.expires_at.saturating_sub(TICKET_MS);
        login_log.add(opened_at, "opened", serde_json::json!({ "account": id }));
        login_log.add(opened_at, "exchanged", serde_json::Value::Null);
        login_log.add(self.host.now_ms(), "linked", serde_json::Value::Null);
        let flow = format!("{opened_at:x}");
        let sealed = self.seal_login_log(&owner.key, &flow, &login_log).await.ok();
        self.store_record(instance, &owner.key, owner.keep_until, record, sealed).await?;
        let carried: Vec<_> = self.carried(appearance).collect();
        let home = if carried.is_empty() {
            "/".into()
        } else {
            query::append("/", &query::encode(&carried))
        };
        let reply = Reply::see_other(&home);
        Ok(match owner.cookie {
            Some(cookie) => reply.header("set-cookie", &cookie),
            None => reply,
        })
    }
}
