//! `GET /health`: whether the Worker can work, and if not, what is missing.

use serde_json::json;

use super::config::{Config, Problem};
use super::reply::Reply;

/// All is well.
pub(super) fn ok<B>(config: &Config) -> Reply<B> {
    let instances: Vec<_> = config
        .instances()
        .map(|instance| {
            let provider = instance.provider();
            json!({
                "name": instance.name,
                "provider": provider,
                "title": provider.title(),
                "connect": provider.connect().name(),
                "credentials": provider.connect().credentials(),
                "account": provider.account(),
            })
        })
        .collect();
    Reply::json(200, &json!({"status": "ok", "version": crate::VERSION, "instances": instances}))
}

/// These variables are wrong.
pub(super) fn problems<B>(problems: &[Problem]) -> Reply<B> {
    Reply::json(
        503,
        &json!({"status": "misconfigured", "version": crate::VERSION, "problems": problems}),
    )
}
