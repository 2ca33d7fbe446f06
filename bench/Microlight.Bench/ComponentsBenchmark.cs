using Microlight.Bench.Floor;
using Microlight.Wasm;
using Microlight.Wasm.Components;

namespace Microlight.Bench;

/// <summary>What it costs to pass values between host and component, beside a call that passes none and a memcpy.</summary>
internal sealed class ComponentsBenchmark : IBenchmark
{
    private const int Rounds = 25, WarmUp = 2, Mebibyte = 1 << 20;
    private const string Text = "twenty-four characters..";

    public string Name => "components";

    public string Method =>
        $"{Rounds} rounds; in each a batch of every operation in turn, in this process, on one CPU; medians over all operations of all rounds, the first {WarmUp} left out. " +
        "component-string-call-ratio is a call with a string of 24 characters and one back, through the API that generated code uses, against an empty call of a core module. " +
        "component-mib-ratio is the slower direction of a list<u8> of 1 MiB against one memcpy of 1 MiB and such an empty call; what comes out is copied into an array that is there.";

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        using var core = WasmInstance.Create(GuestImage.FromBytes(WasmCompiler.Compile(WasmText.Parse("(module (func (export \"empty\")))"u8.ToArray())), "empty"));
        using var component = WasmComponent.Load(File.ReadAllBytes(Path.Combine(Repository.Root, "bench", "components", "passing.wasm")), "passing");
        using var instance = component.Instantiate();
        Affinity.PinProcess();

        byte[] source = new byte[Mebibyte], target = new byte[Mebibyte];
        new Random(1).NextBytes(source);
        var empty = core.Exports[0];
        ComponentFunction nothing = instance.GetFunction("nothing"), echo = instance.GetFunction("echo", "func(text: string) -> string"),
            take = instance.GetFunction("take", "func(bytes: list<u8>) -> u32"), give = instance.GetFunction("give", "func(length: u32) -> list<u8>");
        Operation[] operations =
        [
            Operation.Of("empty call of a core module", 200, "", () => core.Sandbox.Invoke(empty, [], [])),
            Operation.Of("empty call of a component", 200, "", () => Empty(nothing)),
            Operation.Of("string to string", 200, "", () => Echo(echo)),
            Operation.Of("string to string, as WitValues", 200, "", () => echo.Call([Text])),
            Operation.Of("memcpy of 1 MiB", 50, "", () => source.CopyTo(target, 0)),
            Operation.Of("list<u8> of 1 MiB in", 50, "", () => Take(take, source)),
            Operation.Of("list<u8> of 1 MiB out", 50, "", () => Give(give, target)),
            Operation.Of("list<u8> of 1 MiB out, as a new array", 50, "", () => Give(give, null)),
            Operation.Of("list<u8> of 1 MiB out, looked at where it lies", 50, "", () => View(give)),
        ];
        var times = operations.ToDictionary(o => o.Name, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var operation in operations)
            {
                var measured = operation.Measure(operation.Batch);
                if (round >= WarmUp) times[operation.Name].AddRange(measured);
            }
        }
        var medians = times.ToDictionary(t => t.Key, t => Medians.Of(t.Value));
        report.Row("operation", "µs");
        foreach (var operation in operations) report.Row(operation.Name, Report.Number(medians[operation.Name] / 1e3));
        var floor = medians[operations[0].Name];
        report.Figure("component-string-call-ratio", medians["string to string"] / floor);
        report.Figure("component-mib-ratio", Math.Max(medians["list<u8> of 1 MiB in"], medians["list<u8> of 1 MiB out"]) / (medians["memcpy of 1 MiB"] + floor));
    }

    private static void Empty(ComponentFunction function)
    {
        using var call = function.Begin();
        call.Invoke();
    }

    private static void Echo(ComponentFunction function)
    {
        using var call = function.Begin();
        call.Memory.SetString(call.Arguments, Text);
        call.Invoke();
        if (call.Memory.GetString(call.Result).Length != Text.Length) throw new InvalidOperationException("The component returned another string.");
    }

    private static void Take(ComponentFunction function, byte[] bytes)
    {
        using var call = function.Begin();
        call.Memory.SetBytes(call.Arguments, bytes);
        call.Invoke();
        if (call.Memory.Get<uint>(call.Result) != bytes.Length) throw new InvalidOperationException("The component was given another list.");
    }

    private static void Give(ComponentFunction function, byte[]? target)
    {
        using var call = function.Begin();
        call.Memory.Set(call.Arguments, Mebibyte);
        call.Invoke();
        var length = target is null ? call.Memory.GetBytes(call.Result).Length : call.Memory.GetBytes(call.Result, target);
        if (length != Mebibyte) throw new InvalidOperationException("The component gave another list.");
    }

    private static void View(ComponentFunction function)
    {
        using var call = function.Begin();
        call.Memory.Set(call.Arguments, Mebibyte);
        call.Invoke();
        if (call.Memory.ViewBytes(call.Result).Length != Mebibyte) throw new InvalidOperationException("The component gave another list.");
    }
}
