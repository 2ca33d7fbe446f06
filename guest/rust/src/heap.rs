//! The global allocator: a memory region that grows. Sizes are rounded up to a class, by a quarter of a power of two; a freed block waits
//! in its class's list. A layout names its class, so blocks have no headers.

use crate::abi::MemoryRecord;
use crate::call::{grow, Single};
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;

const ADDRESS: u64 = 0x1_0000_0000;
const INITIAL: u64 = 1 << 20;
const MAXIMUM: u64 = 1 << 30;
const CLASSES: usize = 256;

#[used]
#[link_section = ".microlight.memories"]
static HEAP: MemoryRecord = MemoryRecord { address: ADDRESS, initial: INITIAL, maximum: MAXIMUM, flags: 0 };

struct State {
    lists: [*mut Freed; CLASSES],
    next: u64,
    end: u64,
    /// Size of the request that was refused last, 0 for none: what the panic handler knows an allocation failure by.
    refused: usize,
}

struct Freed {
    next: *mut Freed,
}

static STATE: Single<State> =
    Single(UnsafeCell::new(State { lists: [core::ptr::null_mut(); CLASSES], next: ADDRESS, end: ADDRESS + INITIAL, refused: 0 }));

fn state() -> &'static mut State {
    // SAFETY: see Single.
    unsafe { &mut *STATE.0.get() }
}

pub(crate) fn was_refused() -> bool {
    state().refused != 0
}

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Class number and block size in bytes.
fn class(layout: &Layout) -> (usize, u64) {
    if layout.align() > 16 {
        // Powers of two, which lie at multiples of their size.
        let size = layout.size().max(layout.align()).next_power_of_two() as u64;
        return (192 + size.trailing_zeros() as usize, size);
    }
    let bytes = layout.size().max(1) as u64;
    if bytes <= 64 {
        let class = (bytes as usize + 15) / 16;
        return (class, class as u64 * 16);
    }
    let power = 63 - (bytes - 1).leading_zeros() as usize;
    let quarter = (bytes - 1) >> (power - 2) & 3;
    (4 * (power - 5) + quarter as usize + 1, (1 << power) + ((quarter + 1) << (power - 2)))
}

impl State {
    fn extend(&mut self, size: u64, align: u64) -> *mut u8 {
        let start = (self.next + align - 1) & !(align - 1);
        let next = start + size;
        if next > ADDRESS + MAXIMUM {
            return core::ptr::null_mut();
        }
        if next > self.end {
            let least = (next - self.end + 0xffff) & !0xffff;
            let more = ((self.end - ADDRESS) / 2 + 0xffff) & !0xffff;
            if more > least && grow(&HEAP, more).is_some() {
                self.end += more;
            } else if grow(&HEAP, least).is_some() {
                self.end += least;
            } else {
                return core::ptr::null_mut();
            }
        }
        self.next = next;
        start as *mut u8
    }
}

// SAFETY: blocks come from memory that nobody else uses, one class's list never holds blocks of another's.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let state = state();
        let block = if layout.size() as u64 > MAXIMUM {
            core::ptr::null_mut()
        } else {
            let (class, size) = class(&layout);
            let freed = state.lists[class];
            if freed.is_null() {
                state.extend(size, if layout.align() > 16 { size } else { 16 })
            } else {
                state.lists[class] = (*freed).next;
                freed.cast()
            }
        };
        state.refused = if block.is_null() { layout.size() } else { 0 };
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let state = state();
        let (class, _) = class(&layout);
        let freed = block.cast::<Freed>();
        (*freed).next = state.lists[class];
        state.lists[class] = freed;
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let new_layout = Layout::from_size_align_unchecked(new_size, layout.align());
        if new_size as u64 <= MAXIMUM && class(&new_layout) == class(&layout) {
            return block;
        }
        let moved = self.alloc(new_layout);
        if !moved.is_null() {
            core::ptr::copy_nonoverlapping(block, moved, layout.size().min(new_size));
            self.dealloc(block, layout);
        }
        moved
    }
}
