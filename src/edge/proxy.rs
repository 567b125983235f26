//! `ANY /api/{instance}/{path}`: a call, passed on with the owner's credential.

use serde_json::Value;

use super::connection::Access;
use super::platform_answer::pass_on;
use super::token::{self, Account};
use super::{Content, EdgeHost, Reply, RequestContext};
use crate::api::check_response;
use crate::error::{Code, Error, Result};
use crate::http::{LONGEST_BODY, Method, Request, Response, body_too_long, query};
use crate::json;
use crate::oauth::fetch_json::ANSWER_LIMIT;
use crate::oauth::seal::random_id;
use crate::providers::operation::{BodyKind, Parameter};
use crate::providers::paths;
use crate::providers::{Instance, Operation, SharedCode, Table};
use crate::secret::{Quote, Secret};

/// The longest body that is kept, in bytes, to be sent again should the token be refused.
const REPEATED: u64 = 1024 * 1024;
#[allow(clippy::cast_possible_truncation)] // a megabyte
const REPEATED_BYTES: usize = REPEATED as usize;

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn proxy(mut self, instance: &Instance, path: &str) -> Result<Reply<H::Body>> {
        let operation = self.operation(instance, path)?;
        let called = self.call(instance, &operation, path).await;
        called.map_err(|error| error.provider(&instance.name).operation(&operation.id()))
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
            check_response::check_redirect(response.status)?;
            Ok(pass_on(response))
        };
        let called: Result<_> = called.await;
        called.map_err(|error| error.provider(&instance.name).operation(&operation.id()))
    }

    fn operation(&self, instance: &Instance, path: &str) -> Result<Operation> {
        let operations = instance.provider().operations();
        let also = || {
            let is_meant = |(method, template): &(Method, String)| {
                *method == self.method && paths::fits(template, path)
            };
            instance
                .also
                .iter()
                .any(is_meant)
                .then(|| Table::UNDESCRIBED.by_id(undescribed(self.method)))?
        };
        let described = operations.by_path(self.method, path);
        // A path that is allowed beside the description may have a query that the description lacks.
        let fits = |operation: &Operation| check_query(operation, &self.request.query).is_ok();
        described.filter(fits).or_else(also).or(described).ok_or_else(|| {
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
        let (owner, record) = self
            .record(instance)
            .await?
            .ok_or_else(|| login_required("No account is connected. Connect one first."))?;
        if record.expires_at.is_some_and(|at| self.host.now_ms() >= at) {
            let reason = "The access has expired; this community grants it for a short time only. Log in again.";
            return Err(login_required(reason).provider_code("token_expired"));
        }
        let cookie = owner.cookie.clone();
        let mut request = self.upstream(instance, operation, path)?;
        let response = match &record.access {
            Access::Credential(credential) => {
                credential.authorize(&mut request)?;
                let body =
                    if operation.body_kind().is_some() { self.request.body.take() } else { None };
                self.host.send(&request, body).await?
            }
            Access::Linked { .. } | Access::ClientCredentials(_) => {
                // Keys that somebody brought are his own.
                let (vault, installation) = match &record.access {
                    Access::Linked { vault, installation } => (vault, Some(installation.as_str())),
                    _ => (&owner.key, None),
                };
                let account = Account { instance, vault, id: &record.profile.id, installation };
                self.call_with_token(&account, request).await?
            }
        };
        check_response::check_redirect(response.status)?;
        let provider = instance.provider();
        let reply = if provider.is_checked_by_worker() {
            self.checked(instance, operation, path, response).await
        } else if response.status == 401 {
            Err(token::reconnect(provider).status(401))
        } else {
            Ok(pass_on(response))
        }?;
        Ok(match cookie {
            Some(cookie) => reply.header("set-cookie", &cookie),
            None => reply,
        })
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
        let response = self.host.send(&bearing(account, &request, token.token)?, streamed).await?;
        if response.status != 401 {
            return Ok(response);
        }
        let token = self.token(account, Some(token.generation)).await?;
        if !may_repeat {
            // The keys are good, as the new token shows; its body is gone.
            let reason = "The token ended under way, and the body was too long to be kept. A new token is there: call again.";
            return Err(Error::new(Code::Unauthorized, reason).status(401).retryable(true));
        }
        self.host.send(&bearing(account, &request, token.token)?, None).await
    }

    fn length(&self) -> Option<u64> {
        self.request.headers.get("content-length")?.parse().ok()
    }

    /// The request as the provider gets it: of the caller's, the path, the query and the body only.
    fn upstream(&self, instance: &Instance, operation: &Operation, path: &str) -> Result<Request> {
        let settings = &instance.settings;
        let mut url = instance.base_url().join(settings.upstream_path(path));
        if !self.request.query.is_empty() {
            url = query::append(&url, &self.request.query);
        }
        if let Some((name, code)) = self.shared_code(instance, operation)? {
            url = query::append(&url, &query::encode(&[(name, code.expose())]));
        }
        let mut request = Request::new(self.method, url);
        let idempotency = instance.provider().idempotency_header();
        if let Some(name) = idempotency.filter(|_| !self.method.is_safe()) {
            request.headers.add(name, self.idempotency_key(name)?)?;
        }
        settings.prepare(&mut request)?;
        if operation.body_kind().is_some() {
            if self.length().is_some_and(|length| length > LONGEST_BODY) {
                return Err(body_too_long());
            }
            // A form's type names its boundary.
            let given = self.request.headers.get("content-type").unwrap_or_default();
            let form = operation.body_kind() == Some(BodyKind::Multipart)
                && given.starts_with("multipart/form-data;");
            request.headers.add("content-type", if form { given } else { "application/json" })?;
        }
        Ok(request)
    }

    /// The code that an operation takes in the query, where the caller does not have it, as a browser should not.
    fn shared_code(
        &self,
        instance: &Instance,
        operation: &Operation,
    ) -> Result<Option<(&'static str, Secret)>> {
        let Some(SharedCode { parameter: name, .. }) = instance.provider().shared_code() else {
            return Ok(None);
        };
        let takes = operation.in_query().any(|parameter| parameter.name == name);
        let given = || query::decode(&self.request.query);
        if !takes || given()?.iter().any(|(given, _)| given == name) {
            return Ok(None);
        }
        let missing =
            || Error::invalid(name, "is missing, and the Worker has none for this instance");
        self.config.shared_code(instance).map(|code| Some((name, code))).ok_or_else(missing)
    }

    /// What keeps a write from being done twice: the caller's, so that a caller's own repeats count as one.
    fn idempotency_key(&self, header: &str) -> Result<String> {
        let is_plain = |id: &&str| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let given = self.request.headers.get(header).filter(is_plain);
        given.map_or_else(|| random_id(self.host), |id| Ok(id.to_owned()))
    }

    /// Reads and checks an answer, which is small, before it is passed on as the text that it was.
    async fn checked(
        &self,
        instance: &Instance,
        operation: &Operation,
        path: &str,
        response: Response<H::Body>,
    ) -> Result<Reply<H::Body>> {
        let text = self.host.read(response.body, ANSWER_LIMIT).await?;
        let located = json::locate(&text, |text| serde_json::from_str::<Value>(text).ok());
        let (parsed, text) = match located {
            Ok((answer, text)) => (Ok(answer), text),
            Err(not_json) => (Err(not_json), ""),
        };
        // What no document describes promises nothing.
        let check = if operation.is_undescribed() {
            check_response::check_response
        } else {
            check_response::check_result
        };
        check(instance.provider(), path, response.status, parsed, Quote::Nothing)?;
        let reply = Reply::stream(200, Content::Text(text.to_owned()));
        Ok(reply.header("content-type", "application/json"))
    }
}

/// The operation that stands for those which are allowed beside the document.
const fn undescribed(method: Method) -> &'static str {
    match method {
        Method::Get => "request.get",
        Method::Patch => "request.patch",
        Method::Post => "request.post",
        _ => "request.put",
    }
}

