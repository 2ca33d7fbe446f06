using System.Net;
using Microlight.Wasi;
using Microlight.Wasi.Tests.Conformance;
using Microlight.Wasm;
using Microlight.Wasm.Components;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microlight.AspNetCore.Tests;

/// <summary>A component of the fixture collection behind Kestrel on a free port of 127.0.0.1, and a client for it.</summary>
internal sealed class ComponentServer : IAsyncDisposable
{
    /// <summary>Compiled components stay with the build's output, for the next run of the tests.</summary>
    private static readonly WasmCache Cache = new(Path.Combine(AppContext.BaseDirectory, "wasm-cache"));
    private readonly WasmComponent _component;
    private readonly WebApplication _application;

    private ComponentServer(WasmComponent component, ComponentHttpHandler handler, WebApplication application)
    {
        (_component, Handler, _application) = (component, handler, application);
        Client = new HttpClient { BaseAddress = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public ComponentHttpHandler Handler { get; }
    public HttpClient Client { get; }

    public static async Task<ComponentServer> StartAsync(string program, ComponentHttpOptions options)
    {
        var path = SharedFiles.Find($"fixtures/programs/{program}");
        Skip.If(path is null, SharedFiles.MissingReason(program));
        return await StartAsync(await File.ReadAllBytesAsync(path!), program.Replace('/', '-'), options);
    }

    public static async Task<ComponentServer> StartAsync(byte[] wasm, string name, ComponentHttpOptions options)
    {
        var component = WasmComponent.FromImage(Cache.GetOrCompile(wasm, name));
        ComponentHttpHandler handler;
        try
        {
            handler = new ComponentHttpHandler(component, options);
        }
        catch (HypervisorUnavailableException exception)
        {
            Skip.If(true, exception.Message);
            throw;
        }
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        application.MapComponent("/{**path}", handler);
        await application.StartAsync();
        return new ComponentServer(component, handler, application);
    }

    /// <summary>A client has its answer a moment before its request has ended here.</summary>
    public async Task UntilAsync(Func<ComponentHttpStatistics, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition(Handler.Statistics)) await Task.Delay(1, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
        Handler.Dispose();
        _component.Dispose();
    }
}
