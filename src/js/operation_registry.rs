//! The operations that can be called. A server knows them all, because its Worker passes on what is described; a page is told
//! of those that it calls, so that it downloads no others.

use crate::providers::{Operation, Provider};

#[cfg(feature = "server")]
pub(super) fn place(provider: Provider, id: &str, _: String) -> Option<usize> {
    provider.operations().place(id)
}

#[cfg(feature = "server")]
pub(super) fn at(provider: Provider, place: usize) -> Option<Operation> {
    provider.operations().at(place)
}

#[cfg(not(feature = "server"))]
thread_local! {
    static TOLD: std::cell::RefCell<Vec<Operation>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// Each is told once (pkg/lib/client.js), and kept for as long as the page lives.
#[cfg(not(feature = "server"))]
pub(super) fn place(_: Provider, _: &str, line: String) -> Option<usize> {
    let (group, line) = String::leak(line).split_once('\n')?;
    let operation = Operation::read(group, line)?;
    TOLD.with(|told| {
        let mut told = told.try_borrow_mut().ok()?;
        told.push(operation);
        Some(told.len() - 1)
    })
}

#[cfg(not(feature = "server"))]
pub(super) fn at(_: Provider, place: usize) -> Option<Operation> {
    TOLD.with(|told| told.try_borrow().ok()?.get(place).copied())
}
