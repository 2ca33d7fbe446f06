namespace Microlight.Bench.Floor;

/// <summary>Microlight beside the least that a C program can do with KVM, the same operation, batch by batch in turn.</summary>
internal sealed class FloorBenchmark : IBenchmark
{
    private const int Rounds = 25, WarmUp = 2;

    public string Name => "floor";

    public string Method =>
        $"{Rounds} rounds; in each the C program (bench/floor, gcc -O2) and Microlight run a batch of the same operation in turn, on one CPU " +
        $"(kill and pool: two threads on two); medians over all operations of all rounds, the first {WarmUp} rounds left out. 1,000 pages lie in a " +
        "heap of 8 MiB, fewer in one of 1 MiB. `param-1mib-ratio` is the slower direction against one memcpy of 1 MiB and an empty call of the C program.";

    public void Run(Report report, IReadOnlyList<string> parts)
    {
        var work = Directory.CreateTempSubdirectory("microlight-bench-");
        try
        {
            var floorPath = Path.Combine(work.FullName, "floor");
            var sources = Path.Combine(Repository.Root, "bench", "floor");
            Tool.Compile(floorPath, Directory.EnumerateFiles(sources, "*.c").Where(f => Path.GetFileName(f) != "guest.c"));
            using var guests = new Guests(Guest("small.elf", ""), Guest("large.elf", "-DML_HEAP_INITIAL=0x800000"));
            Affinity.PinProcess();
            using var floor = new FloorProcess(floorPath);
            Measure(report, floor, guests);

            GuestImage Guest(string file, string flags)
            {
                var path = Path.Combine(work.FullName, file);
                Tool.BuildGuest(path, Path.Combine(sources, "guest.c"), flags);
                return GuestImage.Load(path);
            }
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void Measure(Report report, FloorProcess floor, Guests guests)
    {
        using var calls = new CallOperations(guests);
        using var recycles = new RecycleOperations(guests);
        using var starts = new StartOperations(guests);
        using var threads = new ThreadOperations(guests);
        report.Row("operation", "floor µs", "Microlight µs", "ratio", "what the floor does");
        var medians = new Dictionary<string, (double Floor, double Ours)>();
        foreach (var operation in (IEnumerable<Operation>)[.. calls.All, .. recycles.All, .. starts.All, .. threads.All])
        {
            List<double> theirs = [], ours = [];
            for (var round = 0; round < Rounds; round++)
            {
                var floorTimes = floor.Measure(operation.Name, operation.Batch);
                var times = operation.Measure(operation.Batch);
                if (round < WarmUp) continue; // the JIT and the caches warm up
                theirs.AddRange(floorTimes);
                ours.AddRange(times);
            }
            var (floorMedian, median) = (Medians.Of(theirs), Medians.Of(ours));
            medians.Add(operation.Name, (floorMedian, median));
            report.Row(operation.Name, Report.Number(floorMedian / 1e3), Report.Number(median / 1e3), Report.Number(median / floorMedian, "0.000"), operation.Floor);
            report.Figure(operation.Name + "-ratio", median / floorMedian);
        }
        var copy = Medians.Of([.. Enumerable.Range(0, Rounds).SelectMany(_ => floor.Measure("memcpy-1mib", 50))]);
        report.Row("memcpy-1mib", Report.Number(copy / 1e3), "", "", "memcpy of 1 MiB into guest memory and nothing else");
        report.Figure("param-1mib-ratio", Math.Max(medians["param-1mib-in"].Ours, medians["param-1mib-out"].Ours) / (copy + medians["empty-call"].Floor));
    }
}
