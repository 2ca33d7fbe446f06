// Made by 'microlight tars js' of hello.tars.
"use strict";

const TarsStream = require("@tars/stream");
const TarsError = require("@tars/rpc").error;

const Demo = module.exports.Demo = {};

// What a guest writes.
Demo.Entry = class {
    constructor() {
        this.name = "";
        this.remark = "was here";
        this._classname = "Demo.Entry";
    }

    static _readFrom(is) {
        const value = new Demo.Entry();
        value.name = is.readString(0, true, "");
        value.remark = is.readString(1, false, "was here");
        return value;
    }

    _writeTo(os) {
        os.writeString(0, this.name);
        os.writeString(1, this.remark);
    }

    toObject() {
        return {
            name: this.name,
            remark: this.remark,
        };
    }

    readFromObject(json) {
        if (Object.hasOwn(json, "name")) this.name = json.name;
        if (Object.hasOwn(json, "remark")) this.remark = json.remark;
        return this;
    }

    toBinBuffer() {
        const os = new TarsStream.TarsOutputStream();
        this._writeTo(os);
        return os.getBinBuffer();
    }

    static new() { return new Demo.Entry(); }
    static create(is) { return Demo.Entry._readFrom(is); }
    static _write(os, tag, value) { os.writeStruct(tag, value); }
    static _read(is, tag, type) { return is.readStruct(tag, true, type); }
};
Demo.Entry._classname = "Demo.Entry";

Demo.GuestBook = class {
    constructor() {
        this.entries = TarsStream.List(Demo.Entry);
        this.visits = TarsStream.Map(TarsStream.String, TarsStream.Int32);
        this._classname = "Demo.GuestBook";
    }

    static _readFrom(is) {
        const value = new Demo.GuestBook();
        value.entries = is.readList(0, true, TarsStream.List(Demo.Entry));
        value.visits = is.readMap(1, true, TarsStream.Map(TarsStream.String, TarsStream.Int32));
        return value;
    }

    _writeTo(os) {
        os.writeList(0, this.entries);
        os.writeMap(1, this.visits);
    }

    toObject() {
        return {
            entries: this.entries.toObject(),
            visits: this.visits.toObject(),
        };
    }

    readFromObject(json) {
        if (Object.hasOwn(json, "entries")) this.entries.readFromObject(json.entries);
        if (Object.hasOwn(json, "visits")) this.visits.readFromObject(json.visits);
        return this;
    }

    toBinBuffer() {
        const os = new TarsStream.TarsOutputStream();
        this._writeTo(os);
        return os.getBinBuffer();
    }

    static new() { return new Demo.GuestBook(); }
    static create(is) { return Demo.GuestBook._readFrom(is); }
    static _write(os, tag, value) { os.writeStruct(tag, value); }
    static _read(is, tag, type) { return is.readStruct(tag, true, type); }
};
Demo.GuestBook._classname = "Demo.GuestBook";

Demo.HelloProxy = class {
    constructor() {
        this._name = undefined;
        this._worker = undefined;
    }
    setTimeout(milliseconds) { this._worker.timeout = milliseconds; }
    getTimeout() { return this._worker.timeout; }
    setVersion(version) { this._worker.version = version; }
    getVersion() { return this._worker.version; }

    sayHello(name, property) {
        return call(this._worker, "sayHello", property,
            (os) => { os.writeString(1, name); },
            (tup) => { tup.writeString("name", name); },
            (is) => ({ return: is.readString(0, true, ""), arguments: {  } }),
            (tup) => ({ return: tup.readString(""), arguments: {  } }));
    }

    // Rounds towards zero; nothing can be divided by 0.
    divide(dividend, divisor, property) {
        return call(this._worker, "divide", property,
            (os) => { os.writeInt32(1, dividend); os.writeInt32(2, divisor); },
            (tup) => { tup.writeInt32("dividend", dividend); tup.writeInt32("divisor", divisor); },
            (is) => ({ return: is.readInt32(0, true, 0), arguments: { remainder: is.readInt32(3, true, 0) } }),
            (tup) => ({ return: tup.readInt32(""), arguments: { remainder: tup.readInt32("remainder") } }));
    }

    // The book with the new entry. How long a book is kept is up to the one who runs the servant.
    sign(entry, property) {
        return call(this._worker, "sign", property,
            (os) => { os.writeStruct(1, entry); },
            (tup) => { tup.writeStruct("entry", entry); },
            (is) => ({ return: is.readStruct(0, true, Demo.GuestBook), arguments: {  } }),
            (tup) => ({ return: tup.readStruct("", Demo.GuestBook), arguments: {  } }));
    }
};

