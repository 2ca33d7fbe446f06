namespace Microlight.Guest.Tests;

/// <summary>The guest's heap: what outlives a call, what does not, and what happens when they are mixed up.</summary>
public sealed class StateTests(TestGuest guest) : IClassFixture<TestGuest>
{
    [SkippableFact]
    public void Static_state_lives_on_and_restore_undoes_it()
    {
        using var sandbox = guest.Create();
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(i, sandbox.Call<int>("Count"));
            Assert.Equal(i, sandbox.Call<int>("Keep", "text" + i));
            Assert.Equal(103, sandbox.Call<int>("Initialized"));
        }
        sandbox.Call<string>("Garbage", 5000);
        Assert.Equal("text1,text2,text3", sandbox.Call<string>("Kept"));
        sandbox.Restore();
        Assert.Equal(1, sandbox.Call<int>("Count"));
        Assert.Equal("", sandbox.Call<string>("Kept"));
        Assert.Equal(103, sandbox.Call<int>("Initialized"));
    }

    [SkippableFact]
    public void A_restore_between_calls_gives_each_the_same()
    {
        using var sandbox = guest.Create();
        ulong last = 0;
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(1, sandbox.Call<int>("Count"));
            Assert.Equal("string number 99", sandbox.Call<string>("Garbage", 100));
            Assert.Equal(1, sandbox.Call<int>("Keep", "x"));
            var generation = sandbox.Call<ulong>("Generation");
            Assert.NotEqual(last, generation);
            last = generation;
            sandbox.Restore();
        }
    }

    /// <summary>Calls whose objects together are many times the heap: each starts from an empty one.</summary>
    [SkippableFact]
    public void The_heap_is_empty_at_each_call() => CheckHeap(3_000, 400);

    [SkippableFact]
    [Trait("Category", "Nightly")]
    public void A_million_calls_do_not_grow_the_heap() => CheckHeap(1_000_000, 2);

    private void CheckHeap(int calls, int strings)
    {
        using var sandbox = guest.Create();
        var function = guest.Image.GetFunction("Garbage");
        var results = new GuestValue[1];
        for (var i = 0; i < 10; i++) sandbox.Invoke(function, [strings], results);
        var before = sandbox.Machine.Exits;
        for (var i = 0; i < calls; i++) sandbox.Invoke(function, [strings], results);
        // An exit per call and none for memory.
        Assert.Equal(calls, sandbox.Machine.Exits - before);
    }

    [SkippableFact]
    public void New_memory_is_zero_after_a_call_that_filled_it()
    {
        using var sandbox = guest.Create();
        for (var i = 0; i < 3; i++)
            foreach (var bytes in (int[])[10, 100_000, 3_000_000])
                Assert.True(sandbox.Call<bool>("IsNewMemoryZero", bytes));
    }

    [SkippableTheory]
    [InlineData("StoreInStatic")]
    [InlineData("StoreInObject")]
    [InlineData("StoreInList")]
    public void An_object_of_a_call_cannot_be_stored_beyond_it(string function)
    {
        using var sandbox = guest.Create();
        var trap = Assert.Throws<GuestTrapException>(() => sandbox.Call(function, "text"));
        Assert.Contains("GuestHeap.Permanent()", trap.Message, StringComparison.Ordinal);
        Assert.Throws<SandboxPoisonedException>(() => sandbox.Call<string>("Text"));
        sandbox.Restore();
        Assert.Equal("initial", sandbox.Call<string>("Text"));
    }

    [SkippableFact]
    public void Delegates_that_capture_nothing_may_be_kept_and_others_not()
    {
        using var sandbox = guest.Create();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(12, sandbox.Call<int>("CallLambda", 4));
            sandbox.Call<string>("Garbage", 100);
            Assert.Equal(15, sandbox.Call<int>("CallStoredLambda", 5));
        }
        Assert.Throws<GuestTrapException>(() => sandbox.Call("StoreCapturing", 3));
    }

    [SkippableFact]
    public void Literals_and_permanent_objects_may_be_kept()
    {
        using var sandbox = guest.Create();
        sandbox.Call("StoreLiteral");
        sandbox.Call("StoreBoxPermanently", 77);
        sandbox.Call<string>("Garbage", 1000);
        Assert.Equal("literal", sandbox.Call<string>("Text"));
        Assert.Equal(77, sandbox.Call<int>("StoredBox"));
    }

    [SkippableFact]
    public void A_full_heap_is_out_of_memory_and_restore_mends_it()
    {
        using var sandbox = guest.Create();
        Assert.Equal(100_000, sandbox.Call<int>("Chain", 100_000));
        // 64 MiB is the guest's own maximum.
        var failure = Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call<int>("Chain", int.MaxValue));
        Assert.Contains("heap is full", failure.Message, StringComparison.Ordinal);
        sandbox.Restore();
        Assert.Equal(100_000, sandbox.Call<int>("Chain", 100_000));
        Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call<bool>("IsNewMemoryZero", int.MaxValue));
    }

    [SkippableFact]
    public void A_host_that_allows_little_is_asked_for_little()
    {
        using var sandbox = guest.Create(new SandboxOptions { MaximumMemory = 64 << 10 });
        Assert.Equal(1000, sandbox.Call<int>("Chain", 1000));
        Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call<int>("Chain", 10_000));
    }

    [SkippableFact]
    public void The_host_may_allow_less_memory_than_the_guest()
    {
        using var sandbox = guest.Create(new SandboxOptions { MaximumMemory = 1 << 20 });
        Assert.Equal(1000, sandbox.Call<int>("Chain", 1000));
        Assert.Throws<SandboxOutOfMemoryException>(() => sandbox.Call<int>("Chain", 100_000));
    }
}
