// Runs one WASI program in V8, once per line on standard input, and answers each with two words: the nanoseconds it took, between the
// program's calls of bench.start and bench.end or the whole of _start if it makes none; and its result, the number it gives to
// bench.result in hexadecimal or the SHA-256 of its output.
//   node v8.mjs FILE.wasm [STDIN-FILE [ARGUMENT...]]
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { WASI } from 'node:wasi';

const [file, input = '/dev/null', ...args] = process.argv.slice(2);
const module = new WebAssembly.Module(fs.readFileSync(file));
const discard = fs.openSync('/dev/null', 'w');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'microlight-v8-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true }));

function run() {
    const stdin = fs.openSync(input, 'r');
    const output = path.join(folder, 'output');
    const stdout = fs.openSync(output, 'w');
    let started = 0n, measured = 0n, result = null;
    const bench = {
        start() { started = process.hrtime.bigint(); },
        end() { measured += process.hrtime.bigint() - started; },
        result(value) { result = BigInt.asUintN(64, value).toString(16).padStart(16, '0'); },
    };
    const wasi = new WASI({ version: 'preview1', args: ['program', ...args], stdin, stdout, stderr: discard, returnOnExit: true });
    const instance = new WebAssembly.Instance(module, { ...wasi.getImportObject(), bench });
    const begin = process.hrtime.bigint();
    const exitCode = wasi.start(instance);
    const whole = process.hrtime.bigint() - begin;
    fs.closeSync(stdin);
    fs.closeSync(stdout);
    if (exitCode !== 0) throw new Error(`${file} exited with ${exitCode}`);
    result ??= createHash('sha256').update(fs.readFileSync(output)).digest('hex');
    return `${measured > 0n ? measured : whole} ${result}`;
}

process.stdout.write(`v8 ${process.versions.v8} node ${process.versions.node}\n`);
for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(`${run()}\n`);
