// Calls the servant with npm's @tars/rpc and the stubs that 'microlight tars js' made of ../hello.tars.
"use strict";

const Tars = require("@tars/rpc");
const { Demo } = require("./hello.cjs");

const object = process.argv[2] ?? "Demo.HelloServer.HelloServantObj@tcp -h 127.0.0.1 -p 10003";
const hello = Tars.client.stringToProxy(Demo.HelloProxy, object);

async function run() {
    console.log((await hello.sayHello("Ada")).response.return);

    const { return: quotient, arguments: { remainder } } = (await hello.divide(17, 5)).response;
    console.log(`17 / 5 = ${quotient}, remainder ${remainder}`);

    for (const entry of [{ name: "Ada" }, { name: "Grace", remark: "lovely sandbox" }]) {
        const { entries, visits } = (await hello.sign(new Demo.Entry().readFromObject(entry))).response.return.toObject();
        console.log(`guest book: ${entries.map((e) => `${e.name} ${e.remark}`).join(", ")}; visits: ${Object.entries(visits).map((v) => v.join(" ")).join(", ")}`);
    }

    // What was thrown has the request and the response.
    await hello.divide(1, 0).catch((failure) => console.log(`1 / 0: code ${failure.response.error.code}`));
    console.log((await hello.sayHello("Grace")).response.return);
}

run().then(() => process.exit(0), (failure) => {
    console.error(failure.response?.error ?? failure);
    process.exit(1);
});
