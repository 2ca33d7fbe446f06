namespace Microlight.Guest.Tests;

/// <summary>What a host sees of a guest's exceptions.</summary>
public sealed class FailureTests(TestGuest guest) : IClassFixture<TestGuest>
{
    [SkippableFact]
    public void The_message_of_an_exception_reaches_the_host()
    {
        using var sandbox = guest.Create();
        Check("Unhandled exception: refused: größer", "Throw", "größer");
        Check("Index was outside the bounds of the array.", "Index", 3);
        Check("Index was outside the bounds of the array.", "Index", -1);
        Check("Index was outside the bounds of the array.", "Character", "abc", 3);
        Check("Unable to cast", "Cast", 3);
        Check("overflow", "Overflow", int.MaxValue);
        Check("A null string", "Null");
        Check("do not fit into the mailbox", "TooLong", 10_000_000);
        Check("divide error", "Divide", 1, 0);
        Check("#PF", "Dereference", true);
        Check("stack overflow", "Recurse", 0);

        void Check(string text, string function, params GuestValue[] arguments)
        {
            var target = guest.Image.GetFunction(function);
            var trap = Assert.Throws<GuestTrapException>(() => sandbox.Invoke(target, arguments, new GuestValue[target.Signature.Results.Count]));
            Assert.Contains(text, trap.Message, StringComparison.OrdinalIgnoreCase);
            sandbox.Restore();
        }
    }

    [SkippableFact]
    public void A_trap_names_the_function()
    {
        using var sandbox = guest.Create();
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call<int>("Recurse", 0));
        Assert.Contains("Failures.Recurse", trap.Message, StringComparison.Ordinal);
    }
}
