// A component called with values, without anything made from its WIT: what it exports is looked up while the program runs.
using Microlight.Wasm.Components;

using var component = WasmComponent.Load(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "say-hello.wasm")), "say-hello");
foreach (var function in component.World.ExportedFunctions) Console.WriteLine($"{function.Path}: {function.Signature}");

using var instance = component.Instantiate();
foreach (var name in args.DefaultIfEmpty("World"))
{
    var greeting = await instance.InvokeAsync("say-hello", name);
    Console.WriteLine(greeting!.As<string>());
}
