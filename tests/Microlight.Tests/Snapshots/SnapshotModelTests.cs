using Microlight.Tests.Guests;
using static Microlight.Tests.Guests.Peeker;

namespace Microlight.Tests.Snapshots;

/// <summary>Random sequences of writes, growth, snapshots, restores, clones and files, beside a model of what memory must then be.</summary>
public sealed class SnapshotModelTests : IDisposable
{
    private const ulong Page = 4096, Megabyte = 1 << 20, Region = 1UL << 32;
    private const ulong DataBytes = 6 * Megabyte;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("microlight-snapshots-");

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>Words that were written since the image, and the sizes of both regions.</summary>
    private sealed record State(Dictionary<ulong, uint> Words, ulong Size0, ulong Size1)
    {
        public State Copy() => new(new Dictionary<ulong, uint>(Words), Size0, Size1);
    }

    private sealed class Instance(Sandbox sandbox, State origin)
    {
        public Sandbox Sandbox { get; } = sandbox;
        public State Origin { get; } = origin;
        public State Now { get; set; } = origin.Copy();
    }

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Memory_is_what_the_model_says(int seed) => Run(seed, 250);

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void Memory_is_what_the_model_says_for_long() => Run(Environment.TickCount, 5_000);

    private void Run(int seed, int steps)
    {
        Kvm.Require();
        var random = new Random(seed);
        using var image = Builder().Data(DataBytes).Memory(0, 3 * Megabyte, 64 * Megabyte).Memory(Region, 0, 64 * Megabyte)
            .Content(0x5000, [9, 0, 0, 0]).Build();
        var first = new State(new Dictionary<ulong, uint> { [0x5000] = 9 }, 3 * Megabyte, 0);
        var instances = new List<Instance> { new(Sandbox.Create(image), first), new(Sandbox.Create(image), first) };
        var snapshots = new List<(Snapshot Snapshot, State State)>();
        try
        {
            for (var step = 0; step < steps; step++)
            {
                var instance = instances[random.Next(instances.Count)];
                var (sandbox, now) = (instance.Sandbox, instance.Now);
                switch (random.Next(12))
                {
                    case 0:
                        if (snapshots.Count == 5)
                        {
                            var old = random.Next(snapshots.Count);
                            snapshots[old].Snapshot.Dispose();
                            snapshots.RemoveAt(old);
                        }
                        snapshots.Add((Take(sandbox, random, step), now.Copy()));
                        break;
                    case 1 or 2 when snapshots.Count > 0:
                        var (snapshot, state) = snapshots[random.Next(snapshots.Count)];
                        sandbox.Restore(snapshot);
                        instance.Now = state.Copy();
                        break;
                    case 3:
                        sandbox.Restore();
                        instance.Now = instance.Origin.Copy();
                        break;
                    case 4:
                        if (instances.Count < 3)
                        {
                            instances.Add(new Instance(sandbox.Clone(), now.Copy()));
                            break;
                        }
                        sandbox.Dispose();
                        instances.Remove(instance);
                        continue;
                    case 5:
                        var region = (uint)random.Next(2);
                        var delta = random.Next(3) == 0 ? (ulong)random.Next(12) * Megabyte : (ulong)random.Next(20) * Page;
                        var size = region == 0 ? now.Size0 : now.Size1;
                        var fits = size + delta <= 64 * Megabyte;
                        Assert.Equal(fits ? size : ulong.MaxValue, Grow(sandbox, delta, region));
                        if (fits) instance.Now = region == 0 ? now with { Size0 = size + delta } : now with { Size1 = size + delta };
                        break;
                    default:
                        for (var i = random.Next(1, 20); i > 0; i--)
                        {
                            var place = Place(random, now);
                            // Zeros too: what was something and is zero again.
                            now.Words[place] = random.Next(4) == 0 ? 0 : (uint)random.Next();
                            Poke(sandbox, place, now.Words[place]);
                        }
                        break;
                }
                Check(instance, random);
            }
            foreach (var instance in instances)
                foreach (var (place, value) in instance.Now.Words) Assert.Equal(value, Peek(instance.Sandbox, place));
        }
        finally
        {
            foreach (var instance in instances) instance.Sandbox.Dispose();
            foreach (var (snapshot, _) in snapshots) snapshot.Dispose();
        }
    }

    /// <summary>A snapshot, sometimes by way of a file.</summary>
    private Snapshot Take(Sandbox sandbox, Random random, int step)
    {
        var snapshot = sandbox.TakeSnapshot();
        if (random.Next(2) == 0) return snapshot;
        var path = Path.Combine(_directory.FullName, $"{step}");
        snapshot.Save(path);
        snapshot.Dispose();
        var loaded = Snapshot.Load(sandbox.Image, path, new SnapshotLoadOptions { CopyToMemory = random.Next(2) == 0 });
        File.Delete(path); // a mapped file lives on
        return loaded;
    }

    private static ulong Place(Random random, State state)
    {
        while (true)
        {
            // Few pages, so that they are written again and again; and the last ones of each range.
            var (start, size) = random.Next(3) switch
            {
                0 => (0UL, state.Size0),
                1 => (Region, state.Size1),
                _ => (GuestBuilder.DataAddress, DataBytes),
            };
            if (size == 0) continue;
            var pages = size / Page;
            var page = random.Next(4) == 0 ? pages - 1 : (ulong)random.NextInt64((long)pages) / 40 * 40 % pages;
            return start + page * Page + (ulong)random.Next(3) * 4;
        }
    }

    private static void Check(Instance instance, Random random)
    {
        var (sandbox, now) = (instance.Sandbox, instance.Now);
        Assert.Equal((now.Size0, now.Size1), (sandbox.Memories[0].Size, sandbox.Memories[1].Size));
        for (var i = 0; i < 10; i++)
        {
            var place = Place(random, now);
            Assert.Equal(now.Words.GetValueOrDefault(place), Peek(sandbox, place));
        }
        foreach (var (place, value) in now.Words.Skip(random.Next(Math.Max(1, now.Words.Count))).Take(10)) Assert.Equal(value, Peek(sandbox, place));
    }
}
