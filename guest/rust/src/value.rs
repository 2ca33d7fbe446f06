//! Which Rust types cross the border, and how.

use crate::abi::{types, Slot};
use crate::call::{argument, epoch, host_result, payload, push_slot, put, return_slot};
use alloc::string::String;
use alloc::vec::Vec;

/// A type of parameters of guest functions and of results of host functions.
pub trait Take: Sized {
    /// Its letter in a signature.
    const LETTER: u8;
    const KIND: u32;
    #[doc(hidden)]
    fn from_slot(slot: Slot) -> Self;
    #[doc(hidden)]
    fn argument(index: usize) -> Self {
        Self::from_slot(argument(index, Self::KIND))
    }
}

/// A type of results of guest functions and of parameters of host functions.
pub trait Give {
    /// Its letter in a signature.
    const LETTER: u8;
    #[doc(hidden)]
    fn to_slot(&self) -> Slot;
    #[doc(hidden)]
    fn push(&self) {
        push_slot(self.to_slot())
    }
}

/// What a guest function returns: nothing, a value, or a tuple of values.
pub trait Results {
    /// Letters of the signature, zeros behind the last.
    const LETTERS: [u8; 8];
    #[doc(hidden)]
    fn give(self);
}

/// What a host function returns: nothing, a value, or a tuple of values.
pub trait HostResults {
    const LETTERS: [u8; 8];
    #[doc(hidden)]
    fn take() -> Self;
}

macro_rules! numbers {
    ($($type:ty, $letter:literal, $kind:ident, $value:ident => $to:expr, $bits:ident => $from:expr;)*) => {$(
        impl Take for $type {
            const LETTER: u8 = $letter;
            const KIND: u32 = types::$kind;
            fn from_slot(slot: Slot) -> Self {
                let $bits = slot.bits;
                $from
            }
        }
        impl Give for $type {
            const LETTER: u8 = $letter;
            fn to_slot(&self) -> Slot {
                let $value = *self;
                Slot { bits: $to, length: 0, kind: types::$kind }
            }
        }
    )*};
}

// Narrow signed integers are extended by their sign to 64 bits, 32-bit ones have a zero high half.
numbers! {
    i8, b'c', INT8, v => v as i64 as u64, b => b as i8;
    u8, b'C', UINT8, v => v as u64, b => b as u8;
    i16, b'h', INT16, v => v as i64 as u64, b => b as i16;
    u16, b'H', UINT16, v => v as u64, b => b as u16;
    i32, b'i', INT32, v => v as u32 as u64, b => b as i32;
    u32, b'u', UINT32, v => v as u64, b => b as u32;
    i64, b'I', INT64, v => v as u64, b => b as i64;
    u64, b'U', UINT64, v => v, b => b;
    f32, b'f', FLOAT32, v => v.to_bits() as u64, b => f32::from_bits(b as u32);
    f64, b'd', FLOAT64, v => v.to_bits(), b => f64::from_bits(b);
    bool, b'b', BOOLEAN, v => v as u64, b => b != 0;
    Reference, b'r', REFERENCE, v => v.0, b => Reference(b);
}

/// Something of the host's that the guest can only hand back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reference(pub u64);

fn bytes_of(slot: &Slot) -> &'static [u8] {
    // SAFETY: the host put the payload inside the buffer; the callers copy it at once.
    unsafe { core::slice::from_raw_parts(payload(slot), slot.length as usize) }
}

impl Take for String {
    const LETTER: u8 = b's';
    const KIND: u32 = types::STRING;
    fn from_slot(slot: Slot) -> Self {
        match core::str::from_utf8(bytes_of(&slot)) {
            Ok(text) => text.into(),
            Err(_) => panic!("the host sent a string that is not UTF-8"),
        }
    }
}

impl Take for Vec<u8> {
    const LETTER: u8 = b'y';
    const KIND: u32 = types::BYTES;
    fn from_slot(slot: Slot) -> Self {
        bytes_of(&slot).to_vec()
    }
}

/// Bytes where they lie in the mailbox, not copied. Good until the guest's next host call or string or bytes result.
#[derive(Clone, Copy)]
pub struct View {
    slot: Slot,
    epoch: u64,
}

impl View {
    pub fn len(&self) -> usize {
        self.slot.length as usize
    }

    pub fn is_empty(&self) -> bool {
        self.slot.length == 0
    }

