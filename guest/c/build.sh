#!/usr/bin/env bash
# Builds a C guest: guest/c/build.sh OUTPUT SOURCE.c...   (needs gcc; CC and CFLAGS are honoured)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ $# -lt 2 ]; then echo "usage: $0 OUTPUT SOURCE.c..." >&2; exit 2; fi
cc=${CC:-gcc}
if ! command -v "$cc" >/dev/null; then
    echo "error: '$cc' not found; a C guest is built with gcc (Debian: apt-get install gcc)" >&2
    exit 1
fi
output=$1; shift
# Position-independent code, linked at the fixed address: the image area lies above 2 GiB. The guest has no TLS, no signals, no libc.
# shellcheck disable=SC2086
"$cc" -std=c11 -O2 -g -Wall -Wextra -ffreestanding -fpie -fno-stack-protector -fcf-protection=none -fno-asynchronous-unwind-tables \
    -fno-tree-loop-distribute-patterns -fno-omit-frame-pointer -ffunction-sections -fdata-sections ${CFLAGS:-} -I"$here" \
    -nostdlib -static -no-pie -Wl,-T,"$here/microlight.ld" -Wl,--gc-sections -Wl,--build-id=none -Wl,-z,noexecstack \
    -o "$output" "$@" "$here/microlight.c"
