//! Everything a command needs that a fresh clone does not have.

mod apt;
pub(crate) mod components;
pub(crate) mod npm;
pub(crate) mod programs;
pub(crate) mod wasm_target;
