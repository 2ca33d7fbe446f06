namespace Microlight.Bench.Floor;

/// <summary>A call that writes pages, and the restore of what it wrote.</summary>
internal sealed class RecycleOperations : IDisposable
{
    private readonly Sandbox _small, _large;

    public RecycleOperations(Guests guests)
    {
        _small = Sandbox.Create(guests.Small, Guests.Options);
        _large = Sandbox.Create(guests.Large, Guests.Options);
        All =
        [
            Recycle("recycle-0", _small, 0, 100),
            Recycle("recycle-16", _small, 16, 100),
            Recycle("recycle-64", _small, 64, 100),
            // In this order: pages that were written once stay with a machine, and are looked at from then on.
            Recycle("recycle-16-of-8mib", _large, 16, 100),
            Recycle("recycle-1000", _large, 1000, 40),
        ];
    }

    public IReadOnlyList<Operation> All { get; }

    private static Operation Recycle(string name, Sandbox sandbox, int pages, int batch)
    {
        var touch = sandbox.Image.GetFunction("Touch");
        GuestValue[] arguments = [pages];
        return Operation.Of(name, batch, "call by an entry that cleans the FPU, PAGEMAP_SCAN for written pages, memcpy or memset of each", () =>
        {
            sandbox.Invoke(touch, arguments, []);
            sandbox.Restore();
        });
    }

    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
    }
}
