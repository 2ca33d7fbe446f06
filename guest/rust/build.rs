//! Lets the linker of a guest find microlight.ld: search paths reach the crates that depend on this one, link arguments do not.
fn main() {
    println!("cargo:rustc-link-search=native={}/..", env!("CARGO_MANIFEST_DIR"));
    println!("cargo:rerun-if-changed=../microlight.ld");
}
