//! Log lines, for machines: JSON, one a request; no address, no query, nothing of a person's.

use serde_json::json;

use super::meter::Sample;
use super::{Config, Meter, Reply, Route};
use crate::api::judge::ERROR_HEADER;
use crate::error::Error;

/// What became of a request.
pub(super) fn request_line<B>(
    config: &Config,
    route: &Route,
    reply: &Reply<B>,
    meter: &Meter,
    ms: u64,
) -> String {
    let calls = meter.upstream_calls.get();
    let upstream = (calls > 0).then(|| meter.upstream_status.get()).filter(|status| *status > 0);
    json!({
        "portaria": "request",
        "route": route.name(),
        "instance": instance(config, route),
        "status": reply.status,
        "code": reply.headers.get(ERROR_HEADER),
        "ms": ms,
        "upstream": upstream,
        "calls": calls,
        "vault": meter.vault_calls.get(),
    })
    .to_string()
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

/// What keeps the Worker from working.
pub(super) fn problem_line(error: &Error) -> String {
    json!({"portaria": "problem", "code": error.code(), "message": error.details().message})
        .to_string()
}

/// Something that went another way than it should, without harm.
pub(super) fn note(message: &str) -> String {
    json!({"portaria": "note", "message": message}).to_string()
}
