using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microlight.Tars.Idl;

namespace Microlight.Bench.Tars;

/// <summary>Throughput and latency of servants of TARS: plain C#, a component in micro-VMs, and npm's @tars/rpc.</summary>
internal sealed class TarsBenchmark : IBenchmark
{
    private const int Rounds = 5;
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(3);

    /// <summary>Connections, and calls under way at once on each.</summary>
    private static readonly (int Connections, int Depth)[] s_loads = [(1, 1), (2, 32)];

    private const string Plain = "C# servant", Reuse = "C component, reuse", Restore = "C component, restore", Node = "@tars/rpc 2.0.15";

    private static readonly (string Part, string Name, Func<int, ProcessStartInfo> Start)[] s_servers =
    [
        ("plain", Plain, port => StartWorker(port, TarsWorker.Plain)), ("reuse", Reuse, port => StartWorker(port, nameof(SandboxResetPolicy.Reuse))),
        ("restore", Restore, port => StartWorker(port, nameof(SandboxResetPolicy.RestoreOnReturn))), ("npm", Node, StartNode),
    ];

    public string Name => "tars";

    public IReadOnlyList<string> Parts { get; } = [.. s_servers.Select(s => s.Part)];

    public string Method =>
        $"Each server is a process of its own on loopback, called by a load generator in this one (connections x calls under way at once); medians of {Rounds} rounds of {s_time.TotalSeconds:0} s, " +
        "the servers in turn within a round, after one round of warm-up. The call is sayHello(\"world\") of samples/TarsHello in version 1; the component is its hello-c.wasm.";

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var servers = s_servers.Where(s => parts.Contains(s.Part)).Select(s => (s.Name, Server: new Server(s.Start))).ToList();
        try
        {
            var results = new Dictionary<(string, int), List<TarsLoad.Result>>();
            for (var round = 0; round <= Rounds; round++)
                for (var load = 0; load < s_loads.Length; load++)
                    foreach (var (name, server) in servers)
                    {
                        var result = TarsLoad.Run(server.Port, s_loads[load].Connections, s_loads[load].Depth, s_time);
                        if (round > 0) (results.TryGetValue((name, load), out var list) ? list : results[(name, load)] = []).Add(result);
                    }
            double PerSecond(string name, int load) => Medians.Of(results[(name, load)].Select(r => r.PerSecond));
            report.Row("server", "load", "calls/s", "median us", "p99 us");
            for (var load = 0; load < s_loads.Length; load++)
                foreach (var (name, _) in servers)
                    report.Row(name, $"{s_loads[load].Connections} x {s_loads[load].Depth}", Report.Number(PerSecond(name, load), "0"),
                        Report.Number(Medians.Of(results[(name, load)].Select(r => r.Median)), "0"), Report.Number(Medians.Of(results[(name, load)].Select(r => r.High)), "0"));
            if (servers.Count < s_servers.Length) return;
            for (var load = 0; load < s_loads.Length; load++)
            {
                var suffix = $"{s_loads[load].Connections}x{s_loads[load].Depth}";
                report.Figure($"tars-plain-vs-npm-{suffix}", PerSecond(Plain, load) / PerSecond(Node, load));
                report.Figure($"tars-restore-vs-reuse-{suffix}", PerSecond(Restore, load) / PerSecond(Reuse, load));
                report.Figure($"tars-reuse-vs-npm-{suffix}", PerSecond(Reuse, load) / PerSecond(Node, load));
            }
        }
        finally
        {
            foreach (var (_, server) in servers) server.Dispose();
        }
    }

    private static ProcessStartInfo StartWorker(int port, string servant)
    {
        var start = new ProcessStartInfo("dotnet");
        foreach (var argument in (string[])[typeof(TarsBenchmark).Assembly.Location, TarsWorker.Argument, port.ToString(CultureInfo.InvariantCulture), servant]) start.ArgumentList.Add(argument);
        // As a server has it by default, not as the benchmarks have it.
        start.Environment["DOTNET_TieredPGO"] = "1";
        return start;
    }

    private static ProcessStartInfo StartNode(int port)
    {
        var folder = TarsPackage.Install();
        var stubs = Path.Combine(folder, "hello.cjs");
        File.WriteAllText(stubs, JavaScriptWriter.Write(TarsWorker.Document(), "hello.tars"));
        var start = new ProcessStartInfo(NodePackage.Install());
        foreach (var argument in (string[])["--no-deprecation", Path.Combine(Repository.Root, "bench", "tars", "server.cjs"), stubs, port.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        start.Environment["NODE_PATH"] = Path.Combine(folder, "node_modules");
        return start;
    }

    private sealed class Server : IDisposable
    {
        private readonly Process _process;

        public Server(Func<int, ProcessStartInfo> make)
        {
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                Port = ((IPEndPoint)probe.LocalEndpoint).Port;
            }
            var start = make(Port);
            start.RedirectStandardInput = true;
            _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
            for (var tries = 0; !IsThere(); Thread.Sleep(50))
                if (++tries > 200 || _process.HasExited) throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} does not listen.");
        }

        public int Port { get; }

        public void Dispose()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(5_000)) _process.Kill();
            _process.Dispose();
        }

        private bool IsThere()
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(IPAddress.Loopback, Port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
