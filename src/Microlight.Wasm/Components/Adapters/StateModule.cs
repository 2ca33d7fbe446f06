using Microlight.Wasm.Binary;
using Microlight.Wasm.Linking;
using Microlight.Wasm.Validation;

namespace Microlight.Wasm.Components.Adapters;

/// <summary>The module of state.wat: what adapters share.</summary>
internal static class StateModule
{
    /// <summary>Bytes that state.wat has for each component instance, and where in them is what: i32 each, of Context two.</summary>
    public const int TableSize = 48, MayNotLeave = 16, IsEntered = 20, Task = 24, TaskResult = 28, Context = 32, Backpressure = 40;

    /// <summary>In <see cref="Task"/> when the task has returned; 0 where there is none that could, else what it returns.</summary>
    public const int Returned = -1;

    /// <param name="componentInstances">How many tables of handles there are.</param>
    public static LinkInput Build(int componentInstances)
    {
        var tables = (long)componentInstances * TableSize;
        var text = StringTemplate.Fill(EmbeddedText.Read("state.wat"), place => place == "pages" ? $"{tables / 65536 + 1}" : $"{tables}");
        var module = ModuleDecoder.Decode(WasmText.Parse(text));
        ModuleValidator.Validate(module);
        return new LinkInput(module, Array.ConvertAll(module.Imports, i => i.Module == HostEdge.TransferModule ? ImportSource.Host : ImportSource.Trap)) { IsInternal = true, IsState = true };
    }
}
