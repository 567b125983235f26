//! `ANY /api/{instance}/{path}`: a call, passed on with the owner's credential.

use serde_json::Value;

use super::connection::Access;
use super::token::{self, Account};
use super::{Content, EdgeHost, Reply, Visit, guard};
use crate::api::judge;
use crate::error::{Code, Error, Result};
use crate::http::{Request, Response, query};
use crate::json;
use crate::oauth::exchange::ANSWER_LIMIT;
use crate::providers::operation::{BodyKind, Parameter};
use crate::providers::{Credential, Instance, Operation, Provider, Settings};
use crate::secret::Secret;

/// What is passed on of an answer's header fields. Cookies above all are not: they would become ours.
const PASSED_ON: &[&str] =
    &["content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"];

/// The longest body that is kept, in bytes, to be sent again should the token be refused.
const REPEATED: u64 = 1024 * 1024;
#[allow(clippy::cast_possible_truncation)] // a megabyte
const REPEATED_BYTES: usize = REPEATED as usize;

/// The longest body that is passed on, in bytes.
const LONGEST: u64 = 32 * 1024 * 1024;

impl<H: EdgeHost> Visit<'_, H> {
    pub(super) async fn proxy(mut self, instance: &Instance, path: &str) -> Result<Reply<H::Body>> {
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        let operation = self.operation(instance, path)?;
        let called = self.call(instance, &operation, path).await;
        called.map_err(|error| error.provider(&instance.name).operation(operation.id))
    }

    /// A call for an account, by another Worker that we trust: nobody's browser is asked who he is.
    pub(super) async fn proxy_for_account(
        mut self,
        account: &Account<'_>,
        path: &str,
    ) -> Result<Reply<H::Body>> {
        let instance = account.instance;
        let operation = self.operation(instance, path)?;
        let called = async {
            check_query(&operation, &self.request.query)?;
            let request = self.upstream(instance, &operation, path)?;
            let response = self.call_with_token(account, request).await?;
            judge::check_redirect(response.status)?;
            Ok(pass_on(response))
        };
        let called: Result<_> = called.await;
        called.map_err(|error| error.provider(&instance.name).operation(operation.id))
    }

    fn operation(&self, instance: &Instance, path: &str) -> Result<Operation> {
        instance.provider().operations().by_path(self.method, path).ok_or_else(|| {
            Error::new(
                Code::NotFound,
                "This method and path are not among the operations that the instance allows.",
            )
            .provider(&instance.name)
        })
    }

    async fn call(
        &mut self,
        instance: &Instance,
        operation: &Operation,
        path: &str,
    ) -> Result<Reply<H::Body>> {
        check_query(operation, &self.request.query)?;
        let record = self
            .record(instance)
            .await?
            .ok_or_else(|| login_required("No account is connected. Connect one first."))?;
        if record.expires_at.is_some_and(|at| self.host.now_ms() >= at) {
            let reason = "The access has expired; this community grants it for a short time only. Log in again.";
            return Err(login_required(reason).provider_code("token_expired"));
        }
        let mut request = self.upstream(instance, operation, path)?;
        let (response, secret) = match (&record.access, &instance.settings) {
            (Access::Credential(credential), _) => {
                credential.authorise(&mut request)?;
                let body =
                    if operation.body_kind().is_some() { self.request.body.take() } else { None };
                (self.host.send(&request, body).await?, Secret::new(credential.secret().expose()))
            }
            (Access::Linked(vault), Settings::SendPulse(settings)) => {
                let account = Account { instance, settings, vault, id: &record.profile.id };
                (self.call_with_token(&account, request).await?, Secret::new(""))
            }
            _ => return Err(token::reopen()),
        };
        judge::check_redirect(response.status)?;
        match instance.provider() {
            Provider::PipiChat => {
                self.judged(instance, &secret, response.status, response.body).await
            }
            Provider::SendPulse if response.status == 401 => Err(token::reopen().status(401)),
            Provider::JetChat if response.status == 401 => Err(Error::new(
                Code::ReconnectRequired,
                "The key is no longer accepted. Connect the account again.",
            )
            .status(401)),
            Provider::JetChat | Provider::SendPulse => Ok(pass_on(response)),
        }
    }

    /// Sends a request with the account's token; and once more with another, should that one be refused. A body that is
    /// not small is streamed, and can be sent once only.
    async fn call_with_token(
        &mut self,
        account: &Account<'_>,
        mut request: Request,
    ) -> Result<Response<H::Body>> {
        let mut streamed = None;
        if let Some(body) =
            self.request.body.take().filter(|_| request.headers.get("content-type").is_some())
        {
            let is_json = request.headers.get("content-type") == Some("application/json");
            if is_json && self.length().is_some_and(|length| length <= REPEATED) {
                request.body = Some(Secret::new(self.host.read(body, REPEATED_BYTES).await?));
            } else {
                streamed = Some(body);
            }
        }
        let may_repeat = streamed.is_none();
        let token = self.token(account, None).await?;
        let response = self.host.send(&bearing(&request, token.token)?, streamed).await?;
        if response.status != 401 {
            return Ok(response);
        }
        let token = self.token(account, Some(token.generation)).await?;
        if !may_repeat {
            // The keys are good, as the new token shows; its body is gone.
            let reason = "The token ended under way, and the body was too long to be kept. A new token is there: call again.";
            return Err(Error::new(Code::Unauthorized, reason).status(401).retryable(true));
        }
        self.host.send(&bearing(&request, token.token)?, None).await
    }

    fn length(&self) -> Option<u64> {
        self.request.headers.get("content-length")?.parse().ok()
    }

    /// The request as the provider gets it: of the caller's, the path, the query and the body only.
    fn upstream(&self, instance: &Instance, operation: &Operation, path: &str) -> Result<Request> {
        let path = match &instance.settings {
            Settings::PipiChat(settings) => settings.paths.user_info.as_str(),
            Settings::JetChat(_) | Settings::SendPulse(_) => path,
        };
        let mut url = instance.base_url().join(path);
        if !self.request.query.is_empty() {
            url = query::append(&url, &self.request.query);
        }
        let mut request = Request::new(operation.method, url);
        if let Settings::JetChat(settings) = &instance.settings {
            settings.add_headers(&mut request)?;
        }
        if operation.body_kind().is_some() {
            if self.length().is_some_and(|length| length > LONGEST) {
                return Err(Error::invalid(
                    "the body",
                    format!("is longer than {} MB", LONGEST / 1024 / 1024),
                ));
            }
            // A form's type names its boundary.
            let given = self.request.headers.get("content-type").unwrap_or_default();
            let form = operation.body_kind() == Some(BodyKind::Multipart)
                && given.starts_with("multipart/form-data;");
            request.headers.add("content-type", if form { given } else { "application/json" })?;
        }
        Ok(request)
    }

    /// Sngine reports errors inside of successful answers, so the answer, which is small, is read and
    /// judged before it is passed on; as the text that it was.
    async fn judged(
        &self,
        instance: &Instance,
        secret: &Secret,
        status: u16,
        body: H::Body,
    ) -> Result<Reply<H::Body>> {
        let text = self.host.read(body, ANSWER_LIMIT).await?;
        let located = json::locate(&text, |text| serde_json::from_str::<Value>(text).ok());
        let (parsed, text) = match located {
            Ok((answer, text)) => (Ok(answer), text),
            Err(not_json) => (Err(not_json), ""),
        };
        judge::result(instance.provider(), status, parsed, &[secret])?;
        Ok(Reply::text(200, "application/json", text.to_owned()))
    }
}

