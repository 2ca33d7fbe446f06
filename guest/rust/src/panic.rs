//! A panic ends the call; its text reaches the host's exception.

use crate::abi::{ABORT_OUT_OF_MEMORY, ABORT_PANIC, MAILBOX};
use crate::call::{abort, set_message};
use core::fmt::{Result, Write};
use core::panic::PanicInfo;
use core::ptr::addr_of_mut;

/// Writes to the start of the mailbox buffer, up to what docs/abi.md allows, cut at a character.
struct Message {
    length: usize,
}

const MAXIMUM: usize = 4096;

impl Write for Message {
    fn write_str(&mut self, text: &str) -> Result {
        let mut bytes = text.len().min(MAXIMUM - self.length);
        while !text.is_char_boundary(bytes) {
            bytes -= 1;
        }
        // SAFETY: the buffer has at least 4096 bytes.
        unsafe { addr_of_mut!((*MAILBOX).buffer).cast::<u8>().add(self.length).copy_from(text.as_ptr(), bytes) };
        self.length += bytes;
        if bytes < text.len() { Err(core::fmt::Error) } else { Ok(()) }
    }
}

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    let mut message = Message { length: 0 };
    let _ = write!(message, "{}", info.message());
    // Stable Rust has no hook for allocation failure: `alloc` panics, right after the allocator refused.
    let out_of_memory = crate::heap::was_refused() && starts_with(&message, b"memory allocation of ");
    if let Some(place) = info.location() {
        let _ = write!(message, " ({}:{})", place.file(), place.line());
    }
    set_message(message.length as u32);
    abort(if out_of_memory { ABORT_OUT_OF_MEMORY } else { ABORT_PANIC })
}

fn starts_with(message: &Message, text: &[u8]) -> bool {
    // SAFETY: the message is that long.
    message.length >= text.len() && unsafe { core::slice::from_raw_parts(addr_of_mut!((*MAILBOX).buffer).cast::<u8>(), text.len()) } == text
}

// The standard library's objects name these two although nothing unwinds.
#[no_mangle]
extern "C" fn rust_eh_personality() {}

#[no_mangle]
extern "C" fn _Unwind_Resume() -> ! {
    abort(ABORT_PANIC)
}
