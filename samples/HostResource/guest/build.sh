#!/bin/sh
# Builds visits.wasm: clang, lld and wasi-libc for the code, jco (npm @bytecodealliance/jco) to make a component of it.
set -e
cd "$(dirname "$0")"
${CC:-clang} --target=wasm32-wasi -mexec-model=reactor -O2 -Wl,-s visits.c -o core.wasm
jco embed "$PWD/core.wasm" --wit "$PWD/../wit/visits.wit" -n counter -o "$PWD/core.wasm"
jco new "$PWD/core.wasm" -o "$PWD/visits.wasm"
rm core.wasm
