#!/bin/sh
# Builds trial.wasm: clang, lld and wasi-libc for the code, jco (npm @bytecodealliance/jco) to make a component of it.
set -e
cd "$(dirname "$0")"
${CC:-clang} --target=wasm32-wasi -mexec-model=reactor -O2 -fno-builtin-memcpy -Wl,-s trial.c -o core.wasm
# The world of trial.wit, and with it a function of the host's own.
sed 's|  import microlight:tars/call;|&\n  import trial:host/door;|' trial.wit > world.wit
printf '\npackage trial:host {\n  interface door {\n    open: func();\n  }\n}\n' >> world.wit
jco embed "$PWD/core.wasm" --wit "$PWD/world.wit" -n echo-servant -o "$PWD/core.wasm"
jco new "$PWD/core.wasm" -o "$PWD/trial.wasm"
rm core.wasm world.wit
