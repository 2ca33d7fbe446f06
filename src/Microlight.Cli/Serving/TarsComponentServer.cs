using System.Net.Sockets;
using Microlight.Cli.Arguments;
using Microlight.Cli.Running;
using Microlight.Tars;
using Microlight.Tars.Components;
using Microlight.Tars.Idl;

namespace Microlight.Cli.Serving;

/// <summary>Serves a component to clients of TARS until it is told to stop (SIGINT, SIGTERM): then no call comes in, and those that are in may end.</summary>
internal static class TarsComponentServer
{
    public static int Run(TarsServeSettings settings)
    {
        // First what is quick to find wrong.
        if (TarsFile.Read(settings.TarsFile) is not { } file) return ExitCodes.Failure;
        var @interface = file.GetInterface(settings.Interface);
        using var served = ServedComponent.Load(settings.File, settings.Serving);
        using var log = new StandardErrorLogger();
        using var servant = CreateServant(served, @interface, settings.Serving, log);
        ServeAsync(settings, served.Name, servant, log).GetAwaiter().GetResult();
        return 0;
    }

    private static ComponentServant CreateServant(ServedComponent served, IdlInterface @interface, ServingSettings settings, StandardErrorLogger log)
    {
        try
        {
            return ServedComponent.Create(() => new ComponentServant(served.Component, @interface, new ComponentServantOptions
            {
                Wasi = served.Wasi,
                Sandbox = served.Sandbox,
                Policy = settings.Policy,
                // Calls wait in the server's queue.
                MaximumConcurrency = settings.MaximumConcurrency,
            }, log), "'microlight tars serve' provides WASI 0.2, microlight:tars/call and nothing else.");
        }
        catch (IdlException exception)
        {
            throw new UserErrorException(exception.Message, ExitCodes.Failure, exception);
        }
    }

    private static async Task ServeAsync(TarsServeSettings settings, string file, ComponentServant servant, StandardErrorLogger log)
    {
        using var stop = new StopSignal();
        await using var server = new TarsServer(new TarsServerOptions
        {
            MaxConcurrentCalls = settings.Serving.MaximumConcurrency,
            MaxQueuedCalls = settings.Serving.MaximumQueue,
            QueueTimeout = settings.Serving.Timeout,
            InvokeTimeout = settings.Serving.Timeout,
            ShutdownTimeout = settings.Serving.DrainTimeout,
            LoggerFactory = log,
        });
        server.Add(settings.Object.ToString(), servant);
        try
        {
            await server.StartAsync();
        }
        catch (SocketException exception)
        {
            throw new UserErrorException($"{settings.Object} cannot be listened on: {exception.Message}", ExitCodes.Failure, exception);
        }
        foreach (var (name, endpoints) in server.Objects)
            foreach (var endpoint in endpoints) Console.Error.WriteLine($"serving {file} as {name}@{endpoint}");
        await stop.Told;
        // Disposing of the server lets calls end.
    }
}
