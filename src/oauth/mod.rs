//! A redirect: out to the provider and back, exactly once, in the browser that started it.
//!
//! [`start`] makes the link and a sealed [`flow`]; the browser keeps the flow in a cookie. When it comes
//! back, [`finish`] ties the callback to the flow, has it claimed (once), exchanges the code and reads
//! who logged in ([`exchange`]). What is kept anywhere is sealed ([`seal`]).

#![allow(clippy::disallowed_macros)] // not part of a browser's build

pub mod exchange;
pub mod fetch_json;
pub mod finish;
pub mod flow;
pub mod installation;
pub mod return_to;
pub mod seal;
pub mod start;
#[cfg(test)]
pub(crate) mod test_host;

pub use exchange::{AuthorizedAccount, Tokens};
pub use flow::{Binding, Flow};
pub use seal::{KeyRing, KeyRingHandle};
