// Runs generated modules in V8. Standard input: for each module its length, how many exports to call (both 32 bits, little-endian) and its
// bytes. Standard output: a line for each, with an outcome per call, as Outcome.cs has them.
import { readSync, writeSync } from 'node:fs';

const traps = [
    ['unreachable', 'unreachable'], ['divide by zero', 'zero'], ['remainder by zero', 'zero'], ['divide result unrepresentable', 'number'],
    ['float unrepresentable', 'number'], ['memory access out of bounds', 'memory'], ['data segment', 'memory'], ['table index is out of bounds', 'table'],
    ['table access', 'table'], ['element segment', 'table'], ['table or', 'table'], ['signature mismatch', 'function'], ['Maximum call stack', 'stack'],
];
const mix = (a, b) => BigInt.asIntN(64, (b ^ BigInt(a)) * 0x2545f4914f6cdd1dn + BigInt(a));

function read(length) {
    const buffer = Buffer.alloc(length);
    for (let have = 0; have < length;) {
        let count;
        try {
            count = readSync(0, buffer, have, length - have);
        } catch (error) {
            if (error.code === 'EAGAIN') continue;
            throw error;
        }
        if (count === 0) process.exit(0);
        have += count;
    }
    return buffer;
}

const text = value => typeof value === 'bigint' ? BigInt.asUintN(64, value).toString(16) : (value >>> 0).toString(16);

function call(f) {
    try {
        const result = f();
        return 'returned ' + (result === undefined ? [] : Array.isArray(result) ? result : [result]).map(text).join(',');
    } catch (error) {
        const trap = traps.find(t => String(error.message).includes(t[0]));
        return 'trapped ' + (trap ? trap[1] : String(error).replace(/\s+/g, ' '));
    }
}

for (;;) {
    const header = read(8);
    const bytes = read(header.readUInt32LE(0));
    const calls = header.readUInt32LE(4);
    let line;
    try {
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { mix } });
        line = Array.from({ length: calls }, (_, i) => call(exports['c' + i])).join(';');
    } catch (error) {
        line = 'refused ' + String(error).replace(/\s+/g, ' ');
    }
    writeSync(1, line + '\n');
}
