using System.Text.RegularExpressions;

namespace Microlight.Tests.Debugging;

/// <summary>Core dumps, as gdb reads them.</summary>
public sealed class CoreDumpTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("microlight-core-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [SkippableFact]
    public void Gdb_shows_backtrace_registers_and_memory_of_a_trap()
    {
        Gdb.Require();
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 0)).Trap;
        var core = Path.Combine(_directory, "core");
        sandbox.WriteCoreDump(core);

        var output = Gdb.Run([Guest.PathOf("crash"), core], "bt", "info registers rip rsp rbx cs", "p $_siginfo._sifields._sigfault.si_addr", "x/4bx $rip", "p $mxcsr", "p $xmm0", "p $ymm0", "p stop");
        Assert.Contains("terminated with signal SIGSEGV", output, StringComparison.Ordinal);
        Assert.DoesNotContain("may not match", output, StringComparison.Ordinal);
        Assert.Matches(@"#0 .*inner \(how=.*\) at .*crash\.c:\d+", output);
        Assert.Matches(@"#1 .*middle \(", output);
        Assert.Matches(@"#2 .*outer \(", output);
        Assert.Matches(@"#3 .*Fail", output);
        Assert.Matches($@"rip +0x{trap.InstructionPointer:x} ", output);
        Assert.Matches($@"rsp +0x{trap.Registers.Rsp:x} ", output);
        Assert.Matches($@"rbx +0x{trap.Registers.Rbx:x} ", output);
        Assert.Matches(@"cs +0x2b ", output);
        Assert.Contains("(void *) 0x123000", output, StringComparison.Ordinal);
        Assert.Contains(string.Join('\t', trap.InstructionBytes.Span[..4].ToArray().Select(value => $"0x{value:x2}")), output, StringComparison.Ordinal);
        Assert.Contains("[ IM DM ZM OM UM PM ]", output, StringComparison.Ordinal);
        Assert.Contains("v8_bfloat16", output, StringComparison.Ordinal);
        Assert.Contains("v16_bfloat16", output, StringComparison.Ordinal);
        Assert.Contains("= false", output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Gdb_shows_the_caller_of_an_abort()
    {
        Gdb.Require();
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 3));
        var core = Path.Combine(_directory, "core");
        sandbox.WriteCoreDump(core);
        var output = Gdb.Run([Guest.PathOf("crash"), core], "bt");
        Assert.Contains("terminated with signal SIGABRT", output, StringComparison.Ordinal);
        Assert.Matches(@"#0 .*ml_abort", output);
        Assert.Matches(@"#1 .*inner \(how=", output);
    }

    [SkippableFact]
    public void A_region_that_starts_where_an_empty_one_does_is_written()
    {
        Kvm.Require();
        const ulong address = 0x1000_0000_0000;
        var text = "what the region has"u8.ToArray();
        using var image = Guests.Peeker.Builder().Memory(address, 0, 0).Memory(address, 4096, 4096).Content(address, text).Build();
        using var sandbox = Sandbox.Create(image);
        using var core = new MemoryStream();
        sandbox.WriteCoreDump(core);
        Assert.True(core.ToArray().AsSpan().IndexOf(text) > 0);
    }

    [SkippableFact]
    public void A_stream_gets_the_same_bytes_and_the_file_has_holes()
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 1));
        var core = Path.Combine(_directory, "core");
        sandbox.WriteCoreDump(core);
        using var stream = new MemoryStream();
        sandbox.WriteCoreDump(stream);
        Assert.Equal(File.ReadAllBytes(core), stream.ToArray());
        // 8 MiB of stack, of which a page or two were used.
        Assert.InRange(AllocatedBytes(core), 1, 256 << 10);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(core));
        Assert.Equal([core], Directory.GetFiles(_directory));
    }

    [SkippableFact]
    public void Between_calls_there_is_no_signal()
    {
        Gdb.Require();
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 1));
        sandbox.Restore();
        Assert.Equal(23, sandbox.Call<int>("Fail", 9));
        var core = Path.Combine(_directory, "core");
        sandbox.WriteCoreDump(core);
        Assert.DoesNotContain("signal", Gdb.Run([Guest.PathOf("crash"), core], "info registers rip"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Each_trap_leaves_one_and_the_oldest_go()
    {
        using var image = Guest.Load("crash");
        var dumps = Path.Combine(_directory, "made", "here");
        using var sandbox = Guest.Start(image, new SandboxOptions { CrashDumpDirectory = dumps, MaximumCrashDumps = 2 });
        var written = new List<string>();
        for (var how = 0; how < 4; how++)
        {
            var report = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", how)).Report!;
            Assert.Null(report.CoreDumpFailure);
            Assert.Contains($"core dump  {report.CoreDump}", report.ToString(), StringComparison.Ordinal);
            written.Add(report.CoreDump!);
            sandbox.Restore();
        }
        Assert.Equal(written[2..], Directory.GetFiles(dumps).Order(StringComparer.Ordinal));
        Assert.Matches(new Regex(@"/microlight\.\d{8}T\d{6}\.\d{7}\.\d+\.sandbox-\d+\.crash\.elf\.core$"), written[0]);
    }

    [SkippableFact]
    public void A_dump_that_cannot_be_written_does_not_hide_the_trap()
    {
        using var image = Guest.Load("crash");
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");
        using var sandbox = Guest.Start(image, new SandboxOptions { CrashDumpDirectory = Path.Combine(file, "dumps") });
        var report = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", 1)).Report!;
        Assert.Null(report.CoreDump);
        Assert.NotNull(report.CoreDumpFailure);
        Assert.Contains($"core dump  not written: {report.CoreDumpFailure}", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentException>(() => new SandboxOptions { CrashDumpDirectory = "" }.Validate());
        Assert.Throws<ArgumentException>(() => new SandboxOptions { MaximumCrashDumps = 0 }.Validate());
        using var debugger = new GdbServer();
        Assert.Throws<ArgumentException>(() => new SandboxOptions { Debugger = debugger, Isolation = Isolation.Process }.Validate());
    }

    private static long AllocatedBytes(string path)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%b", path]) { RedirectStandardOutput = true })!;
        return long.Parse(process.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture) * 512;
    }
}
