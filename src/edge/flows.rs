//! `GET /flows`: the last logins of whoever asks, step by step.

use std::cmp::Reverse;

use serde_json::json;

use super::trail::{Trail, short};
use super::{EdgeHost, Reply, Visit, guard, method_not_allowed};
use crate::error::Result;
use crate::http::Method;
use crate::oauth::finish::MOST_FLOWS;
use crate::oauth::flow::Flow;

impl<H: EdgeHost> Visit<'_, H> {
    pub(super) async fn list_flows(&self) -> Result<Reply<H::Body>> {
        if !matches!(self.method, Method::Get | Method::Head) {
            return Err(method_not_allowed("GET"));
        }
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        let Some(owner) = self.owner().await? else {
            return Ok(Reply::json(200, &json!({ "flows": [] })));
        };
        let mut trails = self.trails(&owner.key).await?;
        trails.extend(self.waiting(&owner.key, &trails).await?);
        trails.sort_by_key(|(_, trail)| Reverse(trail.steps.first().map(|step| step.at)));
        let told = |(id, trail): (String, Trail)| {
            let outcome = outcome(&trail);
            json!({"id": id, "instance": trail.instance, "outcome": outcome, "steps": trail.steps})
        };
        let flows: Vec<_> = trails.into_iter().map(told).collect();
        Ok(Reply::json(200, &json!({ "flows": flows })))
    }

    /// Logins that have not come back. They are nowhere but in the cookies of the browser in which they began.
    async fn waiting(
        &self,
        owner: &str,
        known: &[(String, Trail)],
    ) -> Result<Vec<(String, Trail)>> {
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
                    let mut trail = Trail::of(&instance.name);
                    trail.started(instance, &flow);
                    waiting.push((id, trail));
                }
            }
        }
        Ok(waiting)
    }
}

/// A login that came back a second time has not undone the first.
fn outcome(trail: &Trail) -> &'static str {
    let has = |name: &str| trail.steps.iter().any(|step| step.step == name);
    if has("stored") || has("linked") {
        "done"
    } else if has("failed") {
        "failed"
    } else {
        "waiting"
    }
}
