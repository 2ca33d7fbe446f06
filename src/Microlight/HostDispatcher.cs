using System.Text;
using Microlight.Abi;
using Microlight.Diagnostics;

namespace Microlight;

/// <summary>Serves one sandbox's host calls: import number to function, exceptions to how the call ends.</summary>
internal sealed class HostDispatcher
{
    private readonly Mailbox _mailbox;
    private readonly HostImport[] _imports;
    private readonly HostFunctions.Body[] _functions;
    private readonly HostFrame _frame;
    private uint _current;

    public HostDispatcher(Sandbox sandbox, Mailbox mailbox, GuestImage image, SandboxOptions options)
    {
        _mailbox = mailbox;
        _imports = image.ImportTable;
        _functions = Resolve(image, options);
        int parameters = 0, results = 0;
        foreach (var import in _imports)
        {
            parameters = Math.Max(parameters, import.Signature.ParameterTypes.Length);
            results = Math.Max(results, import.Signature.ResultTypes.Length);
        }
        _frame = new HostFrame(mailbox, new HostCall(sandbox), parameters, results);
    }

    /// <summary>The task of the host function that <see cref="Start"/> left incomplete.</summary>
    public Task? Pending { get; private set; }

    /// <summary>The name of the host function under way; another thread may ask while the guest calls one that its image does not have.</summary>
    public string Current => _current < _imports.Length ? NameOf(_imports[_current]).ToString() : "(none)";

    /// <exception cref="ImportException">Something that the image imports is missing or of another signature.</exception>
    public static void CheckImports(GuestImage image, SandboxOptions options) => Resolve(image, options);

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
        _frame.Begin(_imports[number]);
        try
        {
            var task = _functions[number](_frame);
            if (task.IsCompletedSuccessfully) return true;
            Pending = task.AsTask();
        }
        catch (Exception exception) when (exception is not SandboxException { EndsCallUnwrapped: true })
        {
            throw new HostFunctionException(Current, exception);
        }
        if (!Pending.IsCompleted) return false;
        Finish();
        return true;
    }

    /// <summary>Begins a wait of the guest's own: its end is <see cref="Pending"/>, as for a host function.</summary>
    public void Sleep(TimeSpan time, CancellationToken cancellationToken) => Pending = Task.Delay(time, cancellationToken);

    /// <summary>Ends the host call whose task was <see cref="Pending"/> and has ended.</summary>
    /// <exception cref="Exception">What the function threw.</exception>
    public void Finish()
    {
        var task = Pending!;
        Pending = null;
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not SandboxException { EndsCallUnwrapped: true })
        {
            throw new HostFunctionException(Current, exception);
        }
    }

    /// <summary>The function that was left behind by its call has ended.</summary>
    public void Forget() => Pending = null;

    private static HostFunctions.Body[] Resolve(GuestImage image, SandboxOptions options)
    {
        options.HostFunctions.Freeze();
        var imports = image.ImportTable;
        var functions = new HostFunctions.Body[imports.Length];
        StringBuilder? problems = null;
        for (var i = 0; i < imports.Length; i++)
        {
            var import = imports[i];
            var entry = Find(import, options);
            if (entry is not null && entry.Signature.Equals(import.Signature))
            {
                functions[i] = entry.Body;
                continue;
            }
            problems = problems is null ? new StringBuilder($"'{image.Name}' cannot start. ") : problems.Append("; ");
            problems.Append(entry is null
                ? $"The host function '{NameOf(import)}' ({import.Signature}) is not registered"
                : $"The host function '{NameOf(import)}' is imported as {import.Signature}, but registered as {entry.Signature}");
        }
        return problems is null
            ? functions
            : throw new ImportException($"{problems}. A guest gets what is in {nameof(SandboxOptions)}.{nameof(SandboxOptions.HostFunctions)}.");
    }

    private static ImportName NameOf(HostImport import) => new(import.Module, import.Name);

    private static HostFunctions.Entry? Find(HostImport import, SandboxOptions options) =>
        options.HostFunctions.TryGet(import.Module, import.Name, out var entry) ? entry
        : import.Module.Length != 0 ? null
        : import.Name switch
        {
            "HostPrint" => Print(options),
            "HostLog" => Log(options),
            _ => null,
        };

    /// <summary>There without being registered: writes a string and returns its bytes of UTF-8.</summary>
    private static HostFunctions.Entry Print(SandboxOptions options) =>
        new(new GuestSignature([GuestType.String], [GuestType.Int32]), frame =>
        {
            var text = frame.Next<string>();
            (options.Output ?? Console.Out).Write(text);
            return frame.Return(Encoding.UTF8.GetByteCount(text));
        });

    /// <summary>There without being registered: takes a level and a line.</summary>
    private static HostFunctions.Entry Log(SandboxOptions options) =>
        new(new GuestSignature([GuestType.Int32, GuestType.String], []), frame =>
        {
            GuestLog.Write(frame.Call.Sandbox, options.Logger, frame.Next<int>(), frame.Next<string>());
            return frame.Return();
        });
}
