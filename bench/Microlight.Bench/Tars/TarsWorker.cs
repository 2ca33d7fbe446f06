using System.Globalization;
using Microlight.Tars;

namespace Microlight.Bench.Tars;

/// <summary>The plain C# servant, in a process of its own: serves until its standard input ends.</summary>
internal static class TarsWorker
{
    public const string Argument = "tars-worker", Servant = "Bench.Hello.HelloObj";

    public static void Run(string port)
    {
        var server = new TarsServer();
        server.Add(string.Create(CultureInfo.InvariantCulture, $"{Servant}@tcp -h 127.0.0.1 -p {port} -t 600000"), new Hello());
        server.StartAsync().GetAwaiter().GetResult();
        Console.In.ReadToEnd();
    }

    private sealed class Hello : global::Bench.HelloServant
    {
        public override ValueTask<string> SayHelloAsync(string name, TarsCall call) => new($"Hello, {name}!");
    }
}
