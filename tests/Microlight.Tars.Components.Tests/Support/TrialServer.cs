using Microlight.Tars.Idl;
using Microlight.Wasi;
using Microlight.Wasm;
using Microlight.Wasm.Components;
using Trial;

namespace Microlight.Tars.Components.Tests.Support;

/// <summary>The component of Trial.tars behind a server on a free port of 127.0.0.1, and a client that talks to it.</summary>
internal sealed class TrialServer : IAsyncDisposable
{
    private const string Name = "Trial.EchoServer.EchoObj";

    private static readonly Lazy<WasmComponent> s_component = new(() =>
        WasmComponent.FromImage(new WasmCache(Path.Combine(AppContext.BaseDirectory, "wasm-cache")).GetOrCompile(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Guest", "trial.wasm")), "trial")));

    private readonly TarsServer _server;
    private readonly TarsClient _client;

    private TrialServer(ComponentServant servant, TarsServer server)
    {
        (Servant, _server) = (servant, server);
        // Long: what is to time out says so itself.
        _client = new TarsClient(new TarsClientOptions { Timeout = TimeSpan.FromSeconds(60), ConnectTimeout = TimeSpan.FromSeconds(30) });
        Proxy = new EchoProxy(_client, server.Objects[0].ToString());
        Raw = new RawProxy(_client, server.Objects[0].ToString());
    }

    public static WasmComponent Component => s_component.Value;

    public ComponentServant Servant { get; }
    public EchoProxy Proxy { get; }
    public RawProxy Raw { get; }

    public static IdlInterface Interface(string? text = null)
    {
        var document = IdlDocument.Load(["Trial.tars"], file => text ?? File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file)));
        Assert.Empty(document.Errors);
        return document.Definitions.OfType<IdlInterface>().Single();
    }

    /// <summary>Everything that the component imports; its door is one that the guest may not open.</summary>
    public static ComponentImports Imports() => new ComponentImports().AddWasi(new WasiOptions()).AddTarsCall()
        .Add("trial:host/door", "open", "func()", _ => throw new CapabilityDeniedException("a door"));

    public static async Task<TrialServer> StartAsync(ComponentServantOptions? options = null, TarsServerOptions? serverOptions = null)
    {
        var servant = Make(Component, Interface(), options ?? new ComponentServantOptions { Imports = Imports() });
        var server = new TarsServer(serverOptions ?? new TarsServerOptions { ShutdownTimeout = TimeSpan.FromMilliseconds(100) });
        server.Add($"{Name}@tcp -h 127.0.0.1 -p 0 -t 60000", servant);
        await server.StartAsync();
        return new TrialServer(servant, server);
    }

    /// <summary>A servant; without virtual machines the test is skipped.</summary>
    public static ComponentServant Make(WasmComponent component, IdlInterface @interface, ComponentServantOptions options)
    {
        try
        {
            return new ComponentServant(component, @interface, options);
        }
        catch (HypervisorUnavailableException exception)
        {
            Skip.If(true, exception.Message);
            throw;
        }
    }

    public static async Task<TarsCallException> FailsAsync(Task call, TarsReturnCode code)
    {
        var failure = await Assert.ThrowsAsync<TarsCallException>(() => call);
        Assert.Equal(code, failure.Code);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        Servant.Dispose();
    }
}
