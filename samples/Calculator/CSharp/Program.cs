// A component called through the C# that was made from its WIT (../Bindings/wit): functions, a resource, and an interface that it imports.
using Demo.Calculator;
using Microlight.Wasm.Components;

var wasm = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "calculator.wasm"));
using var component = WasmComponent.Load(wasm, "calculator");

var imports = new ComponentImports();
IRates.Register(imports, new Rates());

using var instance = component.Instantiate(imports);
var calculator = new PocketWorld(instance).Calculator;

Console.WriteLine($"6 × 7 = {calculator.Calculate(Operation.Multiply, 6, 7).Value}");

// An error is a value. Which one it is says its type.
var result = calculator.Calculate(Operation.Divide, 1, 0);
if (!result.IsOk) Console.WriteLine($"1 / 0: {Describe(result.Error)}");

// The component's resource is an object; disposing it runs the component's destructor.
using var tape = calculator.CreateTape(100);
tape.Apply(Operation.Add, 20);
await tape.ApplyAsync(Operation.Divide, 8);
foreach (var step in tape.Steps()) Console.WriteLine($"{step.Operation} {step.Operand} = {step.Total}");

// Here the component asks the host, which answers later; no thread waits.
foreach (var currency in new[] { "EUR", "XXX" })
{
    var total = await tape.TotalInAsync(currency);
    Console.WriteLine(total.IsOk ? $"in {currency}: {total.Value}" : $"in {currency}: {Describe(total.Error)}");
}

static string Describe(Fault fault) => fault switch
{
    Fault.DivisionByZero => "nothing can be divided by 0",
    Fault.UnknownCurrency(var name) => $"there is no rate for {name}",
    _ => throw new InvalidOperationException(),
};

internal sealed class Rates : IRates
{
    public async ValueTask<double?> RateAsync(string currency, CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        return currency == "EUR" ? 0.8 : null;
    }
}
