//! A guest in Rust for the tests: every type through the guest and back, several results, structs, views, the heap, failure.
#![no_std]
#![no_main]
#![allow(non_snake_case)]

extern crate alloc;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};
use microlight_guest::{abort, generation, guest_functions, host_functions, log, Level, Plain, Reference, View};

#[repr(C)]
#[derive(Clone, Copy)]
struct Point {
    x: f64,
    y: f64,
    id: i64,
}
// SAFETY: repr(C), 24 bytes without padding, all patterns valid.
unsafe impl Plain for Point {}

host_functions! {
    fn Describe(c: i8, C: u8, h: i16, H: u16, i: i32, u: u32, I: i64, U: u64, f: f32, d: f64, b: bool, s: &str, y: &[u8], r: Reference) -> String;
    fn Twice(value: i32) -> i32;
    fn Mirror(point: Point) -> Point;
    fn DivideOnHost(a: u32, b: u32) -> (u32, u32);
    fn Nothing();
}

host_functions! {
    in "other":
    fn Other(text: &str) -> Vec<u8>;
}

#[repr(align(4096))]
struct Page([u8; 4096]);

static COUNTER: AtomicU64 = AtomicU64::new(0);

guest_functions! {
    fn All(c: i8, C: u8, h: i16, H: u16, i: i32, u: u32, I: i64, U: u64, f: f32, d: f64, b: bool, s: String, y: Vec<u8>, r: Reference) -> String {
        Describe(c, C, h, H, i, u, I, U, f, d, b, &s, &y, r)
    }
    fn Several() -> (i32, &'static str, f64, Vec<u8>) { (-1, "two", 3.5, alloc::vec![4, 4]) }
    fn OnHost(a: u32, b: u32) -> (u32, u32) { DivideOnHost(a, b) }
    fn Power(value: i32, n: i32) -> i32 {
        Nothing();
        (0..n).fold(value, |v, _| Twice(v))
    }
    fn Move(point: Point, by: f64) -> Point {
        let mirrored = Mirror(point);
        Point { x: mirrored.x + by, ..mirrored }
    }
    fn CallOther(text: String) -> Vec<u8> { Other(&text) }
    fn Count() -> u64 { COUNTER.fetch_add(1, Ordering::Relaxed) + 1 }
    fn Sum(bytes: View) -> u64 {
        // SAFETY: no host call.
        unsafe { bytes.with(|b| b.iter().map(|&x| x as u64).sum()) }
    }
    fn StaleView(bytes: View) -> u64 {
        Nothing();
        let mut first = [0];
        bytes.copy_to(0, &mut first);
        first[0] as u64
    }
    /// Maps, strings and boxes of many sizes and alignments, made and dropped; what is in them at the end.
    fn Churn(rounds: u32) -> u64 {
        let mut map: BTreeMap<u32, (String, Vec<u8>)> = BTreeMap::new();
        let mut seed = 1u32;
        for round in 0..rounds {
            seed = seed.wrapping_mul(1664525).wrapping_add(1013904223);
            let key = seed >> 24;
            let page = alloc::boxed::Box::new(Page([round as u8; 4096]));
            assert!(&*page as *const Page as usize % 4096 == 0 && page.0[4095] == round as u8);
            map.insert(key, (key.to_string(), alloc::vec![key as u8; (seed >> 8) as usize % 5000]));
            if seed & 0x80 != 0 { map.remove(&(key ^ 1)); }
        }
        for (key, (text, bytes)) in &map {
            assert!(text.parse::<u32>() == Ok(*key) && bytes.iter().all(|b| *b == *key as u8));
        }
        map.len() as u64
    }
    fn Allocate(bytes: u64) -> u64 {
        let filled = alloc::vec![1u8; bytes as usize];
        filled.iter().map(|&b| b as u64).sum()
    }
    fn TryAllocate(bytes: u64) -> bool { Vec::<u8>::new().try_reserve_exact(bytes as usize).is_ok() }
    fn MovesOverlapping(length: u32, shift: u32) -> bool {
        let (length, shift) = (length as usize, shift as usize);
        let pattern: Vec<u8> = (0..length).map(|i| (i * 7 + 1) as u8).collect();
        let mut up = pattern.clone();
        up.resize(length + shift, 0);
        up.copy_within(..length, shift);
        let mut down = alloc::vec![0; shift];
        down.extend_from_slice(&pattern);
        down.copy_within(shift.., 0);
        up[shift..] == pattern[..] && down[..length] == pattern[..]
    }
    fn Log(level: i32, message: String) {
        log(if level == 3 { Level::Warning } else { Level::Trace }, &message)
    }
    fn Generation() -> u64 { generation() }
    fn Panic(value: i32) { panic!("the value is {value}: ünïcode") }
    fn OutOfBounds(index: u32) -> u32 { [1u32, 2, 3][index as usize] }
    fn LongPanic() { panic!("{}", "é".repeat(5000)) }
    fn Abort(code: u32) { abort(code) }
}
