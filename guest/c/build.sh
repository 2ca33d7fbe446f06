#!/usr/bin/env bash
# Builds a C guest: guest/c/build.sh OUTPUT SOURCE.c...   (needs gcc or clang, ar, ld; CC and CFLAGS are honoured)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# -lt 2 ]; then echo "usage: $0 OUTPUT SOURCE.c..." >&2; exit 2; fi
cc=${CC:-gcc}
for tool in "$cc" ar; do
    if ! command -v "$tool" >/dev/null; then
        echo "error: '$tool' not found; a C guest is built with gcc and ar (Debian: apt-get install gcc binutils)" >&2
        exit 1
    fi
done
output=$1; shift
# Position-independent code, linked at the fixed address: the image area lies above 2 GiB. The guest has no TLS, no signals, no libc.
# Frame pointers, unwind tables and symbols stay in: the host names a trap's callers with them.
flags=(-std=c11 -O2 -g -Wall -Wextra -ffreestanding -fpie -fno-stack-protector -fcf-protection=none -fasynchronous-unwind-tables
    -fno-tree-loop-distribute-patterns -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -ffunction-sections -fdata-sections -I"$here")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# An archive, so that a guest gets of the library what it uses: no heap, no import of HostLog without need.
objects=()
for source in "$here"/*.c; do
    object=$work/$(basename "$source" .c).o
    # shellcheck disable=SC2086
    "$cc" "${flags[@]}" ${CFLAGS:-} -c -o "$object" "$source" &
    objects+=("$object")
done
wait
ar rcs "$work/libmicrolight.a" "${objects[@]}"
# shellcheck disable=SC2086
"$cc" "${flags[@]}" ${CFLAGS:-} -nostdlib -static -no-pie -Wl,-T,"$here/../microlight.ld" -Wl,--gc-sections -Wl,--build-id=none \
    -Wl,-z,noexecstack -o "$output" "$@" "$work/libmicrolight.a"
