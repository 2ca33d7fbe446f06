// The servant of hello.tars on npm's @tars/rpc: node server.cjs STUBS PORT
"use strict";

const Tars = require("@tars/rpc");
const [, , stubs, port] = process.argv;
const { Bench } = require(stubs);

class Hello extends Bench.HelloImp {
    sayHello(current, name) { current.sendResponse(`Hello, ${name}!`); }
}

Tars.server.createServer(Hello).start({ endpoint: `tcp -h 127.0.0.1 -p ${port} -t 600000`, servant: "Bench.Hello.HelloObj", protocol: "tars" });
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
