//! `GET /flows`: the last logins of whoever asks, step by step.

use serde_json::json;

use super::trail::Trail;
use super::{EdgeHost, Reply, Visit, guard, method_not_allowed};
use crate::error::Result;
use crate::http::Method;

impl<H: EdgeHost> Visit<'_, H> {
    pub(super) async fn list_flows(&self) -> Result<Reply<H::Body>> {
        if !matches!(self.method, Method::Get | Method::Head) {
            return Err(method_not_allowed("GET"));
        }
        guard::same_origin(self.config, self.method, &self.request.headers)?;
        let trails = match self.owner().await? {
            Some(owner) => self.trails(&owner.key).await?,
            None => Vec::new(),
        };
        let flows: Vec<_> = trails
            .into_iter()
            .rev()
            .map(|(id, trail)| {
                let outcome = outcome(&trail);
                json!({"id": id, "instance": trail.instance, "outcome": outcome, "steps": trail.steps})
            })
            .collect();
        Ok(Reply::json(200, &json!({ "flows": flows })))
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
