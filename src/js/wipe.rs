//! Memory that is given back holds nothing of what was in it.
//!
//! A [`Secret`](crate::secret::Secret) wipes itself, but texts that JavaScript hands over, the parser's copies and whatever
//! grows leave theirs behind. Here one place wipes them all.

#![allow(unsafe_code)] // the trait asks for it; nothing but the rules of `GlobalAlloc` is relied on

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

struct Wiping;

#[global_allocator]
static ALLOCATOR: Wiping = Wiping;

// What grows or shrinks moves, as the trait does it unless told otherwise, so that its old place is wiped too.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe {
            place.write_bytes(0, layout.size());
            // As far as the optimiser knows, somebody looks: the zeros have to be there.
            System.dealloc(black_box(place), layout);
        }
    }
}
