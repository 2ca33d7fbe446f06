namespace Microlight.Bench.Floor;

/// <summary>From nothing to a first result, and gone again: out of the image, a snapshot file, another sandbox.</summary>
internal sealed class StartOperations : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly Sandbox _source;

    public StartOperations(Guests guests)
    {
        var image = guests.Small;
        var empty = image.GetFunction("Empty");
        _source = Sandbox.Create(image, Guests.Options);
        _source.Call("Touch", 16);
        using (var snapshot = _source.TakeSnapshot()) snapshot.Save(_file);
        All =
        [
            Operation.Of("cold-start", 20, "image mapped copy-on-write, VM, vCPU, memory slots, CPUID, empty-call, all closed", () =>
            {
                using var sandbox = Sandbox.Create(image, Guests.Options);
                sandbox.Invoke(empty, [], []);
            }),
            Operation.Of("snapshot-file", 20, "as cold-start, with a file of the memory opened and mapped; Microlight also verifies its checksums", () =>
            {
                using var snapshot = Snapshot.Load(image, _file);
                using var sandbox = Sandbox.Create(snapshot, Guests.Options);
                sandbox.Invoke(empty, [], []);
            }),
            Operation.Of("clone", 20, "as cold-start, with the 16 written pages of another machine found and copied", () =>
            {
                using var sandbox = _source.Clone();
                sandbox.Invoke(empty, [], []);
            }),
        ];
    }

    public IReadOnlyList<Operation> All { get; }

    public void Dispose()
    {
        _source.Dispose();
        File.Delete(_file);
    }
}
