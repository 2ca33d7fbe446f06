// What the server's and the client's script have in common: values of all types, made and compared.
"use strict";

const TarsStream = require("@tars/stream");

exports.load = (stubs) => require(stubs).Trial;

// The same values as InteropTests.Sample makes.
exports.sample = (Trial) => {
    const scalars = (text, zero) => new Trial.Scalars().readFromObject({
        yes: !zero, small: zero ? 0 : -128, usmall: zero ? 0 : 200, middle: zero ? 0 : -300, umiddle: zero ? 0 : 60000, number: zero ? 0 : -100000,
        unumber: zero ? 0 : 4000000000, big: zero ? 0 : -(2 ** 40), single: zero ? 0 : 1.5, real: zero ? 0 : -2.25, text, color: zero ? Trial.Color.RED : Trial.Color.BLUE,
        fifteen: 15, greeting: "gr\u00fc\u00df", far: Trial.Color.GREEN, last: 0,
    });
    const value = new Trial.Everything();
    value.scalars = scalars("\u817e\u8baf", false);
    value.scalars.bytes = new TarsStream.BinBuffer(Buffer.from([1, 0, 255]));
    value.list.push(scalars("", true));
    value.list.push(scalars("x".repeat(300), false));
    value.strings.insert("k", "v");
    value.numbered.insert(-7, scalars("seven", false));
    const key = new Trial.Key().readFromObject({ id: 5, name: "five", note: "n" });
    const numbers = new TarsStream.List(TarsStream.Int64);
    for (const n of [0, 1, 2 ** 33]) numbers.push(n);
    value.keyed.insert(key, numbers);
    const inner = new TarsStream.List(TarsStream.String);
    inner.push("a");
    inner.push("");
    value.nested.push(inner);
    value.coloured.insert(Trial.Color.GREEN, 0);
    value.tree.name = "root";
    const leaf = new Trial.Tree();
    leaf.name = "leaf";
    value.tree.children.push(leaf);
    value.flags.push(true);
    value.flags.push(false);
    value.ports.push(65535);
    const deep = new TarsStream.Map(TarsStream.String, TarsStream.BinBuffer);
    deep.insert("bytes", new TarsStream.BinBuffer(Buffer.from([9, 8])));
    value.deep.insert("deep", deep);
    return value;
};

exports.hex = (value) => value.toBinBuffer().toNodeBuffer().toString("hex");
