//! Portaria connects web apps to customer-messaging platforms.
//!
//! The modules, from the lowest up; each knows only the ones before it:
//!
//! - [`providers`]: a folder a platform: what it offers, how it authorizes, how it words errors, how an account is connected.
//! - [`api`]: a call: from an operation and its parameters to a request, from an answer to a result.
//! - [`oauth`]: a redirect: start, callback, exchange, and the sealed flow that ties them together.
//! - [`edge`]: the Worker: routes, sessions, the Vault that stores, the proxy, the pages people see.
//! - `js`: the only place that knows JavaScript: what it may call, `fetch`, WebCrypto.
//!
//! Beside them stands what all of them use: [`error`], [`secret`], [`http`], [`json`] and
//! [`host`], which is everything that the pure core asks of the machine it runs on.

#![deny(unsafe_code)] // but for the allocator in `js::memory`
#![cfg_attr(test, allow(clippy::disallowed_macros))]

pub mod api;
mod digest;
pub mod edge;
pub mod encoded_object;
pub mod error;
#[cfg(test)]
mod fuzz;
pub mod host;
pub mod http;
#[cfg(feature = "js")]
mod js;
pub mod json;
mod json_object;
pub mod oauth;
pub mod providers;
pub mod reason;
pub mod secret;
mod text;

pub use error::{Code, Error, Result};
pub use reason::Reason;

/// The version of this crate, and of the npm package made from it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
