using System.Text.Json;
using Microlight.Wasm.Components;
using Microlight.Wasm.Components.Typing;
using Microlight.Wasm.Tests.Spec;

namespace Microlight.Wasm.Tests.Components;

/// <summary>Runs the commands of a script of the component model's suite: each component an image, each instance a virtual machine.</summary>
internal sealed class ComponentSpecMachine(SpecArchive archive, string script) : IDisposable
{
    private readonly Dictionary<string, WasmComponent> _definitions = [];
    private readonly Dictionary<string, WasmComponentInstance> _instances = [];
    private readonly List<IDisposable> _made = [];
    private WasmComponent? _definition;
    private WasmComponentInstance? _current;

    public void Define(SpecCommand command)
    {
        (_definition, _current) = (null, null);
        _definition = WasmComponent.Load(archive.ReadModule(script, command.Filename!), command.Filename!);
        _made.Add(_definition);
        if (command.Name is not null) _definitions[command.Name] = _definition;
    }

    public void Instantiate(string? component, string? name)
    {
        _current = null;
        _current = (component is null ? _definition! : _definitions[component]).Instantiate();
        _made.Add(_current);
        if (name is not null) _instances[name] = _current;
    }

    /// <summary>Calls a function and compares its result: a sentence if it is not as expected.</summary>
    public string? Invoke(JsonElement action, JsonElement[]? expected)
    {
        var instance = action.TryGetProperty("module", out var module) ? _instances[module.GetString()!] : _current!;
        var function = instance.GetFunction(action.GetProperty("field").GetString()!);
        using var call = function.Begin();
        var offset = 0L;
        foreach (var (parameter, argument) in function.Type.Parameters.Zip(action.GetProperty("args").EnumerateArray()))
        {
            offset = MemoryLayout.Align(offset, parameter.Type.Layout.Alignment);
            ComponentSpecValues.Write(call.Memory, call.Arguments + (int)offset, parameter.Type, argument);
            offset += parameter.Type.Layout.Size;
        }
        call.Invoke();
        if (expected is null) return null;
        if (function.Type.Result is null) return expected.Length == 0 ? null : "no result";
        return expected.Length == 1 ? ComponentSpecValues.Compare(call.Memory, call.Result, function.Type.Result, expected[0]) : $"a result instead of {expected.Length}";
    }

    public void Dispose()
    {
        _made.Reverse();
        foreach (var made in _made) made.Dispose();
    }
}
