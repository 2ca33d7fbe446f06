//! Write Microlight guests in Rust. docs/guests-rust.md is the guide, docs/abi.md the contract behind it.
//!
//! A guest is a freestanding, static ELF file: `no_std`, with `alloc` on a heap of its own. Every capability is a host function that the
//! host granted.
#![no_std]

extern crate alloc;

pub mod abi;
mod call;
mod heap;
#[cfg(feature = "log")]
mod log;
mod macros;
mod memory;
mod panic;
mod value;

pub use call::{abort, generation, grow};
#[cfg(feature = "log")]
pub use log::{log, Level};
pub use value::{Give, HostResults, Plain, Reference, Results, Take, View};

#[doc(hidden)]
pub use call::{begin, host_call};
#[doc(hidden)]
pub use value::signature;
