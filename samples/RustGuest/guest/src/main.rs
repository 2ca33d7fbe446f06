//! A guest in Rust: greets through the host's HostPrint, and counts words.
#![no_std]
#![no_main]

extern crate alloc;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use microlight_guest::{guest_functions, host_functions};

host_functions! {
    fn HostPrint(text: &str) -> i32;
}

guest_functions! {
    fn Greet(name: String) -> i32 {
        HostPrint(&format!("Hello, {name}! I am Rust inside of a VM.\n"))
    }

    fn CountWords(text: String) -> String {
        let mut counts = BTreeMap::new();
        for word in text.split_whitespace() {
            *counts.entry(word).or_insert(0) += 1;
        }
        let mut lines = String::new();
        for (word, count) in counts {
            lines += &format!("{word}: {count}\n");
        }
        lines
    }
}
