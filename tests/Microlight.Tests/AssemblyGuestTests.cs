namespace Microlight.Tests;

/// <summary>Guests/assembly.s, written from docs/abi.md without a guest library: the page has all that it takes.</summary>
public class AssemblyGuestTests
{
    [SkippableFact]
    public void Numbers_and_state()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image);
        Assert.Equal(-1, sandbox.Call<int>("Add", 2, -3));
        Assert.Equal(1u, sandbox.Call<ulong>("Count"));
        Assert.Equal(2u, sandbox.Call<ulong>("Count"));
        sandbox.Restore();
        Assert.Equal(1u, sandbox.Call<ulong>("Count"));
    }

    [SkippableFact]
    public void A_host_call()
    {
        using var image = Image();
        var output = new StringWriter();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { Output = output });
        sandbox.Call<int>("Print", "from assembly: ü");
        Assert.Equal("from assembly: ü", output.ToString());
    }

    [SkippableFact]
    public void Growth_to_the_end()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image);
        for (var size = 0x10000u; size <= 0x100000; size += 0x10000) Assert.Equal(size, sandbox.Call<ulong>("Grow"));
        Assert.Equal((byte)0x5a, sandbox.Memories[0].Slice(0xfffff, 1)[0]);
        Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call<ulong>("Grow"));
    }

    [SkippableFact]
    public void A_panic_with_its_text_and_place()
    {
        using var image = Image();
        using var sandbox = Sandbox.Create(image);
        var exception = Assert.Throws<GuestTrapException>(() => sandbox.Call("Panic"));
        Assert.Equal((0xffff_ff02u, "Panic"), (exception.Trap.AbortCode, exception.Trap.Function));
        Assert.Contains("nothing goes any more", exception.Message);
    }

    private static GuestImage Image()
    {
        Kvm.Require();
        var path = Path.Combine(AppContext.BaseDirectory, "assembly.elf");
        Skip.IfNot(File.Exists(path), "as and ld were not there when the tests were built.");
        return GuestImage.Load(path);
    }
}
