//! A call: from an operation and its parameters to a request, from an answer to a result.
//!
//! Pure steps around the host's `fetch`: what JavaScript handed over is unpacked ([`pack`]), [`options`] and [`params`] are checked, a request is [`plan`]ned (and can be shown
//! as a [`curl`] command), the [`limit`] is asked, the answer is [`judge`]d, tried again where that may
//! help ([`retry`]), and followed by the next [`page`].

pub mod check_response;
pub mod curl;
pub mod options;
pub mod paging;
pub mod params;
pub mod plan;
pub mod quota;
pub mod retry;
