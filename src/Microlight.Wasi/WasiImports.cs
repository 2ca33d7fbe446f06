using Microlight.Wasi.Cli;
using Microlight.Wasi.Clocks;
using Microlight.Wasi.Filesystem;
using Microlight.Wasi.Http;
using Microlight.Wasi.Io;
using Microlight.Wasi.Random;
using Microlight.Wasi.Sockets;
using Microlight.Wasm.Components;
using Wasi.Cli;
using Wasi.Clocks;
using Wasi.Filesystem;
using Wasi.Http;
using Wasi.Io;
using Wasi.Random;
using Wasi.Sockets;

namespace Microlight.Wasi;

/// <summary>Registers WASI 0.2 with what the host provides to components.</summary>
public static class WasiImports
{
    private const string Version = "@0.2.12";

    /// <summary>
    /// Adds all interfaces of WASI 0.2.12, but those that <paramref name="imports"/> have already: to replace one, register your own first. Each instance gets a
    /// <see cref="WasiContext"/> of its own with what <paramref name="options"/> grant, and a new one after a restore.
    /// </summary>
    /// <exception cref="ArgumentException">An argument, a variable or a guest path that cannot be passed to a guest.</exception>
    /// <exception cref="DirectoryGrantException">A directory that cannot be granted.</exception>
    public static ComponentImports AddWasi(this ComponentImports imports, WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(imports);
        ArgumentNullException.ThrowIfNull(options);
        // What cannot be granted shows here and not in a guest's call.
        new WasiContext(options).Dispose();
        imports.AddState(() => new WasiContext(options));
        AddIo(imports);
        AddCli(imports);
        AddClocksAndRandom(imports);
        AddFilesystem(imports);
        AddSockets(imports);
        AddHttp(imports);
        return imports;
    }

    private static void AddIo(ComponentImports imports)
    {
        Add(imports, "wasi:io/error", () => IError.Register(imports));
        Add(imports, "wasi:io/poll", () => IPoll.Register(imports, new PollHost()));
        Add(imports, "wasi:io/streams", () => IStreams.Register(imports));
    }

    private static void AddCli(ComponentImports imports)
    {
        Add(imports, "wasi:cli/environment", () => IEnvironment.Register(imports, Cli));
        Add(imports, "wasi:cli/exit", () => IExit.Register(imports, Cli));
        Add(imports, "wasi:cli/stdin", () => IStdin.Register(imports, Cli));
        Add(imports, "wasi:cli/stdout", () => IStdout.Register(imports, Cli));
        Add(imports, "wasi:cli/stderr", () => IStderr.Register(imports, Cli));
        Add(imports, "wasi:cli/terminal-input", () => ITerminalInput.Register(imports));
        Add(imports, "wasi:cli/terminal-output", () => ITerminalOutput.Register(imports));
        Add(imports, "wasi:cli/terminal-stdin", () => ITerminalStdin.Register(imports, Cli));
        Add(imports, "wasi:cli/terminal-stdout", () => ITerminalStdout.Register(imports, Cli));
        Add(imports, "wasi:cli/terminal-stderr", () => ITerminalStderr.Register(imports, Cli));

        static CliHost Cli(ComponentCall call) => Of(call).Cli;
    }

    private static void AddClocksAndRandom(ComponentImports imports)
    {
        Add(imports, "wasi:clocks/monotonic-clock", () => IMonotonicClock.Register(imports, static call => Of(call).MonotonicClock));
        Add(imports, "wasi:clocks/wall-clock", () => IWallClock.Register(imports, static call => Of(call).WallClock));
        Add(imports, "wasi:clocks/timezone", () => ITimezone.Register(imports, new TimezoneHost()));
        Add(imports, "wasi:random/random", () => IRandom.Register(imports, Random));
        Add(imports, "wasi:random/insecure", () => IInsecure.Register(imports, Random));
        Add(imports, "wasi:random/insecure-seed", () => IInsecureSeed.Register(imports, Random));

        static RandomHost Random(ComponentCall call) => Of(call).RandomHost;
    }

    private static void AddFilesystem(ComponentImports imports)
    {
        Add(imports, "wasi:filesystem/types", () => global::Wasi.Filesystem.ITypes.Register(imports, static call => Of(call).Filesystem));
        Add(imports, "wasi:filesystem/preopens", () => IPreopens.Register(imports, static call => Of(call).Filesystem));
    }

    private static void AddSockets(ComponentImports imports)
    {
        Add(imports, "wasi:sockets/network", () => INetwork.Register(imports, Sockets));
        Add(imports, "wasi:sockets/instance-network", () => IInstanceNetwork.Register(imports, Sockets));
        Add(imports, "wasi:sockets/tcp", () => ITcp.Register(imports));
        Add(imports, "wasi:sockets/tcp-create-socket", () => ITcpCreateSocket.Register(imports, Sockets));
        Add(imports, "wasi:sockets/udp", () => IUdp.Register(imports));
        Add(imports, "wasi:sockets/udp-create-socket", () => IUdpCreateSocket.Register(imports, Sockets));
        Add(imports, "wasi:sockets/ip-name-lookup", () => IIpNameLookup.Register(imports, Sockets));

        static SocketsHost Sockets(ComponentCall call) => Of(call).Sockets;
    }

    private static void AddHttp(ComponentImports imports)
    {
        Add(imports, "wasi:http/types", () => global::Wasi.Http.ITypes.Register(imports, static call => Of(call).HttpHost));
        Add(imports, "wasi:http/outgoing-handler", () => IOutgoingHandler.Register(imports, static call => Of(call).HttpHost));
    }

    private static WasiContext Of(ComponentCall call) => call.GetState<WasiContext>();

    private static void Add(ComponentImports imports, string @interface, Action register)
    {
        if (!imports.Contains(@interface + Version)) register();
    }
}