/// The query may hold what the operation takes there, and nothing else; each parameter once, unless it is a list.
fn check_query(operation: &Operation, written: &str) -> Result<()> {
    if operation.is_undescribed() {
        return Ok(());
    }
    let mut seen: Vec<String> = Vec::new();
    for (name, _) in query::decode(written)? {
        let fits = |parameter: &Parameter| {
            let inner = name.strip_prefix(parameter.name);
            name == parameter.name
                || parameter.many
                    && inner.is_some_and(|key| key.starts_with('[') && key.ends_with(']'))
        };
        let refused = |problem| Err(Error::invalid(&crate::secret::scrub(&name, &[]), problem));
        let Some(parameter) = operation.in_query().find(fits) else {
            return refused("is not a parameter of this operation's query");
        };
        if !parameter.many {
            if seen.contains(&name) {
                return refused("was given more than once");
            }
            seen.push(name);
        }
    }
    Ok(())
}

/// The request with a token.
fn bearing(account: &Account<'_>, request: &Request, access_token: Secret) -> Result<Request> {
    let mut bearing = Request {
        method: request.method,
        url: request.url.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
        timeout_ms: request.timeout_ms,
    };
    let credential = account.instance.provider().credential_of_token(access_token);
    credential.authorize(&mut bearing)?;
    Ok(bearing)
}

fn login_required(reason: &str) -> Error {
    Error::new(Code::LoginRequired, reason)
}
