//! Bangwo8 帮我吧: tickets, contacts, chats and calls of one account.
//!
//! There is no login. An account's own name and password authorise (Basic), or a key of its back office, which is exchanged
//! for a token of an hour ([`access`]). What it offers stands in `openapi.yaml`, with how sure that is; here is what that
//! cannot say: its many ways to report an error ([`answer`]), links that are signed ([`link`]), and the questions that
//! it asks an app ([`crm`]).

pub mod access;
pub mod answer;
pub mod crm;
pub mod link;

pub use access::{Access, Settings};

use super::Table;

/// What it offers.
pub const OPERATIONS: Table = Table::new(include_str!(concat!(env!("OUT_DIR"), "/bangwo8.table")));

/// Where it is.
pub const BASE_URL: &str = "https://www.bangwo8.com";

/// The operation that proves an account: one agent, whom every account has.
pub const PROOF: &str = "agents.list";

/// The header that keeps a write from being done twice.
pub const REQUEST_ID: &str = "requestid";