/// The query may hold what the operation takes there, and nothing else.
fn check_query(operation: &Operation, written: &str) -> Result<()> {
    for (name, _) in query::decode(written)? {
        let fits = |parameter: &Parameter| {
            let inner = name.strip_prefix(parameter.name);
            name == parameter.name
                || parameter.many
                    && inner.is_some_and(|key| key.starts_with('[') && key.ends_with(']'))
        };
        if !operation.in_query().any(|parameter| fits(&parameter)) {
            let name = crate::secret::scrub(&name, &[]);
            return Err(Error::invalid(&name, "is not a parameter of this operation's query"));
        }
    }
    Ok(())
}

/// The provider's answer as it came, but for most of its header fields.
fn pass_on<B>(response: Response<B>) -> Reply<B> {
    let passed = PASSED_ON.iter().filter_map(|name| Some((*name, response.headers.get(name)?)));
    let passed: Vec<_> = passed.map(|(name, value)| (name, value.to_owned())).collect();
    passed.iter().fold(
        Reply::stream(response.status, Content::Stream(response.body)),
        |reply, (name, value)| reply.header(name, value),
    )
}

/// The request with a token.
fn bearing(request: &Request, token: Secret) -> Result<Request> {
    let mut bearing = Request {
        method: request.method,
        url: request.url.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
        timeout_ms: request.timeout_ms,
    };
    Credential::SendPulse { access_token: token }.authorise(&mut bearing)?;
    Ok(bearing)
}

fn login_required(reason: &str) -> Error {
    Error::new(Code::LoginRequired, reason)
}
