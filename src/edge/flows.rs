//! `GET /flows`: the last logins of whoever asks, step by step.

use std::cmp::Reverse;

use serde_json::json;

use super::login_log::{LoginLog, short};
use super::{EdgeHost, Reply, RequestContext};
use crate::error::Result;
use crate::oauth::flow::{Flow, MOST_FLOWS};

impl<H: EdgeHost> RequestContext<'_, H> {
    pub(super) async fn list_flows(&self) -> Result<Reply<H::Body>> {
        let Some(owner) = self.owner().await? else {
            return Ok(Reply::json(200, &json!({ "flows": [] })));
        };
        self.as_stranger(self.flows_of(&owner.key).await, || {
            Reply::json(200, &json!({ "flows": [] }))
        })
    }

    async fn flows_of(&self, owner: &str) -> Result<Reply<H::Body>> {
        let mut login_logs = self.login_logs(owner).await?;
        login_logs.extend(self.waiting(owner, &login_logs).await?);
        login_logs
            .sort_by_key(|(_, login_log)| Reverse(login_log.steps.first().map(|step| step.at)));
        let told = |(id, login_log): (String, LoginLog)| {
            let outcome = outcome(&login_log);
            json!({"id": id, "instance": login_log.instance, "outcome": outcome, "steps": login_log.steps})
        };
        let flows: Vec<_> = login_logs.into_iter().map(told).collect();
        Ok(Reply::json(200, &json!({ "flows": flows })))
    }

    /// Logins that have not come back. They are nowhere but in the cookies of the browser in which they began.
    async fn waiting(
        &self,
        owner: &str,
        known: &[(String, LoginLog)],
    ) -> Result<Vec<(String, LoginLog)>> {
        let now = self.host.now_ms();
        let mut waiting = Vec::new();
        for sealed in self.flow_cookies().take(MOST_FLOWS) {
            for instance in self.config.instances() {
                let ring = self.config.ring();
                let opened = Flow::open(self.host, ring, &instance.name, sealed).await?;
                let Some(flow) = opened else { continue };
                let id = short(&flow.id);
                let is_told = known.iter().any(|(known, _)| *known == id);
                if flow.owner == owner && !flow.is_expired(now) && !is_told {
                    let mut login_log = LoginLog::of(&instance.name);
                    login_log.started(instance, &flow);
                    waiting.push((id, login_log));
                }
            }
        }
        Ok(waiting)
    }
}

/// A login that came back a second time has not undone the first.
fn outcome(login_log: &LoginLog) -> &'static str {
    let has = |name: &str| login_log.steps.iter().any(|step| step.step == name);
    if has("stored") || has("linked") {
        "done"
    } else if has("failed") {
        "failed"
    } else {
        "waiting"
    }
}
