using System.Net;
using Microlight.AspNetCore;
using Microlight.Fuzz.Soak;
using Microlight.Wasm.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Microlight.Bench.Http;

/// <summary>Requests a second of a component behind Kestrel, for each policy, beside the same Kestrel without one.</summary>
internal sealed class HttpBenchmark : IBenchmark
{
    private const int Rounds = 7, Connections = 16;
    private const string Load = "load", Soak = "soak";
    private static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(3), SoakTime = TimeSpan.FromMinutes(5), SampleTime = TimeSpan.FromSeconds(12);

    public string Name => "http";

    public string Method =>
        $"One process with one Kestrel on loopback; wrk beside it (1 thread, {Connections} connections), {RoundTime.TotalSeconds:0} s for each way in turn, {Rounds} rounds, the first left out, " +
        "medians. The component is samples/HttpFunction; host is a delegate that writes the same answer. reuse keeps instances as they are, restore brings each back after its request, " +
        $"new makes a virtual machine for each. soak: {SoakTime.TotalMinutes:0} minutes of restore, in which the process's memory is looked at every {SampleTime.TotalSeconds:0} s; " +
        "growth is that of a line through the samples of the last four fifths.";

    public IReadOnlyList<string> Parts => [Load, Soak];

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        using var component = WasmComponent.Load(File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "HttpFunction", "http-function.wasm")), "http-function");
        var handlers = new Dictionary<string, ComponentHttpHandler>();
        try
        {
            handlers.Add("reuse", Handler(SandboxResetPolicy.Reuse));
            handlers.Add("restore", Handler(SandboxResetPolicy.RestoreOnReturn));
            handlers.Add("new", Handler(SandboxResetPolicy.NewPerRent));
            var servers = handlers.ToDictionary(h => h.Key, h => Serve(h.Value.HandleAsync));
            var answer = Fetch(servers["restore"]);
            servers.Add("host", Serve(context =>
            {
                context.Response.ContentType = "text/plain";
                context.Response.ContentLength = answer.Length;
                return context.Response.Body.WriteAsync(answer).AsTask();
            }));
            if (parts.Contains(Load)) Loaded(report, servers);
            if (parts.Contains(Soak)) Soaked(report, servers["restore"]);
            foreach (var (name, handler) in handlers)
                if (handler.Statistics is { Failed: > 0 } or { TimedOut: > 0 } or { Rejected: > 0 }) throw new InvalidOperationException($"Requests failed with {name}: {handler.Statistics}.");
            foreach (var server in servers.Values) server.StopAsync().GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var handler in handlers.Values) handler.Dispose();
        }

        ComponentHttpHandler Handler(SandboxResetPolicy policy) => new(component, new ComponentHttpOptions { Policy = policy, MaximumConcurrency = Connections });
    }

    private static void Loaded(Report report, Dictionary<string, WebApplication> servers)
    {
        string[] ways = ["host", "reuse", "restore", "new"];
        var runs = ways.ToDictionary(w => w, _ => new List<Wrk>());
        for (var round = 0; round < Rounds; round++)
            foreach (var way in ways)
            {
                var run = Wrk.Run(Address(servers[way]), RoundTime, Connections);
                if (round > 0) runs[way].Add(run);
            }
        report.Row("way", "requests/s", "median µs", "99 % µs", "errors");
        foreach (var way in ways)
            report.Row(way, Report.Number(Medians.Of(runs[way].Select(r => r.PerSecond)), "0"), Report.Number(Medians.Of(runs[way].Select(r => r.MedianMicroseconds)), "0"),
                Report.Number(Medians.Of(runs[way].Select(r => r.TailMicroseconds)), "0"), $"{runs[way].Sum(r => r.Errors)}");
        double Rate(string way) => Medians.Of(runs[way].Select(r => r.PerSecond));
        report.Figure("http-reuse-vs-host", Rate("reuse") / Rate("host"));
        report.Figure("http-restore-vs-reuse", Rate("restore") / Rate("reuse"));
        report.Figure("http-new-vs-reuse", Rate("new") / Rate("reuse"));
        report.Figure("http-errors", runs.Values.Sum(r => r.Sum(run => run.Errors)));
    }

    private static void Soaked(Report report, WebApplication server)
    {
        var load = Task.Run(() => Wrk.Run(Address(server), SoakTime, Connections));
        var result = Soaker.Run(new SoakPhase(Soak, (int)(SoakTime / SampleTime), _ => Thread.Sleep(SampleTime)));
        var run = load.Result;
        report.Note($"Soak: {run.PerSecond:0} requests a second for {SoakTime.TotalMinutes:0} minutes; memory {result.First.ResidentKiB / 1024:0} MiB after a fifth, {result.Last.ResidentKiB / 1024:0} MiB at the end.");
        report.Figure("http-soak-errors", run.Errors);
        report.Figure("http-soak-growth-mib", result.ResidentSlopeKiB / 1024);
    }

    private static WebApplication Serve(RequestDelegate handler)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(handler);
        server.StartAsync().GetAwaiter().GetResult();
        return server;
    }

    private static string Address(WebApplication server) => server.Urls.First() + "/hello/wrk";

    private static byte[] Fetch(WebApplication server)
    {
        using var client = new HttpClient();
        return client.GetByteArrayAsync(Address(server)).GetAwaiter().GetResult();
    }
}
