#!/usr/bin/env bash
# Builds each kernel's .wasm beside its source and ../suite.wasm, a larger program of several kernels, or only what is named: build.sh [NAME...]
# WASM_CC is a clang for wasm32-wasi with a wasi-libc and the compiler's builtins (ORIGIN.md says which ones made the committed files).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
compiler=${WASM_CC:-clang-19 --target=wasm32-wasi}
# The features are those that newer clangs switch on by themselves. Names stay in for profiles and disassembly, debugging information does not.
flags=(-O3 -mbulk-memory -mnontrapping-fptoint -msign-ext -Wall -Wextra -Wno-unused-parameter -Wl,--strip-debug)
suite=(aes bwt deflate json lisp markdown raytrace regex sudoku)

build() {
    # shellcheck disable=SC2046
    $compiler "${flags[@]}" $(sed -n 's|^// flags: ||p' "$1.c") -o "$1.wasm" "$1.c"
    chmod 644 "$1.wasm"
}

build_suite() {
    local folder kernel
    folder=$(mktemp -d)
    for kernel in "${suite[@]}"; do
        $compiler "${flags[@]}" -Wno-return-type "-Dmain=run_$kernel" -c -o "$folder/$kernel.o" "$kernel.c"
        echo "int run_$kernel(void);" >> "$folder/main.c"
    done
    { echo "int main(void) {"; printf 'run_%s();\n' "${suite[@]}"; echo "}"; } >> "$folder/main.c"
    $compiler "${flags[@]}" -o ../suite.wasm "$folder"/*.c "$folder"/*.o
    chmod 644 ../suite.wasm
    rm -r "$folder"
}

if [ $# = 0 ]; then set -- suite *.c; fi
for name in "$@"; do
    if [ "$name" = suite ]; then build_suite; else build "${name%.c}"; fi
done
