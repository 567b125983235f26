//! The Worker: receives redirects, keeps credentials, calls the platforms for a front end that holds none.
//!
//! [`handle`] is the whole of it: one request in, one [`Reply`] out ([`router`]). Each route has a file of its own; [`rpc`] answers other
//! Workers; [`vault`] is the Durable Objects' side, which stores connections, and what was spent and ended.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

mod admission;
#[cfg(test)]
mod answer_tests;
mod callback;
#[cfg(test)]
mod claim_tests;
mod client_address;
pub mod config;
mod connect;
mod connect_credentials;
mod connection;
mod connections;
mod crm;
#[cfg(test)]
mod cross_site_tests;
#[cfg(test)]
mod failed_login_tests;
mod failure;
mod fetch_metadata;
mod flows;
mod frame_page;
mod frame_session;
mod health;
pub mod host;
mod html_page;
mod language;
mod link_consent;
mod log;
mod login_log;
#[cfg(test)]
mod login_tests;
mod marketplace_callback;
pub mod metrics;
mod openapi;
mod origin_policy;
mod page_texts;
mod platform_answer;
mod popup;
mod proxy;
pub mod rate_limit;
mod redeem;
pub mod reply;
mod request_context;
mod route;
pub mod router;
pub mod rpc;
mod session;
mod session_cookie;
mod single_use;
#[cfg(test)]
pub(crate) mod test_host;
mod token;
mod uninstall;
pub mod vault;
pub mod vault_cache;
#[cfg(test)]
mod window_tests;

pub use config::Config;
pub use connection::Connection;
pub use host::{EdgeHost, Identity};
pub use log::problem_line;
pub use metrics::{Metrics, RequestCost};
pub use reply::{Content, Reply};
pub use request_context::Incoming;
pub use router::{handle, handle_broken, misconfigured};
pub use uninstall::BODY_LIMIT as UNINSTALL_BODY_LIMIT;

use crate::error::Error;
use failure::{Failure, Restart};
use request_context::RequestContext;
use route::Route;

fn method_not_allowed(allowed: &str) -> Error {
    Error::invalid("the method", format!("is not one of those allowed here: {allowed}"))
}
