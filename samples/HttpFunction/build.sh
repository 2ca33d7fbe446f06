#!/bin/sh
# Builds http-function.wasm: cargo with the target wasm32-wasip1, then jco (npm @bytecodealliance/jco) to make a component of it.
set -e
cd "$(dirname "$0")"
cargo build --release --target wasm32-wasip1 "$@"
jco new "${CARGO_TARGET_DIR:-$PWD/target}/wasm32-wasip1/release/http_function.wasm" --wasi-reactor -o "$PWD/http-function.wasm"
