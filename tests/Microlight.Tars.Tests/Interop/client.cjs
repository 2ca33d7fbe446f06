// Calls the servant of Everything.tars with npm's @tars/rpc: node client.cjs STUBS OBJECT VERSION
"use strict";

const assert = require("assert");
const TarsStream = require("@tars/stream");
const Tars = require("@tars/rpc");
const { load, hex, sample } = require("./common.cjs");

const [, , stubs, object, version] = process.argv;
const Trial = load(stubs);
const proxy = Tars.client.stringToProxy(Trial.EchoProxy, object);
proxy.setTimeout(30000);
proxy.setVersion(Number(version));

const fails = async (promise) => {
    try {
        await promise;
    } catch (e) {
        return e.response.error;
    }
    return assert.fail("It did not fail.");
};

async function run() {
    const everything = await proxy.everything(sample(Trial));
    assert.strictEqual(hex(everything.response.return), hex(sample(Trial)));
    console.log("everything");

    for (const zero of [false, true]) {
        const values = zero ? [false, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", 0] : [true, -1, 255, -32768, 65535, -2147483648, 4294967295, 2 ** 53 - 1, 0.5, -1e300, "\u817e\u8baf", 6];
        const scalars = (await proxy.scalars(...values)).response;
        assert.strictEqual(scalars.return, 12);
        assert.deepStrictEqual(Object.values(scalars.arguments), values);
    }
    console.log("scalars");

    const numbers = new TarsStream.List(TarsStream.Int32);
    for (const n of [1, 2, 300000]) numbers.push(n);
    const mapped = new TarsStream.Map(TarsStream.String, Trial.Scalars);
    mapped.insert("s", sample(Trial).scalars);
    const lists = (await proxy.lists(new TarsStream.BinBuffer(Buffer.from([1, 2, 0])), numbers, mapped)).response;
    assert.deepStrictEqual(lists.return.toObject(), [300000, 2, 1]);
    assert.deepStrictEqual([...lists.arguments.outBytes.toNodeBuffer()], [1, 2, 0]);
    assert.strictEqual(hex(lists.arguments.outMap.get("s")), hex(sample(Trial).scalars));
    console.log("lists");

    const divide = (await proxy.divide(17, 5)).response;
    assert.deepStrictEqual([divide.return, divide.arguments.remainder], [3, 2]);
    await proxy.nothing();
    const swap = (await proxy.swap("abc", 4)).response;
    assert.deepStrictEqual([swap.arguments.length, swap.arguments.reversed], [7, "cba"]);
    console.log("out");

    const context = await proxy.context("tenant", { context: { tenant: "\u00c4" } });
    assert.strictEqual(context.response.return, "\u00c4");
    console.log("context");

    // One-way calls are refused at once with the code undefined: that is how this client says that they are sent.
    await fails(proxy.count({ packetType: 1 }));
    await fails(proxy.count({ packetType: 1 }));
    // They may be overtaken: each call counts itself, and in the end the two are counted besides.
    for (let calls = 1; (await proxy.count()).response.return < calls + 2; calls++);
    console.log("one-way");

    assert.deepStrictEqual(await fails(proxy.fail(1234, "It is so.")), { code: 1234, message: Number(version) === 1 ? "It is so." : "" });
    assert.strictEqual((await fails(proxy._worker.tars_invoke("nothere", new TarsStream.UniAttribute().encode(), { iVersion: Number(version) }).catch((e) => { throw { response: e }; }))).code, -3);
    const ping = await proxy._worker.tars_invoke("tars_ping", new TarsStream.UniAttribute().encode(), { iVersion: Number(version) });
    assert.strictEqual(ping.response.iRet, 0);
    console.log("codes");

    // Datagrams of a burst get lost.
    const all = await Promise.all(Array.from({ length: object.includes("@udp") ? 5 : 500 }, (_, i) => proxy.greet(`${i}`)));
    all.forEach((reply, i) => assert.strictEqual(reply.response.return, `Hello, ${i}!`));
    console.log("done");
    process.exit(0);
}

run().catch((e) => {
    console.log(`failed: ${e?.stack ?? JSON.stringify(e?.response?.error ?? e)}`);
    process.exit(1);
});
