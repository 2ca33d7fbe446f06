#!/bin/sh
# Builds ../hello-c.wasm: clang, lld and wasi-libc for the code, jco (npm @bytecodealliance/jco) to make a component of it.
set -e
cd "$(dirname "$0")"
folder=$(dirname "$PWD")
${CC:-clang} --target=wasm32-wasi -mexec-model=reactor -O2 -Wall -Wextra -Werror -Wl,-s hello.c -o core.wasm
jco embed "$PWD/core.wasm" --wit "$folder/hello.wit" -n hello-servant -o "$PWD/core.wasm"
jco new "$PWD/core.wasm" -o "$folder/hello-c.wasm"
rm core.wasm
