//! A door to a panic. It is in no build but the one that tests knock at.

#![allow(clippy::panic, clippy::disallowed_macros, unconditional_recursion)]

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The header field that names what is to happen.
pub(super) const HEADER: &str = "x-panic-door";

/// Fails in the way that was asked for; the panic's words are ones that must never be seen.
pub(super) async fn knock(way: Option<&str>) {
    match way {
        Some("panic") => fail(),
        Some("later") => {
            // Some turns of the event loop, in which others get on.
            for _ in 0..20 {
                let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
            }
            fail();
        }
        Some("trap") => std::process::abort(),
        Some("overflow") => {
            deeper(0);
        }
        _ => {}
    }
}

/// A panic. With a canary, which is what a panic's words often hold.
pub(super) fn fail() {
    panic!("canary of a panic");
}

#[allow(clippy::only_used_in_recursion)]
#[inline(never)]
fn deeper(depth: u64) -> u64 {
    let room = std::hint::black_box([depth; 64]);
    deeper(room.iter().sum::<u64>().wrapping_add(1)).wrapping_add(room.len() as u64)
}
