//! `GET|POST /callback/{instance}`: the browser comes back from the provider.

use serde_json::{Value, json};

use super::connection::{Access, Record};
use super::failure::FailedWindow;
use super::login_log::LoginLog;
use super::session::Finisher;
use super::vault::{Claim, FlowToClaim, VaultCommand, VaultReply};
use super::{
    Config, EdgeHost, Failure, Reply, RequestContext, Restart, html_page, popup, redeem, session,
};
use crate::error::{Code, Error, Result};
use crate::http::cookie::{self, SameSite};
use crate::http::{Method, RequestFields, query};
use crate::oauth::finish::{self, App, Arrival, Finished, LONGEST_CALLBACK};
use crate::oauth::flow::{COOKIE_PREFIX, Flow, MOST_FLOWS, SealedFlow};
use crate::providers::{Connect, Instance};

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn callback(
        mut self,
        instance: &Instance,
    ) -> std::result::Result<Reply<H::Body>, Failure> {
        if self.method == Method::Head {
            return Ok(Reply::empty(204)); // link checkers look; they do not log in
        }
        if self.asks {
            // The same address again, from our own page: then an old browser says, too, who finishes the login.
            let path = self.config.at(&format!("/callback/{}", instance.name));
            let again = query::append(&path, &self.request.query);
            return Ok(html_page::ask(self.config, instance, &again, *self.language));
        }
        if instance.provider().connect() == Connect::Marketplace {
            return self.marketplace_callback(instance).await;
        }
        let fields = self.callback_fields(instance).await?;
        let sealed: Vec<_> = self.flow_cookies().collect();
        let finisher = self.finisher().await?;
        let secret = self
            .config
            .app_secret(instance)
            .ok_or_else(|| Error::new(Code::Configuration, "The app's secret is missing."))?;
        let mut claimed = None;
        let mut login_log = LoginLog::of(&instance.name);
        login_log.returned(self.host.now_ms(), &fields);
        let claim = async |flows: &[Flow], digest: &str| {
            let flow = self.claim(&finisher, flows, digest).await?;
            claimed = Some(flow.clone());
            login_log.started(instance, &flow);
            login_log.add(self.host.now_ms(), "claimed", Value::Null);
            Ok(flow)
        };
        let redirect_uri = self.config.callback_url(instance);
        let app = App { instance, secret: &secret, redirect_uri: &redirect_uri, may_repeat: true };
        let arrival = Arrival { fields: &fields, sealed_flows: &sealed };
        let finished = finish::finish(self.host, self.config.ring(), &app, &arrival, claim).await;
        let stored = match finished {
            Ok(finished) => {
                login_log.add(self.host.now_ms(), "exchanged", exchanged(&finished));
                self.store(instance, finished, &mut login_log).await
            }
            Err(error) => Err(error),
        };
        let error = match stored {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        login_log.failed(self.host.now_ms(), &error);
        let newest = match &claimed {
            Some(_) => None,
            None => self.newest_flow(instance, &sealed).await,
        };
        let window = claimed.as_ref().or(newest.as_ref()).and_then(FailedWindow::of);
        if let Some(flow) = &claimed {
            self.keep_login_log(&flow.owner, &flow.id, &login_log).await;
        } else if error.code() != Code::InvalidArgument // refused input leaves nothing behind
            && let Some(flow) = newest
        {
            login_log.started(instance, &flow);
            self.keep_login_log(&flow.owner, &flow.id, &login_log).await;
        }
        Err(Failure {
            error: error.provider(&instance.name),
            restart: Some(restart(self.config, instance, claimed)),
            reopen_at: None,
            window,
        })
    }

    /// The sealed flows that the browser has on their way, the oldest first.
    pub(super) fn flow_cookies(&self) -> impl Iterator<Item = SealedFlow<'_>> {
        self.cookies().singles(COOKIE_PREFIX).map(SealedFlow::from)
    }

    /// What a callback brings, in its query and in what is posted.
    pub(super) async fn callback_fields(&mut self, instance: &Instance) -> Result<RequestFields> {
        let query = instance.provider().mend_query(&self.request.query);
        self.fields(&query, LONGEST_CALLBACK).await
    }

    /// The login that a callback which fits none most probably belongs to: so that its failure is noted there.
    async fn newest_flow(&self, instance: &Instance, sealed: &[SealedFlow<'_>]) -> Option<Flow> {
        let mut newest: Option<Flow> = None;
        for sealed in sealed.iter().rev().take(MOST_FLOWS) {
            let opened = Flow::open(self.host, self.config.ring(), &instance.name, *sealed).await;
            let later = |flow: &Flow| {
                newest.as_ref().is_none_or(|newest| newest.started_at < flow.started_at)
            };
            if let Some(flow) = opened.ok().flatten().filter(later) {
                newest = Some(flow);
            }
        }
        newest
    }

    /// Claims one of the flows, once, in the Vault of whoever started it.
    async fn claim(&self, finisher: &Finisher, flows: &[Flow], digest: &str) -> Result<Flow> {
        let newest =
            flows.iter().find(|flow| finisher.may_finish(flow)).ok_or_else(finish::mismatch)?;
        let to_claim =
            |flow: &Flow| FlowToClaim { id: flow.id.clone(), expires_at: flow.expires_at };
        let command = VaultCommand::ClaimFlow {
            flows: flows.iter().filter(|flow| flow.owner == newest.owner).map(to_claim).collect(),
            digest: digest.into(),
        };
        match self.host.vault(&newest.owner, command).await? {
            VaultReply::Claim(Claim::Granted { id }) => {
                flows.iter().find(|flow| flow.id == id).cloned().ok_or_else(finish::mismatch)
            }
            VaultReply::Claim(Claim::Replayed) => Err(finish::replayed()),
            VaultReply::Claim(Claim::Expired) => Err(finish::expired()),
            VaultReply::Ended => Err(session_ended()),
            _ => Err(finish::mismatch()),
        }
    }

    /// Stores the connection, with how it came about, and only then sends the browser on.
    async fn store(
        &self,
        instance: &Instance,
        finished: Finished,
        login_log: &mut LoginLog,
    ) -> Result<Reply<H::Body>> {
        let Finished { flow, binding, account } = finished;
        let record = Record {
            access: Access::Credential(
                instance.provider().credential_of_token(account.tokens.access_token),
            ),
            expires_at: Some(account.tokens.expires_at),
            profile: account.profile,
            binding,
            connected_at: self.host.now_ms(),
        };
        let noted = (flow.id.as_str(), login_log);
        let kept = self.keep_noted(instance, &flow.owner, flow.keep_until, record, noted).await;
        let connection =
            kept.map_err(|error| if session::has_ended(&error) { session_ended() } else { error })?;
        let code = self.code_of(&flow).await?;
        if code.is_none() {
            self.host.connected(&connection);
        }
        let target = match code {
            code if flow.popup => {
                popup::link(self.config, &instance.name, &flow.return_to, code.as_deref())
            }
            Some(code) => redeem::with_code(&flow.return_to, &code),
            None => flow.return_to.clone(),
        };
        let clear = cookie::set(&flow.cookie_name(), "", SameSite::Lax, 0);
        Ok(Reply::see_other(&target).header("set-cookie", &clear))
    }
}

/// The error where the session ended while the person logged in. The browser may be in another session by now, which goes on.
fn session_ended() -> Error {
    Error::new(
        Code::FlowMismatch,
        "The session in which this login was started has ended. Nothing was connected. Start again from the app.",
    )
}

/// What an exchange brought, as far as its owner may see it anyway.
fn exchanged(finished: &Finished) -> Value {
    let profile = &finished.account.profile;
    json!({
        "account": profile.id,
        "name": profile.name,
        "expiresAt": finished.account.tokens.expires_at,
        "binding": finished.binding,
    })
}

/// Nothing is known of where a login was to end that was not claimed.
fn restart(config: &Config, instance: &Instance, claimed: Option<Flow>) -> Restart {
    let (return_to, popup) =
        claimed.map_or_else(|| ("/".into(), false), |flow| (flow.return_to, flow.popup));
    Restart {
        link: Restart::link_to(config, &instance.name, &return_to, popup),
        back: (!popup).then_some(return_to),
    }
}
