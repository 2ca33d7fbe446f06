using System.Diagnostics;
using System.Net;
using System.Text;
using Microlight.AspNetCore;
using Microlight.Cli.Arguments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microlight.Cli.Serving;

/// <summary>Serves a component over HTTP until it is told to stop (SIGINT, SIGTERM): then no request comes in, and those that are in may end.</summary>
internal static class ComponentServer
{
    public static int Run(ServeSettings settings)
    {
        using var served = ServedComponent.Load(settings.File, settings.Serving);
        using var handler = CreateHandler(served, settings.Serving);
        using var accessLog = settings.WritesAccessLog ? new AccessLog(Console.OpenStandardOutput()) : null;
        var application = CreateApplication(settings.Address, settings.Serving.DrainTimeout, accessLog is null ? handler.HandleAsync : context => Logged(context, handler, accessLog));
        var metrics = settings.Metrics is { } address ? CreateApplication(address, TimeSpan.Zero, context => PrometheusText.WriteAsync(context, handler.Statistics)) : null;
        try
        {
            Start(application, settings.Address);
            if (metrics is not null) Start(metrics, settings.Metrics!);
            Console.Error.WriteLine($"serving {served.Name} on {AddressOf(application)}{(metrics is null ? "" : $", metrics on {AddressOf(metrics)}/metrics")}");
            application.WaitForShutdown();
            return 0;
        }
        finally
        {
            ((IDisposable)application).Dispose();
            ((IDisposable?)metrics)?.Dispose();
        }
    }

    private static ComponentHttpHandler CreateHandler(ServedComponent served, ServingSettings settings) => ServedComponent.Create(() => new ComponentHttpHandler(served.Component, new ComponentHttpOptions
    {
        Wasi = served.Wasi,
        Sandbox = served.Sandbox,
        Policy = settings.Policy,
        MaximumConcurrency = settings.MaximumConcurrency,
        MaximumQueue = settings.MaximumQueue,
        RequestTimeout = settings.Timeout,
    }, new StandardErrorLogger()), "'microlight serve' provides WASI 0.2 and nothing else.");

    /// <summary>Kestrel and nothing around it.</summary>
    private static WebApplication CreateApplication(IPEndPoint address, TimeSpan drain, RequestDelegate handle)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Listen(address);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = drain);
        var application = builder.Build();
        application.Run(handle);
        return application;
    }

    private static void Start(WebApplication application, IPEndPoint address)
    {
        try
        {
            application.Start();
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            throw new UserErrorException($"{address} cannot be listened on: {exception.Message}", ExitCodes.Failure, exception);
        }
    }

    private static string AddressOf(WebApplication application) => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static async Task Logged(HttpContext context, ComponentHttpHandler handler, AccessLog log)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await handler.HandleAsync(context);
        }
        finally
        {
            log.Write(context, Stopwatch.GetElapsedTime(start));
        }
    }
}
