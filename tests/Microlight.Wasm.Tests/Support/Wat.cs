using Microlight.Wasm.Binary;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Tests.Support;

/// <summary>Modules for tests, written in the text format.</summary>
internal static class Wat
{
    /// <summary>The binary format of a text, which is not validated.</summary>
    public static byte[] Module(string text) => WasmText.Parse(text);

    /// <summary>The decoded and validated module of a text.</summary>
    public static WasmModule Decode(string text)
    {
        var module = ModuleDecoder.Decode(Module(text));
        ModuleValidator.Validate(module);
        return module;
    }
}
