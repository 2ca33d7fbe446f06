#!/usr/bin/env bash
# Builds each kernel's .wasm beside its source, or only those that are named: build.sh [NAME...]
# WASM_CC is a clang for wasm32-wasi with a wasi-libc and the compiler's builtins (ORIGIN.md says which ones made the committed files).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
compiler=${WASM_CC:-clang-19 --target=wasm32-wasi}
# The features are those that newer clangs switch on by themselves. Names stay in for profiles and disassembly, debugging information does not.
flags=(-O3 -mbulk-memory -mnontrapping-fptoint -msign-ext -Wall -Wextra -Wno-unused-parameter -Wl,--strip-debug)
if [ $# = 0 ]; then set -- *.c; fi
for kernel in "$@"; do
    kernel=${kernel%.c}
    extra=$(sed -n 's|^// flags: ||p' "$kernel.c")
    $compiler "${flags[@]}" $extra -o "$kernel.wasm" "$kernel.c"
done
