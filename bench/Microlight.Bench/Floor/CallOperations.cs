namespace Microlight.Bench.Floor;

/// <summary>Calls, host calls and parameters, of one sandbox each.</summary>
internal sealed class CallOperations : IDisposable
{
    private const int Kibibyte = 1 << 10, Mebibyte = 1 << 20;

    private readonly Sandbox _calls, _parameters;
    private readonly byte[] _received = new byte[Mebibyte];

    public CallOperations(Guests guests)
    {
        _calls = Sandbox.Create(guests.Small, Guests.Options);
        _parameters = Sandbox.Create(guests.Small, Guests.Options with { MailboxBufferSize = 2 * Mebibyte });
        GuestFunction empty = guests.Small.GetFunction("Empty"), callHost = guests.Small.GetFunction("CallHost"), take = guests.Small.GetFunction("Take");
        All =
        [
            Operation.Of("empty-call", 200, "registers set, KVM_RUN to the port that ends the call", () => _calls.Invoke(empty, [], [])),
            HostCalls("host-call", 1),
            HostCalls("host-call-10", 10),
            In("param-1kib-in", 200, Kibibyte),
            Out("param-1kib-out", 200, Kibibyte),
            In("param-1mib-in", 50, Mebibyte),
            Out("param-1mib-out", 50, Mebibyte),
        ];

        Operation HostCalls(string name, int times)
        {
            GuestValue[] arguments = [times];
            return Operation.Of(name, 200 / times, "as empty-call, with as many exits at the host-call port before", () => _calls.Invoke(callHost, arguments, []));
        }

        Operation In(string name, int batch, int bytes)
        {
            GuestValue[] arguments = [new byte[bytes]];
            return Operation.Of(name, batch, "memcpy to where the guest reads it, then empty-call", () => _parameters.Invoke(take, arguments, []));
        }

        Operation Out(string name, int batch, int bytes)
        {
            GuestValue[] arguments = [(uint)bytes];
            return Operation.Of(name, batch, "empty-call, then memcpy from where the guest wrote it", () =>
                _parameters.CallView("Give", arguments, _received, static (view, target) =>
                {
                    view.CopyTo(target);
                    return view.Length;
                }));
        }
    }

    public IReadOnlyList<Operation> All { get; }

    public void Dispose()
    {
        _calls.Dispose();
        _parameters.Dispose();
    }
}
