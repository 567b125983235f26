//! The only place that knows JavaScript.
//!
//! Free functions and plain objects only: nothing to construct, nothing to free, nothing that a second
//! call could find half-changed.

#![allow(unreachable_pub, missing_debug_implementations)] // `pub` here is for wasm-bindgen; nothing is reachable from outside

mod call;
mod curl;
#[cfg(feature = "panic-door")]
mod door;
mod error;
#[cfg(feature = "server")]
mod fetch;
mod json;
mod known;
#[cfg(feature = "server")]
mod links;
mod list;
#[cfg(feature = "server")]
mod login;
#[cfg(feature = "server")]
mod machine;
#[cfg(feature = "server")]
mod market;
#[cfg(target_family = "wasm")]
mod memory;
#[cfg(feature = "server")]
mod options;
#[cfg(feature = "server")]
mod panic;
mod route;
#[cfg(feature = "server")]
mod tokens;
#[cfg(feature = "server")]
mod worker;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version that this wasm was built from.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    crate::VERSION.into()
}
