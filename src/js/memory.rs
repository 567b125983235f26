//! Where memory comes from; what a server's build gives back holds nothing of what was in it.
//!
//! A [`Secret`](crate::secret::Secret) wipes itself, but texts that JavaScript hands over, the parser's copies and whatever
//! grows leave theirs behind. Here one place wipes them all. A browser is given no secrets, and no byte more than it needs.

#![allow(unsafe_code)] // the trait asks for it; nothing but the rules of `GlobalAlloc` is relied on

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[cfg_attr(not(feature = "server"), global_allocator)]
static MEMORY: WasmDynamicTalc = new_wasm_dynamic_allocator();

#[cfg(feature = "server")]
mod wiping {
    use std::alloc::{GlobalAlloc, Layout};
    use std::hint::black_box;

    use super::MEMORY;

    struct Wiping;

    #[global_allocator]
    static ALLOCATOR: Wiping = Wiping;

    // What grows or shrinks moves, as the trait does it unless told otherwise, so that its old place is wiped too.
    unsafe impl GlobalAlloc for Wiping {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { MEMORY.alloc(layout) }
        }

        unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
            unsafe { MEMORY.alloc_zeroed(layout) }
        }

        unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
            unsafe {
                place.write_bytes(0, layout.size());
                // As far as the optimiser knows, somebody looks: the zeros have to be there.
                MEMORY.dealloc(black_box(place), layout);
            }
        }
    }
}
