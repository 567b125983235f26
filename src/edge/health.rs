//! `GET /health`: whether the Worker can work, and if not, what is missing.

use serde_json::json;

use super::config::{Config, Problem};
use super::reply::Reply;
use crate::providers::Settings;

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
                "connect": way(&instance.settings),
            })
        })
        .collect();
    Reply::json(200, &json!({"status": "ok", "version": crate::VERSION, "instances": instances}))
}

/// How an account is connected: by a login that starts here, by opening the app at the provider, or with a key.
const fn way(settings: &Settings) -> &'static str {
    match settings {
        Settings::PipiChat(_) => "login",
        Settings::SendPulse(_) => "opened",
        _ => "key",
    }
}

/// These variables are wrong.
pub(super) fn problems<B>(problems: &[Problem]) -> Reply<B> {
    Reply::json(
        503,
        &json!({"status": "misconfigured", "version": crate::VERSION, "problems": problems}),
    )
}
