//! JetChat, and every other installation of its engine.
//!
//! There is no login: a key made in the dashboard belongs to one workspace and one bot, and works until it is
//! revoked. Every installation has a host of its own. What it offers stands in `openapi.yaml`; here is what that
//! cannot say: how a call is authorised, how errors are worded, how lists go on.

pub mod answer;
pub mod key;

pub use key::{Key, Settings};

use super::Table;

/// What an installation offers.
pub const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/jetchat.table")));

/// The operation that proves a key: it needs no permission and costs little.
pub const PROOF: &str = "me.get";

/// Requests that an installation allows an hour, unless it is set up otherwise.
pub const HOURLY_LIMIT: u32 = 1000;
