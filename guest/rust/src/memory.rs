//! The functions that compiled code calls on its own; in a hosted program they are libc's. In assembly, since the compiler would turn
//! loops into calls of themselves.

use core::arch::asm;

#[no_mangle]
unsafe extern "C" fn memcpy(destination: *mut u8, source: *const u8, bytes: usize) -> *mut u8 {
    asm!("rep movsb", inout("rdi") destination => _, inout("rsi") source => _, inout("rcx") bytes => _, options(nostack, preserves_flags));
    destination
}

#[no_mangle]
unsafe extern "C" fn memmove(destination: *mut u8, source: *const u8, bytes: usize) -> *mut u8 {
    if (destination as usize).wrapping_sub(source as usize) >= bytes {
        return memcpy(destination, source, bytes);
    }
    // Upwards within itself: from the end, the odd bytes first.
    asm!(
        "std",
        "mov rcx, {bytes}",
        "and ecx, 7",
        "rep movsb",
        "sub rdi, 7",
        "sub rsi, 7",
        "mov rcx, {bytes}",
        "shr rcx, 3",
        "rep movsq",
        "cld",
        bytes = in(reg) bytes,
        inout("rdi") destination.wrapping_add(bytes).wrapping_sub(1) => _,
        inout("rsi") source.wrapping_add(bytes).wrapping_sub(1) => _,
        out("rcx") _,
        options(nostack)
    );
    destination
}

#[no_mangle]
unsafe extern "C" fn memset(destination: *mut u8, value: i32, bytes: usize) -> *mut u8 {
    asm!("rep stosb", inout("rdi") destination => _, inout("rcx") bytes => _, in("al") value as u8, options(nostack, preserves_flags));
    destination
}

#[no_mangle]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, bytes: usize) -> i32 {
    let mut i = 0;
    while i < bytes {
        let (l, r) = (left.add(i).read_volatile(), right.add(i).read_volatile());
        if l != r {
            return l as i32 - r as i32;
        }
        i += 1;
    }
    0
}

#[no_mangle]
unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, bytes: usize) -> i32 {
    memcmp(left, right, bytes)
}

#[no_mangle]
unsafe extern "C" fn strlen(text: *const u8) -> usize {
    let mut length = 0;
    while text.add(length).read_volatile() != 0 {
        length += 1;
    }
    length
}
