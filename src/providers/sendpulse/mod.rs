//! SendPulse: nineteen services behind one address, and apps of its marketplace.
//!
//! An app is opened from SendPulse's own dashboard ([`callback`]): its code, good for a minute, is exchanged for keys that
//! last ([`market`]). Keys, of an app's user or of an account of one's own, are exchanged for a token of an hour or two
//! ([`keys`]), and again when it ends: there is no refresh token. What the services offer stands in the documents beside
//! this file; how they word errors, in [`answer`].

pub mod answer;
pub mod callback;
mod codes;
pub mod keys;
pub mod market;
pub mod plan;

pub use market::Settings;
pub use plan::Plan;

use super::Table;

/// What all services offer.
pub const OPERATIONS: Table =
    Table::new(include_str!(concat!(env!("OUT_DIR"), "/sendpulse.table")));

/// Where the API is.
pub const BASE_URL: &str = "https://api.sendpulse.com";
