using Microlight.Machine.Process;
using Microlight.Tests.Guests;

namespace Microlight.Tests.Processes;

/// <summary>What the child is to the system: what it has, what it may, and that nothing of it stays.</summary>
public class ChildProcessTests
{
    [Fact]
    public void The_child_has_nothing_and_may_nothing()
    {
        using var image = Image();
        using var sandbox = Create(image);
        sandbox.Call("good");
        var process = $"/proc/{((ProcessMachine)sandbox.Machine).ProcessId}";
        var status = File.ReadAllLines($"{process}/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        Assert.Equal("2", status["Seccomp"]);
        Assert.Equal("1", status["NoNewPrivs"]);
        Assert.Equal("1", status["Threads"]);
        foreach (var set in (string[])["CapInh", "CapPrm", "CapEff", "CapAmb"]) Assert.Equal(new string('0', 16), status[set]);
        if (Environment.UserName != "root") return; // undumpable: /proc hides the rest
        Assert.Empty(Directory.GetFileSystemEntries($"{process}/fd"));
        Assert.Empty(File.ReadAllBytes($"{process}/environ"));
        var maps = File.ReadAllLines($"{process}/maps").Where(line => !line.EndsWith("[vsyscall]", StringComparison.Ordinal)).ToArray();
        Assert.All(maps, line => Assert.Contains("/memfd:microlight-", line));
        Assert.DoesNotContain(maps, line => line.Contains(" rwx", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_stays_of_sandboxes_that_are_gone()
    {
        using var image = Image();
        var processes = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            using var sandbox = Create(image);
            processes.Add(((ProcessMachine)sandbox.Machine).ProcessId);
            sandbox.Call("good");
            if (i % 2 == 0) Assert.Throws<GuestTrapException>(() => sandbox.Call("bad"));
        }
        // Not even as zombies.
        Assert.DoesNotContain(processes, process => Directory.Exists($"/proc/{process}") && IsOurs(process));
        Assert.DoesNotContain(Descriptors(), target => processes.Any(process => target == $"anon_inode:[pidfd]{process}"));

        using var first = Create(image);
        var before = Descriptors().Length;
        for (var i = 0; i < 20; i++)
        {
            using var sandbox = Create(image);
            sandbox.Call("good");
        }
        // Other tests open and close files at the same time: a leak of one per sandbox would stand out.
        Assert.InRange(Descriptors().Length, 0, before + 40);

        // A number may have come to mean another process.
        static bool IsOurs(int process)
        {
            try
            {
                return File.ReadAllText($"/proc/{process}/comm") == "microlight\n";
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_child_outlives_the_thread_that_created_its_sandbox()
    {
        using var image = Image();
        Sandbox? sandbox = null;
        var thread = new Thread(() => sandbox = Create(image));
        thread.Start();
        thread.Join();
        Thread.Sleep(50);
        sandbox!.Call("good");
        sandbox.Dispose();
    }

    [Fact]
    public void Snapshots_go_from_process_to_process_and_from_virtual_machines_to_processes()
    {
        using var image = new GuestBuilder().Memory(0x20_0000, 0x1_0000, 0x10_0000).Function("good", _ => { }).Build();
        using var process = Create(image);
        process.Memories[0].Slice(5000, 1)[0] = 42;
        using var snapshot = process.TakeSnapshot();
        using var other = Sandbox.Create(snapshot, new SandboxOptions { Isolation = Isolation.Process });
        Assert.Equal(42, other.Memories[0].Slice(5000, 1)[0]);
        other.Call("good");
        other.Memories[0].Slice(5000, 1)[0] = 43;
        other.Restore();
        Assert.Equal(42, other.Memories[0].Slice(5000, 1)[0]);
        if (!Kvm.IsAvailable) return;
        // The other way only where the processor has nothing that virtual machines hide.
        using var machine = Sandbox.Create(image, new SandboxOptions { Isolation = Isolation.VirtualMachine });
        machine.Memories[0].Slice(9000, 1)[0] = 7;
        machine.Call("good");
        using var back = machine.TakeSnapshot();
        process.Restore(back);
        Assert.Equal((0, 7), (process.Memories[0].Slice(5000, 1)[0], process.Memories[0].Slice(9000, 1)[0]));
        process.Call("good");
    }

    private static string[] Descriptors() => Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "").ToArray();

    private static GuestImage Image() => new GuestBuilder().Function("good", _ => { }).Function("bad", a => a.ud2()).Build();

    private static Sandbox Create(GuestImage image) => Sandbox.Create(image, new SandboxOptions { Isolation = Isolation.Process });
}
