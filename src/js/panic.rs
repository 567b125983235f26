//! A panic is told to the JavaScript around it before it traps, by its place alone: its words may hold what must not be
//! logged. pkg/lib/panic-recovery.js does the rest.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "../lib/panic-recovery.js")]
extern "C" {
    fn panicked(file: &str, line: u32);
}

/// Called by the glue when the wasm is instantiated.
#[wasm_bindgen(start)]
fn watch_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            panicked(place.file(), place.line());
        }
    }));
}
