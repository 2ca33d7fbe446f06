//! The contract of docs/abi.md in Rust, nothing added.

/// Where the mailbox is in every guest.
pub const MAILBOX: *mut Mailbox = 0x7e00_0020_0000 as *mut Mailbox;
pub const MAXIMUM_SLOTS: usize = 128;

/// Abort codes that the host knows; those below 0xffff_ff00 are the guest's own.
pub const ABORT_OUT_OF_MEMORY: u32 = 0xffff_ff01;
pub const ABORT_PANIC: u32 = 0xffff_ff02;

/// Numbers of the value types.
pub mod types {
    pub const INT32: u32 = 1;
    pub const UINT32: u32 = 2;
    pub const INT64: u32 = 3;
    pub const UINT64: u32 = 4;
    pub const FLOAT32: u32 = 5;
    pub const FLOAT64: u32 = 6;
    pub const BOOLEAN: u32 = 7;
    pub const STRING: u32 = 8;
    pub const BYTES: u32 = 9;
    pub const REFERENCE: u32 = 10;
    pub const INT8: u32 = 11;
    pub const UINT8: u32 = 12;
    pub const INT16: u32 = 13;
    pub const UINT16: u32 = 14;
    pub const VECTOR128: u32 = 15;
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slot {
    /// The number, or the payload's offset in the buffer.
    pub bits: u64,
    /// Bytes of payload.
    pub length: u32,
    /// One of [`types`].
    pub kind: u32,
}

#[repr(C)]
pub struct Mailbox {
    pub version: u32,
    pub buffer_size: u32,
    pub generation: u64,
    pub call_argument_count: u32,
    pub call_result_count: u32,
    pub host_call_import: u32,
    pub host_call_argument_count: u32,
    pub host_call_result_count: u32,
    _reserved: u32,
    pub grow_region: u32,
    _reserved2: u32,
    pub grow_delta: u64,
    pub grow_result: u64,
    _reserved3: [u8; 0x400 - 0x40],
    pub call_slots: [Slot; MAXIMUM_SLOTS],
    pub host_call_slots: [Slot; MAXIMUM_SLOTS],
    _upper_halves: [[u64; MAXIMUM_SLOTS]; 2],
    _reserved4: [u8; 0x2000 - 0x1c00],
    pub buffer: [u8; 0],
}

const _: () = assert!(core::mem::offset_of!(Mailbox, grow_result) == 0x38);
const _: () = assert!(core::mem::offset_of!(Mailbox, call_slots) == 0x400);
const _: () = assert!(core::mem::offset_of!(Mailbox, host_call_slots) == 0xc00);
const _: () = assert!(core::mem::offset_of!(Mailbox, buffer) == 0x2000);

/// `.microlight.abi`
#[repr(C)]
pub struct AbiRecord {
    pub version: u32,
    pub flags: u32,
    pub stack_size: u64,
}

/// `.microlight.functions`; the strings end with a zero.
#[repr(C)]
pub struct FunctionRecord {
    pub name: *const u8,
    pub function: extern "C" fn(*mut Mailbox),
    pub signature: *const u8,
}

/// `.microlight.imports`; the strings end with a zero.
#[repr(C)]
pub struct ImportRecord {
    pub module: *const u8,
    pub name: *const u8,
    pub signature: *const u8,
}

/// `.microlight.memories`
#[repr(C)]
pub struct MemoryRecord {
    pub address: u64,
    pub initial: u64,
    pub maximum: u64,
    pub flags: u64,
}

// SAFETY: records are constants, and a guest has one thread.
unsafe impl Sync for FunctionRecord {}
unsafe impl Sync for ImportRecord {}

#[used]
#[no_mangle]
#[link_section = ".microlight.abi"]
static microlight_abi: AbiRecord = AbiRecord { version: 1, flags: 0, stack_size: 0 };
