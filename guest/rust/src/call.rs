//! Calls in both directions: the slots and the buffer of the mailbox, host calls, growth, abort.

use crate::abi::{types, ImportRecord, Mailbox, MemoryRecord, Slot, MAILBOX, MAXIMUM_SLOTS};
use core::arch::asm;
use core::cell::UnsafeCell;
use core::ptr::{addr_of, addr_of_mut};

extern "C" {
    // From microlight.ld.
    static ml_imports_start: ImportRecord;
    static ml_memories_start: MemoryRecord;
}

struct State {
    results: u32,
    pushed: u32,
    /// Where the next payload goes in the buffer.
    next: u64,
    /// Changes whenever the buffer's contents are somebody else's: a view that is older is stale.
    epoch: u64,
}

pub(crate) struct Single<T>(pub UnsafeCell<T>);
// SAFETY: a guest has one thread, and no reference into the cell outlives a statement.
unsafe impl<T> Sync for Single<T> {}

static STATE: Single<State> = Single(UnsafeCell::new(State { results: 0, pushed: 0, next: 0, epoch: 0 }));

fn state() -> &'static mut State {
    // SAFETY: see Single.
    unsafe { &mut *STATE.0.get() }
}

pub(crate) fn epoch() -> u64 {
    state().epoch
}

fn buffer_size() -> u64 {
    // SAFETY: the mailbox is mapped in every guest.
    unsafe { addr_of!((*MAILBOX).buffer_size).read() as u64 }
}

/// First thing in a guest function. For the macros.
#[doc(hidden)]
pub fn begin() {
    let state = state();
    state.results = 0;
    state.pushed = 0;
    state.next = 0;
    state.epoch += 1;
}

/// The number of the host's last restore: changes when memory was brought back to an earlier state. Draw anew what must not repeat.
pub fn generation() -> u64 {
    // SAFETY: the mailbox is mapped in every guest.
    unsafe { addr_of!((*MAILBOX).generation).read() }
}

fn slot(slots: *const [Slot; MAXIMUM_SLOTS], count: u32, index: usize, kind: u32, what: &str) -> Slot {
    if index >= count as usize {
        panic!("there is no {what} {index}");
    }
    // SAFETY: the host wrote the count, at most 128.
    let slot = unsafe { slots.cast::<Slot>().add(index).read() };
    if slot.kind != kind {
        panic!("{what} {index} is of type {}, not {kind}", slot.kind);
    }
    slot
}

pub(crate) fn argument(index: usize, kind: u32) -> Slot {
    // SAFETY: the mailbox is mapped in every guest.
    unsafe { slot(addr_of!((*MAILBOX).call_slots), addr_of!((*MAILBOX).call_argument_count).read(), index, kind, "argument") }
}

pub(crate) fn host_result(index: usize, kind: u32) -> Slot {
    // SAFETY: the mailbox is mapped in every guest.
    unsafe { slot(addr_of!((*MAILBOX).host_call_slots), addr_of!((*MAILBOX).host_call_result_count).read(), index, kind, "result") }
}

/// The payload of a slot that the host wrote.
pub(crate) fn payload(slot: &Slot) -> *const u8 {
    // SAFETY: the host puts payloads inside the buffer.
    unsafe { addr_of!((*MAILBOX).buffer).cast::<u8>().add(slot.bits as usize) }
}

pub(crate) fn return_slot(slot: Slot) {
    let state = state();
    if state.results as usize == MAXIMUM_SLOTS {
        panic!("more than 128 results");
    }
    // SAFETY: the index is below 128.
    unsafe {
        addr_of_mut!((*MAILBOX).call_slots).cast::<Slot>().add(state.results as usize).write(slot);
        state.results += 1;
        addr_of_mut!((*MAILBOX).call_result_count).write(state.results);
    }
}

pub(crate) fn push_slot(slot: Slot) {
    let state = state();
    if state.pushed as usize == MAXIMUM_SLOTS {
        panic!("more than 128 arguments of a host function");
    }
    // SAFETY: the index is below 128.
    unsafe { addr_of_mut!((*MAILBOX).host_call_slots).cast::<Slot>().add(state.pushed as usize).write(slot) };
    state.pushed += 1;
}

/// Copies a payload into the buffer.
pub(crate) fn put(bytes: &[u8], kind: u32) -> Slot {
    let state = state();
    let offset = (state.next + 15) & !15;
    if offset > buffer_size() || bytes.len() as u64 > buffer_size() - offset {
        panic!("strings and bytes do not fit the mailbox buffer (SandboxOptions.MailboxBufferSize)");
    }
    state.next = offset + bytes.len() as u64;
    state.epoch += 1;
    // SAFETY: the range is inside the buffer; `copy` because a view's bytes lie there too.
    unsafe { core::ptr::copy(bytes.as_ptr(), addr_of_mut!((*MAILBOX).buffer).cast::<u8>().add(offset as usize), bytes.len()) };
    Slot { bits: offset, length: bytes.len() as u32, kind }
}

/// Calls the host function of a record with the arguments that were pushed. For the macros.
#[doc(hidden)]
pub fn host_call(import: &'static ImportRecord) {
    let state = state();
    // SAFETY: the record is one of the array that begins at ml_imports_start.
    unsafe {
        let number = (import as *const ImportRecord).offset_from(addr_of!(ml_imports_start)) as u32;
        addr_of_mut!((*MAILBOX).host_call_import).write(number);
        addr_of_mut!((*MAILBOX).host_call_argument_count).write(state.pushed);
        asm!("out 0x10, al", in("al") 0u8, options(nostack, preserves_flags));
    }
    state.pushed = 0;
    state.next = 0;
    state.epoch += 1;
}

/// Makes a memory region larger by `bytes`, a multiple of 4096; its old size, or nothing where the host refused.
pub fn grow(memory: &'static MemoryRecord, bytes: u64) -> Option<u64> {
    // SAFETY: the record is one of the array that begins at ml_memories_start.
    unsafe {
        let number = (memory as *const MemoryRecord).offset_from(addr_of!(ml_memories_start)) as u32;
        addr_of_mut!((*MAILBOX).grow_region).write(number);
        addr_of_mut!((*MAILBOX).grow_delta).write(bytes);
        asm!("out 0x12, al", in("al") 0u8, options(nostack, preserves_flags));
        let old = addr_of!((*MAILBOX).grow_result).read();
        if old == u64::MAX { None } else { Some(old) }
    }
}

/// Ends the call with a `GuestTrapException` on the host's side. Codes below 0xffff_ff00 are the guest's own.
#[inline(never)]
pub fn abort(code: u32) -> ! {
    // The host takes the site from the return address at [rsp]: a call makes one, of this function.
    // SAFETY: does not return.
    unsafe {
        asm!("call 2f", "2:", "out 0x13, al", "ud2", in("eax") code, options(noreturn));
    }
}

/// Leaves the text for the host's exception in result 0, as docs/abi.md says.
pub(crate) fn set_message(length: u32) {
    let mailbox: *mut Mailbox = MAILBOX;
    // SAFETY: the text is in the buffer already.
    unsafe {
        addr_of_mut!((*mailbox).call_slots).cast::<Slot>().write(Slot { bits: 0, length, kind: types::STRING });
        addr_of_mut!((*mailbox).call_result_count).write(1);
    }
}
