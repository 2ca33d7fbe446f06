using System.Globalization;
using Microlight.Wasm.Compilation;
using Microlight.Wasm.Positions;

namespace Microlight.Wasm.Execution;

/// <summary>A guest's backtrace in terms of the module: which frames are WebAssembly functions.</summary>
internal static class WasmBacktrace
{
    /// <summary>
    /// The frames without the stub through which the host called: it has its function's name (the code generator may have put the one
    /// into the other), so it would look like a call of the function by itself.
    /// </summary>
    public static IReadOnlyList<GuestFrame> WithoutStub(IReadOnlyList<GuestFrame> frames, GuestImage image)
    {
        if (frames.Count < 2 || frames[^1].Function is not { } name || frames[^2].Function != name) return frames;
        var start = frames[^1].Address - frames[^1].Offset;
        foreach (var function in image.Functions)
            if (function.Address == start)
                return Array.AsReadOnly(frames.SkipLast(1).ToArray());
        return frames;
    }

    /// <summary>The frames with the places in the module that they come from, where the image knows them.</summary>
    public static IReadOnlyList<GuestFrame> WithOrigins(IReadOnlyList<GuestFrame> frames, GuestImage image)
    {
        var section = image.GetSection(CodePositions.SectionName);
        if (section.IsEmpty || frames.Count == 0) return frames;
        // Where a call returns to may be the next line's code: the call is just before.
        var addresses = frames.Select((f, i) => i == 0 ? f.Address : f.Address - 1).ToArray();
        var origins = CodePositions.Find(section.Span, addresses);
        return Array.AsReadOnly(frames.Select((f, i) => f.Function is { } name && !GuestStubs.IsHelperName(name) && origins[i] is { } origin && origin.Address >= f.Address - f.Offset ? f with { Origin = Text(origin) } : f).ToArray());
    }

    private static string Text(CodeOrigin origin) => origin.File is null
        ? $"module offset 0x{origin.Module:x}"
        : string.Create(CultureInfo.InvariantCulture, $"module offset 0x{origin.Module:x}, {origin.File}:{origin.Line}");

    /// <summary>The innermost WebAssembly function: bulk instructions and what the code generator brings along are called by one.</summary>
    public static string? InnermostFunction(GuestTrap trap)
    {
        foreach (var frame in trap.Backtrace)
            if (frame.Function is { } name && !GuestStubs.IsHelperName(name))
                return name;
        return trap.Function;
    }
}
