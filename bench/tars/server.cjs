// The servant of samples/TarsHello on npm's @tars/rpc, of which sayHello is called: node server.cjs STUBS PORT
"use strict";

const Tars = require("@tars/rpc");
const [, , stubs, port] = process.argv;
const { Demo } = require(stubs);

class Hello extends Demo.HelloImp {
    sayHello(current, name) { current.sendResponse(`Hello, ${name}!`); }
}

Tars.server.createServer(Hello).start({ endpoint: `tcp -h 127.0.0.1 -p ${port} -t 600000`, servant: "Demo.HelloServer.HelloServantObj", protocol: "tars" });
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
