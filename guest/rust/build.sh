#!/usr/bin/env bash
# Builds a Rust guest: guest/rust/build.sh OUTPUT CRATE-FOLDER [TARGET-FOLDER]   (needs cargo and a C linker driver; no network)
# It is `cargo build --release --offline` in the crate's folder, whose .cargo/config.toml has the flags, and a copy of the result.
set -euo pipefail
if [ $# -lt 2 ]; then echo "usage: $0 OUTPUT CRATE-FOLDER [TARGET-FOLDER]" >&2; exit 2; fi
if ! command -v cargo >/dev/null; then
    echo "error: 'cargo' not found; a Rust guest is built with the stable toolchain (https://rustup.rs)" >&2
    exit 1
fi
output=$(realpath -m "$1"); crate=$2; target=$(realpath -m "${3:-$crate/target}")
if [ ! -f "$crate/Cargo.toml" ]; then echo "error: '$crate' has no Cargo.toml; name the folder of a crate" >&2; exit 1; fi
cd "$crate"
executable=$(cargo build --release --offline --target-dir "$target" --message-format=json-render-diagnostics |
    sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
if [ -z "$executable" ]; then echo "error: the crate '$crate' has no binary target" >&2; exit 1; fi
mkdir -p "$(dirname "$output")"
cp "$executable" "$output"
