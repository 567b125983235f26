//! The header fields of an answer that the core reads and the Worker passes on.

/// The header fields of an answer that are read, which the Worker passes on. Cookies above all are not: they would become its own.
pub const FORWARDED_HEADERS: [&str; 5] = [
    "content-type",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];
