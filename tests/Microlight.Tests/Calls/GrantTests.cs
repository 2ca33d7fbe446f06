using Microlight.Tests.Guests;

namespace Microlight.Tests.Calls;

/// <summary>Clock and random numbers: there when granted, and only then.</summary>
public class GrantTests
{
    private sealed class FixedTime : TimeProvider
    {
        public long Timestamp { get; set; } = 1000;
        public override DateTimeOffset GetUtcNow() => new(2001, 9, 9, 1, 46, 40, TimeSpan.Zero);
        public override long TimestampFrequency => 1000;
        public override long GetTimestamp() => Timestamp;
    }

    [SkippableFact]
    public void A_clock()
    {
        using var image = Image();
        var time = new FixedTime();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().AddClock(time).AddRandom() });
        Assert.Equal(1_000_000_000_000_000_000, sandbox.Call<long>("clock"));
        Assert.Equal(0, sandbox.Call<long>("monotonic"));
        time.Timestamp += 2;
        Assert.Equal(2_000_000, sandbox.Call<long>("monotonic"));
        using var real = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().AddClock().AddRandom() });
        var now = real.Call<long>("clock");
        Assert.True(Math.Abs((DateTime.UnixEpoch.AddTicks(now / 100) - DateTime.UtcNow).TotalMinutes) < 5);
        Assert.True(real.Call<long>("monotonic") <= real.Call<long>("monotonic"));
    }

    [SkippableFact]
    public void Random_numbers_up_to_a_limit()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().AddClock().AddRandom() });
        Assert.Empty(sandbox.Call<byte[]>("random", 0u));
        Assert.Equal(65536, sandbox.Call<byte[]>("random", 65536u).Length);
        Assert.NotEqual(sandbox.Call<byte[]>("random", 16u), sandbox.Call<byte[]>("random", 16u));
        foreach (var count in (uint[])[65537, uint.MaxValue])
        {
            Assert.Contains($"{count} random bytes", Assert.Throws<ProtocolViolationException>(() => sandbox.Call<byte[]>("random", count)).Message);
            sandbox.Restore();
        }
    }

    [SkippableFact]
    public void Nothing_is_there_that_was_not_granted()
    {
        using var image = Image();
        var message = Assert.Throws<ImportException>(() => Sandbox.Create(image)).Message;
        foreach (var name in (string[])["HostClock", "HostMonotonic", "HostRandom"]) Assert.Contains(name, message);
    }

    private static GuestImage Image()
    {
        Kvm.Require();
        return new GuestBuilder()
            .Import("HostClock", ">I").Import("HostMonotonic", ">I").Import("HostRandom", "u>y")
            .Function("clock", ">I", a => GuestBuilder.Forward(a, 0, 0, 1))
            .Function("monotonic", ">I", a => GuestBuilder.Forward(a, 1, 0, 1))
            .Function("random", "u>y", a => GuestBuilder.Forward(a, 2, 1, 1))
            .Build();
    }
}
