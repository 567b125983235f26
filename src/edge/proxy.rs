//! `ANY /api/{instance}/{path}`: a call, passed on with the owner's credential.

use serde_json::Value;

use super::connection::Record;
use super::{Content, EdgeHost, Reply, Visit, guard};
use crate::api::judge;
use crate::error::{Code, Error, Result};
use crate::http::{Request, query};
use crate::json;
use crate::oauth::exchange::ANSWER_LIMIT;
use crate::providers::{Instance, Operation, Provider, Settings};

/// What is passed on of an answer's header fields. Cookies above all are not: they would become ours.
const PASSED_ON: &[&str] =
    &["content-type", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"];

/// The longest body that is passed on, in bytes.
const LONGEST: u64 = 32 * 1024 * 1024;

impl<H: EdgeHost> Visit<'_, H> {
    pub(super) async fn proxy(mut self, instance: &Instance, path: &str) -> Result<Reply<H::Body>> {
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        let operation =
            instance.provider().operations().by_path(self.method, path).ok_or_else(|| {
                Error::new(
                    Code::NotFound,
                    "This method and path are not among the operations that the instance allows.",
                )
                .provider(&instance.name)
            })?;
        let called = self.call(instance, &operation, path).await;
        called.map_err(|error| error.provider(&instance.name).operation(operation.id))
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
        record.credential.authorise(&mut request)?;
        let body = if operation.body_kind().is_some() { self.request.body.take() } else { None };
        let response = self.host.send(&request, body).await?;
        judge::check_redirect(response.status)?;
        match instance.provider() {
            Provider::PipiChat => {
                self.judged(instance, &record, response.status, response.body).await
            }
            Provider::JetChat | Provider::SendPulse if response.status == 401 => Err(Error::new(
                Code::ReconnectRequired,
                "The key is no longer accepted. Connect the account again.",
            )
            .status(401)),
            Provider::JetChat | Provider::SendPulse => {
                let passed =
                    PASSED_ON.iter().filter_map(|name| Some((*name, response.headers.get(name)?)));
                Ok(passed.fold(
                    Reply::stream(response.status, Content::Stream(response.body)),
                    |reply, (name, value)| reply.header(name, value),
                ))
            }
        }
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
            let headers = &self.request.headers;
            let length =
                headers.get("content-length").and_then(|length| length.parse::<u64>().ok());
            if length.is_some_and(|length| length > LONGEST) {
                return Err(Error::invalid(
                    "the body",
                    format!("is longer than {} MB", LONGEST / 1024 / 1024),
                ));
            }
            request.headers.add("content-type", "application/json")?;
        }
        Ok(request)
    }

    /// Sngine reports errors inside of successful answers, so the answer, which is small, is read and
    /// judged before it is passed on; as the text that it was.
    async fn judged(
        &self,
        instance: &Instance,
        record: &Record,
        status: u16,
        body: H::Body,
    ) -> Result<Reply<H::Body>> {
        let text = self.host.read(body, ANSWER_LIMIT).await?;
        let located = json::locate(&text, |text| serde_json::from_str::<Value>(text).ok());
        let (parsed, text) = match located {
            Ok((answer, text)) => (Ok(answer), text),
            Err(not_json) => (Err(not_json), ""),
        };
        judge::result(instance.provider(), status, parsed, &[record.credential.secret()])?;
        Ok(Reply::text(200, "application/json", text.to_owned()))
    }
}

/// The query may hold what the operation takes there, and nothing else.
fn check_query(operation: &Operation, written: &str) -> Result<()> {
    for (name, _) in query::decode(written)? {
        if !operation.in_query().any(|parameter| parameter.name == name) {
            let name = crate::secret::scrub(&name, &[]);
            return Err(Error::invalid(&name, "is not a parameter of this operation's query"));
        }
    }
    Ok(())
}

fn login_required(reason: &str) -> Error {
    Error::new(Code::LoginRequired, reason)
}