Demo.HelloImp = class {
    constructor() {
        this._name = undefined;
        this._worker = undefined;
    }

    initialize() { }

    // Answers with current.sendResponse(result).
    sayHello(current, name) { throw new Error("sayHello is not implemented"); }

    // Rounds towards zero; nothing can be divided by 0.
    // Answers with current.sendResponse(result, remainder).
    divide(current, dividend, divisor) { throw new Error("divide is not implemented"); }

    // The book with the new entry. How long a book is kept is up to the one who runs the servant.
    // Answers with current.sendResponse(result).
    sign(current, entry) { throw new Error("sign is not implemented"); }

    onDispatch(current, functionName, buffer) {
        switch (functionName) {
            case "tars_ping": {
                respond(current, (os) => os.writeInt32(0, 0), (tup) => tup.writeInt32("", 0));
                return TarsError.SUCCESS;
            }
            case "sayHello": {
                current.sendResponse = (_result) => respond(current,
                    (os) => { os.writeString(0, _result); },
                    (tup) => { tup.writeString("", _result); });
                if (isTup(current.getRequestVersion())) {
                    const tup = new TarsStream.UniAttribute();
                    tup.tupVersion = current.getRequestVersion();
                    tup.decode(buffer);
                    this.sayHello(current, tup.readString("name"));
                } else {
                    const is = new TarsStream.TarsInputStream(buffer);
                    this.sayHello(current, is.readString(1, true, ""));
                }
                return TarsError.SUCCESS;
            }
            case "divide": {
                current.sendResponse = (_result, remainder) => respond(current,
                    (os) => { os.writeInt32(0, _result); os.writeInt32(3, remainder); },
                    (tup) => { tup.writeInt32("", _result); tup.writeInt32("remainder", remainder); });
                if (isTup(current.getRequestVersion())) {
                    const tup = new TarsStream.UniAttribute();
                    tup.tupVersion = current.getRequestVersion();
                    tup.decode(buffer);
                    this.divide(current, tup.readInt32("dividend"), tup.readInt32("divisor"));
                } else {
                    const is = new TarsStream.TarsInputStream(buffer);
                    this.divide(current, is.readInt32(1, true, 0), is.readInt32(2, true, 0));
                }
                return TarsError.SUCCESS;
            }
            case "sign": {
                current.sendResponse = (_result) => respond(current,
                    (os) => { os.writeStruct(0, _result); },
                    (tup) => { tup.writeStruct("", _result); });
                if (isTup(current.getRequestVersion())) {
                    const tup = new TarsStream.UniAttribute();
                    tup.tupVersion = current.getRequestVersion();
                    tup.decode(buffer);
                    this.sign(current, tup.readStruct("entry", Demo.Entry));
                } else {
                    const is = new TarsStream.TarsInputStream(buffer);
                    this.sign(current, is.readStruct(1, true, Demo.Entry));
                }
                return TarsError.SUCCESS;
            }
            default: return TarsError.SERVER.FUNC_NOT_FOUND;
        }
    }
};

const isTup = (version) => version === TarsStream.Tup.TUP_SIMPLE || version === TarsStream.Tup.TUP_COMPLEX;

function call(worker, name, property, write, writeTup, read, readTup) {
    const version = worker.version;
    const fail = (data, code, message) => {
        throw { request: data.request, response: { costtime: data.request.costtime, error: { code, message } } };
    };
    const decode = (data) => {
        try {
            const result = isTup(version) ? readTup(data.response.tup) : read(new TarsStream.TarsInputStream(data.response.sBuffer));
            return { request: data.request, response: { costtime: data.request.costtime, ...result } };
        } catch (e) {
            return fail(data, TarsError.CLIENT.DECODE_ERROR, e.message);
        }
    };
    const reject = (data) => fail(data, data.error.code, data.error.message);
    if (isTup(version)) {
        const tup = new TarsStream.UniAttribute();
        tup.tupVersion = version;
        writeTup(tup);
        return worker.tup_invoke(name, tup, property).then(decode, reject);
    }
    const os = new TarsStream.TarsOutputStream();
    write(os);
    return worker.tars_invoke(name, os.getBinBuffer(), property).then(decode, reject);
}

function respond(current, write, writeTup) {
    const version = current.getRequestVersion();
    if (isTup(version)) {
        const tup = new TarsStream.UniAttribute();
        tup.tupVersion = version;
        writeTup(tup);
        current.doResponse(tup.encode());
    } else {
        const os = new TarsStream.TarsOutputStream();
        write(os);
        current.doResponse(os.getBinBuffer());
    }
}
