using System.Text;
using Microlight.Debugging;

namespace Microlight.Tests.Debugging;

/// <summary>A trap names the calls that led to it, whichever way they can be found.</summary>
public class BacktraceTests
{
    private static readonly string[] Chain = ["inner", "middle", "outer", "ml_entry_Fail"];

    public static TheoryData<int, string[]> Failures => new()
    {
        { 0, Chain },
        { 1, Chain },
        { 2, Chain },
        { 3, Chain },
        // A wild call: the innermost frame is where it went to.
        { 4, [null!, .. Chain] },
    };

    [SkippableTheory]
    [MemberData(nameof(Failures))]
    public void By_call_frame_information(int how, string[] expected)
    {
        using var image = Guest.Load("crash");
        Assert.Equal(expected, Names(Fail(image, how)));
    }

    [SkippableTheory]
    [MemberData(nameof(Failures))]
    public void By_frame_pointers(int how, string[] expected)
    {
        // The division stands before the function has made its frame, so its caller is not on the chain of frame pointers.
        if (how == 2) expected = [.. expected.Where(name => name != "middle")];
        var elf = Guest.Read("crash");
        var name = elf.AsSpan().LastIndexOf(".eh_frame\0"u8);
        Assert.True(name > 0);
        "x"u8.CopyTo(elf.AsSpan(name));
        using var image = GuestImage.FromBytes(elf, "crash");
        Assert.Equal(expected, Names(Fail(image, how)));
    }

    [SkippableFact]
    public void Addresses_and_offsets_fit_the_symbols()
    {
        using var image = Guest.Load("crash");
        var trap = Fail(image, 1);
        Assert.Equal(trap.InstructionPointer, trap.Backtrace[0].Address);
        Assert.Equal(trap.Registers.Rsp, trap.Backtrace[0].StackPointer);
        foreach (var (outer, inner) in trap.Backtrace.Skip(1).Zip(trap.Backtrace))
        {
            Assert.True(outer.StackPointer > inner.StackPointer);
            Assert.Equal(outer.Function, image.FindSymbol(outer.Address - outer.Offset));
            Assert.Equal($"{outer.Function}+0x{outer.Offset:x}", outer.ToString());
        }
    }

    [SkippableFact]
    public void A_stack_overflow_shows_its_innermost_frames()
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Recurse")).Trap;
        Assert.Equal(Unwinder.MaximumFrames, trap.Backtrace.Count);
        Assert.All(trap.Backtrace, frame => Assert.Equal("endless", frame.Function));
    }

    [SkippableFact]
    public void Code_without_a_frame_of_its_own_is_left_by_the_return_address()
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Bare")).Trap;
        Assert.Equal<string?>(["bare", "callsBare", "ml_entry_Bare"], Names(trap).AsEnumerable());
    }

    [SkippableTheory]
    [InlineData("WildStack")]
    [InlineData("Circle")]
    public void A_senseless_stack_ends_it(string function)
    {
        using var image = Guest.Load("crash");
        using var sandbox = Guest.Start(image);
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call(function)).Trap;
        Assert.InRange(trap.Backtrace.Count, 1, 2);
    }

    private static GuestTrap Fail(GuestImage image, int how)
    {
        using var sandbox = Guest.Start(image);
        return Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Fail", how)).Trap;
    }

    private static string?[] Names(GuestTrap trap) => trap.Backtrace.Select(frame => frame.Function).ToArray();
}
