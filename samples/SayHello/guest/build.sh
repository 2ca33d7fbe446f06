#!/bin/sh
# Builds say-hello.wasm: clang, lld and wasi-libc for the code, jco (npm @bytecodealliance/jco) to make a component of it.
set -e
cd "$(dirname "$0")"
${CC:-clang} --target=wasm32-wasi -mexec-model=reactor -O2 -Wl,-s say_hello.c -o core.wasm
jco embed "$PWD/core.wasm" --wit "$PWD/say-hello.wit" -n greeter -o "$PWD/core.wasm"
jco new "$PWD/core.wasm" -o "$PWD/say-hello.wasm"
rm core.wasm
