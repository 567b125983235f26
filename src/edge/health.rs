//! `GET /health`: whether the Worker can work, and if not, what is missing.

use serde_json::json;

use super::config::{Config, Problem, names};
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
    let warnings = warnings(config);
    let version = crate::VERSION;
    Reply::json(
        200,
        &json!({"status": "ok", "version": version, "instances": instances, "warnings": warnings}),
    )
}

/// What works, but not as well as it could.
fn warnings(config: &Config) -> Vec<Problem> {
    let mut warnings = Vec::new();
    if config.address_header().is_none() && config.limits().address > 0 {
        warnings.push(Problem {
            variable: names::ADDRESS_HEADER.into(),
            message: "is not set: all clients share one limit on logins. Set it to the header field in which the proxy in front \
                      names the client's address: CF-Connecting-IP on Cloudflare."
                .into(),
        });
    }
    warnings
}

/// These variables are wrong.
pub(super) fn problems<B>(problems: &[Problem]) -> Reply<B> {
    Reply::json(
        503,
        &json!({"status": "misconfigured", "version": crate::VERSION, "problems": problems}),
    )
}
