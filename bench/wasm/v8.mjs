// Runs one WASI program in V8, once per line on standard input, and answers each with the nanoseconds it took:
// between the program's calls of bench.start and bench.end, or the whole of _start if it makes none.
//   node v8.mjs FILE.wasm [STDIN-FILE]
import fs from 'node:fs';
import { createInterface } from 'node:readline';
import { WASI } from 'node:wasi';

const [file, input = '/dev/null'] = process.argv.slice(2);
const module = new WebAssembly.Module(fs.readFileSync(file));
const discard = fs.openSync('/dev/null', 'w');

function run() {
    const stdin = fs.openSync(input, 'r');
    let started = 0n, measured = 0n;
    const bench = {
        start() { started = process.hrtime.bigint(); },
        end() { measured += process.hrtime.bigint() - started; },
    };
    const wasi = new WASI({ version: 'preview1', args: ['program'], stdin, stdout: discard, stderr: discard, returnOnExit: true });
    const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), bench });
    const begin = process.hrtime.bigint();
    const exitCode = wasi.start(instance);
    const whole = process.hrtime.bigint() - begin;
    fs.closeSync(stdin);
    if (exitCode !== 0) throw new Error(`${file} exited with ${exitCode}`);
    return measured > 0n ? measured : whole;
}

process.stdout.write(`v8 ${process.versions.v8} node ${process.versions.node}\n`);
for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(`${run()}\n`);
