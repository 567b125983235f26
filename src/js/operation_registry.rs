//! The operations that can be called. A server knows them all, because its Worker passes on what is described; a page is told
//! of those that it calls, so that it downloads no others.

use std::cell::RefCell;

use crate::providers::table_marks::style;
use crate::providers::{Operation, Provider};
use crate::text::text;

thread_local! {
    static TOLD: RefCell<Vec<Operation>> = const { RefCell::new(Vec::new()) };
}

/// Marks the places of what was told, where the others are those of a table.
#[cfg(feature = "server")]
const IS_TOLD: usize = 1 << 23;

#[cfg(feature = "server")]
pub(super) fn place(provider: Provider, id: &str, line: String) -> Option<usize> {
    match provider.operations().place(id) {
        None if id.starts_with(UNDESCRIBED_GROUP) => Some(tell(provider, line)? | IS_TOLD),
        place => place,
    }
}

#[cfg(feature = "server")]
pub(super) fn at(provider: Provider, place: usize) -> Option<Operation> {
    match place & IS_TOLD {
        0 => provider.operations().at(place),
        _ => told(place & !IS_TOLD),
    }
}

#[cfg(not(feature = "server"))]
pub(super) fn place(provider: Provider, _: &str, line: String) -> Option<usize> {
    tell(provider, line)
}

#[cfg(not(feature = "server"))]
pub(super) fn at(_: Provider, place: usize) -> Option<Operation> {
    told(place)
}

/// What the ids of the operations that no document describes begin with.
#[cfg(feature = "server")]
const UNDESCRIBED_GROUP: &str = "request.";

/// Each is told once (pkg/lib/operation.js), and kept for as long as the page lives.
fn tell(provider: Provider, line: String) -> Option<usize> {
    let (group, line) = String::leak(usual_style(provider, line)).split_once('\n')?;
    let operation = Operation::read(group, line)?;
    TOLD.with(|told| {
        let mut told = told.try_borrow_mut().ok()?;
        told.push(operation);
        Some(told.len() - 1)
    })
}

fn told(place: usize) -> Option<Operation> {
    TOLD.with(|told| told.try_borrow().ok()?.get(place).copied())
}

/// A list of which its caller does not say how it goes on goes on as most of the platform's do.
fn usual_style(provider: Provider, line: String) -> String {
    match line.split_once(style::USUAL) {
        Some((before, after)) if before.ends_with('\t') => {
            text![before, provider.undescribed().paging.encode_utf8(&mut [0; 4]), after]
        }
        _ => line,
    }
}
