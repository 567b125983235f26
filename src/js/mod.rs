//! The only place that knows JavaScript.
//!
//! Free functions and plain objects only: nothing to construct, nothing to free, nothing that a second
//! call could find half-changed.

#![allow(unreachable_pub, missing_debug_implementations)] // `pub` here is for wasm-bindgen; nothing is reachable from outside

#[cfg(feature = "server")]
mod base_url;
mod call;
mod call_target;
mod curl;
mod error;
#[cfg(feature = "server")]
mod fetch;
#[cfg(feature = "server")]
mod js_host;
mod json;
#[cfg(feature = "server")]
mod links;
#[cfg(feature = "server")]
mod login;
#[cfg(feature = "server")]
mod marketplace;
#[cfg(target_family = "wasm")]
mod memory;
mod operation_registry;
#[cfg(feature = "server")]
mod options;
mod paging;
#[cfg(feature = "server")]
mod panic;
#[cfg(feature = "test-panic")]
mod panic_injection;
#[cfg(feature = "server")]
mod tokens;
#[cfg(feature = "server")]
mod vault_exports;
#[cfg(feature = "server")]
mod well_formed;
#[cfg(feature = "server")]
mod worker_exports;
#[cfg(feature = "server")]
mod worker_host;

#[cfg(feature = "server")]
use wasm_bindgen::prelude::wasm_bindgen;

/// The version that this wasm was built from.
#[cfg(feature = "server")]
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    crate::VERSION.into()
}
