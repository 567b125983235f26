//! Log lines, for machines: JSON, one a request; no address, no query, nothing of a person's.

use serde_json::json;

use super::{Config, Reply, Route};
use crate::api::judge::ERROR_HEADER;
use crate::error::Error;

/// What became of a request.
pub(super) fn request_line<B>(config: &Config, route: &Route, reply: &Reply<B>, ms: u64) -> String {
    // A name that is no instance's is whatever a stranger typed.
    let instance = route.instance().filter(|name| config.instance(name).is_some());
    json!({
        "portaria": "request",
        "route": route.name(),
        "instance": instance,
        "status": reply.status,
        "code": reply.headers.get(ERROR_HEADER),
        "ms": ms,
    })
    .to_string()
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
