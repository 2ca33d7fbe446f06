// Compiles one module in V8, asynchronously, once per line on standard input, and answers each with three words: nanoseconds, this
// process's peak resident KiB, and 0 (V8 compiles in threads of this process).
//   node --no-liftoff --no-wasm-lazy-compilation v8-compile.mjs FILE.wasm
import fs from 'node:fs';
import { createInterface } from 'node:readline';

const source = fs.readFileSync(process.argv[2]);

// V8 remembers what it compiled by its bytes; a custom section with another number makes each time the first.
function variant(number) {
    const section = Buffer.from([0, 6, 1, 0x76, 0, 0, 0, 0]);
    section.writeUInt32LE(number, 4);
    return Buffer.concat([source, section]);
}

process.stdout.write(`v8 ${process.versions.v8} node ${process.versions.node}\n`);
let number = 0;
for await (const _ of createInterface({ input: process.stdin })) {
    const bytes = variant(number++);
    const begin = process.hrtime.bigint();
    await WebAssembly.compile(bytes);
    const elapsed = process.hrtime.bigint() - begin;
    const peak = /VmHWM:\s*(\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1];
    process.stdout.write(`${elapsed} ${peak} 0\n`);
}