    /// Hands the bytes to `f`. Panics where they are no longer there, also if they are not when `f` is done.
    ///
    /// # Safety
    /// `f` makes no host call: it would change the bytes.
    pub unsafe fn with<R>(&self, f: impl FnOnce(&[u8]) -> R) -> R {
        self.check();
        let result = f(bytes_of(&self.slot));
        self.check();
        result
    }

    /// Copies the bytes from `offset` on. Panics where there are not as many, or they are no longer there.
    pub fn copy_to(&self, offset: usize, target: &mut [u8]) {
        self.check();
        target.copy_from_slice(&bytes_of(&self.slot)[offset..offset + target.len()]);
    }

    fn check(&self) {
        if self.epoch != epoch() {
            panic!("a view of the mailbox was used after a host call; copy what is to be kept");
        }
    }
}

impl Take for View {
    const LETTER: u8 = b'y';
    const KIND: u32 = types::BYTES;
    fn from_slot(slot: Slot) -> Self {
        View { slot, epoch: epoch() }
    }
}

impl Give for &str {
    const LETTER: u8 = b's';
    fn to_slot(&self) -> Slot {
        put(self.as_bytes(), types::STRING)
    }
}

impl Give for String {
    const LETTER: u8 = b's';
    fn to_slot(&self) -> Slot {
        put(self.as_bytes(), types::STRING)
    }
}

impl Give for Vec<u8> {
    const LETTER: u8 = b'y';
    fn to_slot(&self) -> Slot {
        put(self, types::BYTES)
    }
}

impl Give for &[u8] {
    const LETTER: u8 = b'y';
    fn to_slot(&self) -> Slot {
        put(self, types::BYTES)
    }
}

/// A struct that crosses as its bytes; the host's must have the same layout.
///
/// # Safety
/// It is `repr(C)`, has no padding, and every pattern of bits is a value of it.
pub unsafe trait Plain: Copy {}

impl<T: Plain> Take for T {
    const LETTER: u8 = b'y';
    const KIND: u32 = types::BYTES;
    fn from_slot(slot: Slot) -> Self {
        if slot.length as usize != core::mem::size_of::<T>() {
            panic!("a struct of {} bytes arrived as {}", core::mem::size_of::<T>(), slot.length);
        }
        // SAFETY: as many bytes are there, and the trait's promise.
        unsafe { payload(&slot).cast::<T>().read_unaligned() }
    }
}

impl<T: Plain> Give for T {
    const LETTER: u8 = b'y';
    fn to_slot(&self) -> Slot {
        // SAFETY: the trait's promise: no padding.
        put(unsafe { core::slice::from_raw_parts((self as *const T).cast(), core::mem::size_of::<T>()) }, types::BYTES)
    }
}

const fn one(letter: u8) -> [u8; 8] {
    [letter, 0, 0, 0, 0, 0, 0, 0]
}

impl<T: Give> Results for T {
    const LETTERS: [u8; 8] = one(T::LETTER);
    fn give(self) {
        return_slot(self.to_slot())
    }
}

impl<T: Take> HostResults for T {
    const LETTERS: [u8; 8] = one(T::LETTER);
    fn take() -> Self {
        T::from_slot(host_result(0, T::KIND))
    }
}

macro_rules! tuples {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<$($name: Give),*> Results for ($($name,)*) {
            const LETTERS: [u8; 8] = {
                #[allow(unused_mut)]
                let mut letters = [0; 8];
                $(letters[$index] = $name::LETTER;)*
                letters
            };
            fn give(self) {
                $(return_slot(self.$index.to_slot());)*
            }
        }
        impl<$($name: Take),*> HostResults for ($($name,)*) {
            const LETTERS: [u8; 8] = {
                #[allow(unused_mut)]
                let mut letters = [0; 8];
                $(letters[$index] = $name::LETTER;)*
                letters
            };
            fn take() -> Self {
                ($($name::from_slot(host_result($index, $name::KIND)),)*)
            }
        }
    )*};
}

tuples! {
    ()
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
}

/// Parameters, `>`, results, and the zero that ends a signature. For the macros.
#[doc(hidden)]
pub const fn signature<const N: usize>(parameters: &[u8], results: [u8; 8]) -> [u8; N] {
    let mut text = [0; N];
    let mut i = 0;
    while i < parameters.len() {
        text[i] = parameters[i];
        i += 1;
    }
    text[i] = b'>';
    let mut r = 0;
    while r < 8 {
        text[i + 1 + r] = results[r];
        r += 1;
    }
    text
}
