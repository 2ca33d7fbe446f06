// Says of each module on standard input whether V8 finds it valid. In: u32 length, then the bytes. Out: a JSON line, null or V8's reason.
import { readSync, writeSync } from 'node:fs';

function read(length) {
  const buffer = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = readSync(0, buffer, at, length - at, null);
    if (count === 0) process.exit(0);
    at += count;
  }
  return buffer;
}

for (;;) {
  const module = read(new DataView(read(4).buffer).getUint32(0, true));
  let reason = null;
  try {
    new WebAssembly.Module(module);
  } catch (e) {
    reason = e.message;
  }
  const line = new TextEncoder().encode(JSON.stringify(reason) + '\n');
  for (let at = 0; at < line.length;) at += writeSync(1, line, at);
}
