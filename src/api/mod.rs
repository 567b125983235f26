//! A call: from an operation and its parameters to a request, from an answer to a result.
//!
//! Pure steps around the host's `fetch`: [`options`] and [`params`] are checked, a request is [`plan`]ned, straight to the platform
//! or through the Worker at a [`worker_address`] (and can be shown as a [`curl`] command), and counted against the [`quota`]. What
//! came of the [`attempt`] to send it is checked ([`check_response`]); the request is sent again where that may help ([`retry`]),
//! and a list goes on with its next page ([`paging`]).

pub mod attempt;
pub mod check_response;
pub mod curl;
pub mod options;
pub mod paging;
pub mod params;
pub mod plan;
pub mod plan_json;
pub mod quota;
pub mod retry;
pub mod worker_address;
