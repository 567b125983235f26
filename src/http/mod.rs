//! HTTP as the core sees it: values to build and to read, no client.

pub mod base_url;
pub mod cookie;
pub mod forwarded_headers;
pub(crate) mod headers;
mod method;
pub mod query;
mod request;
mod request_fields;
mod response;
mod url;

pub use headers::Headers;
pub use method::Method;
pub use request::{LONGEST_BODY, Request, TIMEOUT_MS, body_too_long};
pub use request_fields::RequestFields;
pub use response::Response;
pub use url::{authority, path_below, split_url};
