//! Log lines, for machines: JSON, one a request; no address, no query, nothing of a person's.

use serde::Serialize;
use serde_json::json;

use super::metrics::Sample;
use super::{Config, Reply, RequestCost, Route};
use crate::api::check_response::ERROR_HEADER;
use crate::error::Error;

#[derive(Serialize)]
struct Line<'a> {
    portaria: &'static str,
    route: &'static str,
    instance: Option<&'a str>,
    status: u16,
    code: Option<&'a str>,
    ms: u64,
    upstream: Option<u16>,
    calls: u32,
    vault: u32,
}

/// What became of a request.
pub(super) fn request_line<B>(
    config: &Config,
    route: &Route,
    reply: &Reply<B>,
    cost: &RequestCost,
    ms: u64,
) -> String {
    let calls = cost.upstream_calls.get();
    let line = Line {
        portaria: "request",
        route: route.name(),
        instance: instance(config, route),
        status: reply.status,
        code: reply.headers.get(ERROR_HEADER),
        ms,
        upstream: Some(cost.upstream_status.get()).filter(|status| calls > 0 && *status > 0),
        calls,
        vault: cost.vault_calls.get(),
    };
    serde_json::to_string(&line).unwrap_or_default()
}

/// A name that is no instance's is whatever a stranger typed.
fn instance<'a>(config: &Config, route: &'a Route) -> Option<&'a str> {
    route.instance().filter(|name| config.instance(name).is_some())
}

/// The same, to be counted.
pub(super) fn sample<'a, B>(
    config: &Config,
    route: &'a Route,
    reply: &'a Reply<B>,
    ms: u64,
) -> Sample<'a> {
    Sample {
        route: route.name(),
        instance: instance(config, route).unwrap_or_default(),
        outcome: reply.headers.get(ERROR_HEADER).unwrap_or("ok"),
        ms,
    }
}

/// What keeps the Worker from working, or a function of the app's from being called.
#[must_use]
pub fn problem_line(error: &Error) -> String {
    json!({"portaria": "problem", "code": error.code(), "message": error.details().message})
        .to_string()
}

/// Something that went another way than it should, without harm.
pub(super) fn note(message: &str) -> String {
    json!({"portaria": "note", "message": message}).to_string()
}
