using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microlight.Abi;
using Microlight.Diagnostics;

namespace Microlight;

/// <summary>Serves one sandbox's host calls: import number to function, values in and out, exceptions to how the call ends.</summary>
internal sealed class HostDispatcher
{
    private readonly Mailbox _mailbox;
    private readonly HostImport[] _imports;
    private readonly AsyncRawHostFunction[] _functions;
    private readonly GuestValue[] _arguments, _results;
    private readonly HostCall _call;
    private uint _current;

    public HostDispatcher(Sandbox sandbox, Mailbox mailbox, GuestImage image, SandboxOptions options)
    {
        _mailbox = mailbox;
        _call = new HostCall(sandbox);
        _imports = image.ImportTable;
        _functions = new AsyncRawHostFunction[_imports.Length];
        int parameters = 0, results = 0;
        for (var i = 0; i < _imports.Length; i++)
        {
            _functions[i] = Resolve(_imports[i], image, options);
            parameters = Math.Max(parameters, _imports[i].Signature.ParameterTypes.Length);
            results = Math.Max(results, _imports[i].Signature.ResultTypes.Length);
        }
        _arguments = new GuestValue[parameters];
        _results = new GuestValue[results];
    }

    /// <summary>The task of the host function that <see cref="Start"/> left incomplete.</summary>
    public Task? Pending { get; private set; }

    /// <summary>The name of the host function under way.</summary>
    public string Current => HostFunctions.DisplayName(_imports[_current].Module, _imports[_current].Name);

    /// <exception cref="ImportException">Something that the image imports is missing or of another signature.</exception>
    public static void CheckImports(GuestImage image, SandboxOptions options)
    {
        foreach (var import in image.Imports) Resolve(import, image, options);
    }

    /// <summary>
    /// Begins the host call that the mailbox describes. True: it is done. False: its function's task is <see cref="Pending"/>, and
    /// <see cref="Finish"/> is to be called when that has ended.
    /// </summary>
    /// <exception cref="ProtocolViolationException">What the guest wrote is no call of one of its imports.</exception>
    /// <exception cref="Exception">What the function threw.</exception>
    public bool Start()
    {
        var number = _mailbox.ReadImport();
        if (number >= (uint)_imports.Length)
            throw new ProtocolViolationException($"The guest called host function number {number}; it imports {_imports.Length}.");
        _current = number;
        var signature = _imports[number].Signature;
        _mailbox.ReadHostArguments(_imports[number], _arguments.AsSpan(0, signature.ParameterTypes.Length));
        var done = true;
        try
        {
            var task = _functions[number](_call, _arguments.AsMemory(0, signature.ParameterTypes.Length), _results.AsMemory(0, signature.ResultTypes.Length));
            if (!(done = task.IsCompleted))
            {
                Pending = task.AsTask();
                return false;
            }
            task.GetAwaiter().GetResult();
            WriteResults();
            return true;
        }
        catch (Exception exception) when (exception is not SandboxException { EndsCallUnwrapped: true })
        {
            throw new HostFunctionException(Current, exception);
        }
        finally
        {
            if (done) Clear();
        }
    }

    /// <summary>Ends the host call whose task was <see cref="Pending"/> and has ended.</summary>
    /// <exception cref="Exception">What the function threw.</exception>
    public void Finish()
    {
        try
        {
            Pending!.GetAwaiter().GetResult();
            WriteResults();
        }
        catch (Exception exception) when (exception is not SandboxException { EndsCallUnwrapped: true })
        {
            throw new HostFunctionException(Current, exception);
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>Drops what the ended function left.</summary>
    public void Forget()
    {
        Pending = null;
        Clear();
    }

    private void WriteResults()
    {
        var import = _imports[_current];
        _mailbox.WriteHostResults(import, _results.AsSpan(0, import.Signature.ResultTypes.Length));
    }

    /// <summary>Strings and arrays must not live on, nor pass for results of the next call.</summary>
    private void Clear()
    {
        var signature = _imports[_current].Signature;
        _arguments.AsSpan(0, signature.ParameterTypes.Length).Clear();
        _results.AsSpan(0, signature.ResultTypes.Length).Clear();
    }

    private static AsyncRawHostFunction Resolve(HostImport import, GuestImage image, SandboxOptions options)
    {
        if (!options.HostFunctions.TryGet(import.Module, import.Name, out var entry) && !TryGetDefault(import, options, out entry))
            throw new ImportException($"'{image.Name}' imports the host function '{HostFunctions.DisplayName(import.Module, import.Name)}' "
                + $"({import.Signature}), which is not registered; add it to {nameof(SandboxOptions)}.{nameof(SandboxOptions.HostFunctions)}.");
        if (!entry.Signature.Equals(import.Signature))
            throw new ImportException($"'{image.Name}' imports the host function '{HostFunctions.DisplayName(import.Module, import.Name)}' "
                + $"as {import.Signature}, but it is registered as {entry.Signature}.");
        return entry.Function;
    }

    /// <summary>
    /// The functions that are there without being registered: HostPrint writes a string and returns its bytes of UTF-8, HostLog takes
    /// a level and a line.
    /// </summary>
    private static bool TryGetDefault(HostImport import, SandboxOptions options, [MaybeNullWhen(false)] out HostFunctions.Entry entry)
    {
        entry = null;
        if (import.Module.Length != 0) return false;
        entry = import.Name switch
        {
            "HostPrint" => Print(options),
            "HostLog" => Log(options),
            _ => null,
        };
        return entry is not null;
    }

    private static HostFunctions.Entry Print(SandboxOptions options) =>
        new(new GuestSignature([GuestType.String], [GuestType.Int32]), (_, arguments, results) =>
        {
            var text = arguments.Span[0].AsString();
            (options.Output ?? Console.Out).Write(text);
            results.Span[0] = Encoding.UTF8.GetByteCount(text);
            return default;
        });

    private static HostFunctions.Entry Log(SandboxOptions options) =>
        new(new GuestSignature([GuestType.Int32, GuestType.String], []),
            (call, arguments, _) =>
            {
                GuestLog.Write(call.Sandbox, options.Logger, arguments.Span[0].AsInt32(), arguments.Span[1].AsString());
                return default;
            });
}
