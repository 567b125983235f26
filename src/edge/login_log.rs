//! The log of a login, or of a key that is given: its steps as they happen, what each saw, and why one failed. It is stored
//! in the owner's Vault, sealed, so that he can see why a login did not work.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::vault::{SealedLoginLog, VaultCommand, VaultReply};
use super::{EdgeHost, RequestContext};
use crate::error::{Error, Result};
use crate::http::RequestFields;
use crate::oauth::flow::Flow;
use crate::providers::Instance;
use crate::secret::MASK;

/// One step. Nothing in it is secret.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Step {
    /// Its name.
    pub(super) step: String,
    /// When, in milliseconds since 1970.
    pub(super) at: u64,
    /// What it saw.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(super) saw: Map<String, Value>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<Value>,
}

/// Steps that belong together.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct LoginLog {
    /// The instance's name.
    pub(super) instance: String,
    /// The steps, in their order.
    pub(super) steps: Vec<Step>,
}

impl LoginLog {
    pub(super) fn of(instance: &str) -> Self {
        Self { instance: instance.into(), steps: Vec::new() }
    }

    pub(super) fn add(&mut self, at: u64, step: &str, saw: Value) {
        let saw = if let Value::Object(saw) = saw { saw } else { Map::new() };
        self.steps.push(Step { step: step.into(), at, saw, error: None });
    }

    /// A login began with this flow. Nothing is stored until the browser comes back, so it is told only then.
    pub(super) fn started(&mut self, instance: &Instance, flow: &Flow) {
        let saw = [
            ("address", instance.authorization_endpoint().into()),
            ("window", flow.popup.into()),
            ("state", flow.state.is_some().into()),
        ];
        let saw =
            saw.map(|(name, value): (_, Value)| (name.to_owned(), value)).into_iter().collect();
        let step = Step { step: "started".into(), at: flow.started_at, saw, error: None };
        self.steps.insert(0, step);
    }

    /// What was noted of the same login later.
    fn extend(&mut self, more: Self) {
        let has_started = self.steps.iter().any(|step| step.step == "started");
        let is_news = |step: &Step| step.step != "started" || !has_started;
        self.steps.extend(more.steps.into_iter().filter(is_news));
    }

    /// The browser came back with these fields: their names are told, what is in them may be worth a login.
    pub(super) fn returned(&mut self, at: u64, fields: &RequestFields) {
        let masked: Map<_, _> = fields
            .names()
            .map(|(name, holds_something)| {
                let shown = if holds_something { MASK } else { "" };
                (crate::secret::scrub(name, &[]), shown.into())
            })
            .collect();
        self.add(at, "returned", Value::Object(masked));
    }

    pub(super) fn failed(&mut self, at: u64, error: &Error) {
        let mut told = json!(error);
        if let Some(told) = told.as_object_mut() {
            told.retain(|name, _| {
                ["code", "message", "providerCode", "status"].contains(&name.as_str())
            });
        }
        self.steps.push(Step { step: "failed".into(), at, saw: Map::new(), error: Some(told) });
    }
}

/// The beginning of a flow's id, by which people can tell one from another.
pub(super) fn short(id: &str) -> String {
    id.chars().take(10).collect()
}

fn purpose(owner: &str, flow: &str) -> String {
    format!("portaria/note/{owner}/{flow}")
}

impl<H: EdgeHost> RequestContext<'_, H> {
    /// Seals a login's log for its owner's Vault.
    pub(super) async fn seal_login_log(
        &self,
        owner: &str,
        flow: &str,
        login_log: &LoginLog,
    ) -> Result<SealedLoginLog> {
        let flow = short(flow);
        let json = serde_json::to_string(login_log).unwrap_or_default();
        let sealed = self.config.ring().seal(self.host, &purpose(owner, &flow), &json).await?;
        Ok(SealedLoginLog { flow, sealed })
    }

    /// Stores a login's log. A login does not fail because its log could not be stored.
    pub(super) async fn keep_login_log(&self, owner: &str, flow: &str, login_log: &LoginLog) {
        if let Ok(sealed) = self.seal_login_log(owner, flow, login_log).await {
            let _ = self.host.vault(owner, VaultCommand::AddLoginLog(sealed)).await;
        }
    }

    /// The login logs of an owner, by the beginnings of their flows' ids, the oldest first.
    pub(super) async fn login_logs(&self, owner: &str) -> Result<Vec<(String, LoginLog)>> {
        let VaultReply::LoginLogs { logs } = self.vault(owner, VaultCommand::ListLoginLogs).await?
        else {
            return Ok(Vec::new());
        };
        let mut login_logs: Vec<(String, LoginLog)> = Vec::new();
        for SealedLoginLog { flow, sealed } in logs {
            let json = self.config.ring().open(self.host, &purpose(owner, &flow), &sealed).await?;
            let Some(more) = json.and_then(|json| serde_json::from_str::<LoginLog>(&json).ok())
            else {
                continue;
            };
            match login_logs.iter_mut().find(|(known, _)| *known == flow) {
                Some((_, login_log)) => login_log.extend(more),
                None => login_logs.push((flow, more)),
            }
        }
        Ok(login_logs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn what_came_back_is_masked_and_errors_are_told() {
        let mut login_log = LoginLog::of("sample");
        let query = "auth_key=0123456789abcdef0123456789abcdef&state=";
        login_log.returned(1, &RequestFields::of_query(query).unwrap());
        login_log.failed(2, &Error::new(Code::FlowExpired, "Too late.").provider("sample"));
        assert_eq!(
            serde_json::to_value(&login_log.steps).unwrap(),
            json!([
                {"step": "returned", "at": 1, "saw": {"auth_key": "[secret]", "state": ""}},
                {"step": "failed", "at": 2, "error": {"code": "flow_expired", "message": "Too late."}},
            ])
        );
    }
}
