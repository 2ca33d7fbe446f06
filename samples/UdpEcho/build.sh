#!/bin/sh
# Builds udp-echo.wasm: clang, lld and wasi-libc (of 2024 or later) for the code, jco (npm @bytecodealliance/jco) to make a component of it.
set -e
cd "$(dirname "$0")"
${CC:-clang} --target=wasm32-wasip2 -O2 -Wl,-s udp_echo.c -o core.wasm
jco new "$PWD/core.wasm" --wasi-command -o "$PWD/udp-echo.wasm"
rm core.wasm
