// A component that was composed of two (component/shop.wat), run in one virtual machine, and each component in its own.
using Microlight;
using Microlight.Wasm;
using Microlight.Wasm.Components;

var wasm = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "shop.wasm"));
const string total = "demo:shop/till#total";
var cart = new WitValue.List("tea", "cake");

// One machine: calls between the components stay in it, and cost next to nothing. Either could hurt the other if it broke out of its WebAssembly.
using (var component = WasmComponent.Load(wasm, "shop"))
using (var together = component.Instantiate())
{
    Console.WriteLine($"together: {together.Invoke(total, cart)}");
}

// A machine each: the till asks for a price through the host. Nothing else leads from one to the other.
using var composition = ComponentComposition.Load(wasm, "shop");
using var isolated = composition.Instantiate(null, part => new SandboxOptions { CallTimeout = TimeSpan.FromSeconds(part == "till" ? 2 : 1) });
Console.WriteLine($"isolated in {string.Join(" and ", isolated.Parts.Select(p => p.Name))}: {await isolated.InvokeAsync(total, cart)}");

// A failure says whose it was, and ends the call. A restore brings all components back.
try
{
    isolated.Invoke(total, new WitValue.List("tea", ""));
}
catch (HostFunctionException failure) when (failure.InnerException is ComponentFailedException { InnerException: WasmTrapException trap } part)
{
    Console.WriteLine($"{part.Component}: {trap.Kind}");
}
isolated.Restore();
Console.WriteLine($"restored: {isolated.Invoke(total, cart)}");
