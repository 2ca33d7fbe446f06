using System.Globalization;
using Demo;
using Microlight.Tars;
using Microlight.Tars.Components;
using Microlight.Tars.Idl;
using Microlight.Wasm.Components;

namespace Microlight.Bench.Tars;

/// <summary>A servant of samples/TarsHello, in C# or as a component, in a process of its own: serves until its standard input ends.</summary>
internal static class TarsWorker
{
    public const string Argument = "tars-worker", Servant = "Demo.HelloServer.HelloServantObj";

    /// <summary>The servant in C#; any other is the component with the policy of that name.</summary>
    public const string Plain = "plain";

    private static string Sample => Path.Combine(Repository.Root, "samples", "TarsHello");

    public static IdlDocument Document() => IdlDocument.Load([Path.Combine(Sample, "hello.tars")], File.ReadAllText);

    public static void Run(string port, string servant)
    {
        var server = new TarsServer();
        server.Add(string.Create(CultureInfo.InvariantCulture, $"{Servant}@tcp -h 127.0.0.1 -p {port} -t 600000"), servant == Plain ? new Hello() : MakeComponent(Enum.Parse<SandboxResetPolicy>(servant)));
        server.StartAsync().GetAwaiter().GetResult();
        Console.In.ReadToEnd();
    }

    private static ComponentServant MakeComponent(SandboxResetPolicy policy) => new(
        WasmComponent.Load(File.ReadAllBytes(Path.Combine(Sample, "hello-c.wasm")), "hello-c"), Document().Definitions.OfType<IdlInterface>().Single(), new ComponentServantOptions { Policy = policy });

    private sealed class Hello : HelloServant
    {
        public override ValueTask<string> SayHelloAsync(string name, TarsCall call) => new($"Hello, {name}!");

        public override ValueTask<(int Result, int Remainder)> DivideAsync(int dividend, int divisor, TarsCall call) => throw new NotSupportedException();

        public override ValueTask<GuestBook> SignAsync(Entry entry, TarsCall call) => throw new NotSupportedException();
    }
}
