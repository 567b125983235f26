//! Panics on request. Compiled into no build but the one that the panic tests use.

#![allow(clippy::panic, clippy::disallowed_macros, unconditional_recursion)]

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The header field that names how to fail.
pub(super) const HEADER: &str = "x-test-panic";

/// Fails in the way that was asked for; the panic's words are ones that must never be seen.
pub(super) async fn inject(way: Option<&str>) {
    match way {
        Some("panic") => panic_now(),
        Some("later") => {
            // Some turns of the event loop, in which other requests make progress.
            for _ in 0..20 {
                let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
            }
            panic_now();
        }
        Some("trap") => std::process::abort(),
        Some("overflow") => {
            recurse(0);
        }
        _ => {}
    }
}

/// A panic whose message holds a canary, as a panic's message may hold a secret.
pub(super) fn panic_now() {
    panic!("canary of a panic");
}

#[allow(clippy::only_used_in_recursion)]
#[inline(never)]
fn recurse(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    recurse(room.iter().sum::<u64>().wrapping_add(1)).wrapping_add(room.len() as u64)
}
