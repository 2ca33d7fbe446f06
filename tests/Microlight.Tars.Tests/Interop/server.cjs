// The servant of Everything.tars on npm's @tars/rpc: node server.cjs STUBS PORT PROTOCOL
"use strict";

const Tars = require("@tars/rpc");
const { load, hex, sample } = require("./common.cjs");

const [, , stubs, port, protocol] = process.argv;
const Trial = load(stubs);
let counted = 0;

class Echo extends Trial.EchoImp {
    everything(current, value) {
        console.log(hex(value) === hex(sample(Trial)) ? "same" : `differs: ${hex(value)}`);
        current.sendResponse(value);
    }
    scalars(current, a, b, c, d, e, f, g, h, i, j, k, l) { current.sendResponse(12, a, b, c, d, e, f, g, h, i, j, k, l); }
    lists(current, bytes, numbers, mapped) {
        numbers.value.reverse();
        current.sendResponse(numbers, bytes, mapped);
    }
    divide(current, dividend, divisor) { current.sendResponse(Math.trunc(dividend / divisor), dividend % divisor); }
    nothing(current) { current.sendResponse(); }
    swap(current, text, number) { current.sendResponse(text.length + number, [...text].reverse().join("")); }
    greet(current, name) { current.sendResponse(`Hello, ${name}!`); }
    count(current) { current.sendResponse(++counted); }
    fail(current, code, message) { current.sendErrorResponse(code, message); }
    context(current, name) {
        const value = current.getContext().get(name) ?? "";
        current.setResponseContext({ [name]: value });
        current.sendResponse(value);
    }
}

Tars.server.createServer(Echo).start({ endpoint: `${protocol} -h 127.0.0.1 -p ${port} -t 60000`, servant: "Trial.EchoServer.EchoObj", protocol: "tars" });
setTimeout(() => console.log("ready"), 50);
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();
