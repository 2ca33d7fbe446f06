using System.Runtime.InteropServices;
using Microlight.Abi;
using Microlight.Tests.Guests;

namespace Microlight.Tests.Calls;

/// <summary>Host functions as plain delegates: every form and type, what is refused at registration, and what is copied.</summary>
public class TypedFunctionTests
{
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Point(int X, double Y, byte Tag);

    private enum Colour : byte { Red = 1, Blue = 255 }

    private enum Offset : long { Far = long.MinValue }

    private readonly record struct WithReference(string Text);

    [SkippableFact]
    public void Every_type_goes_through_guest_and_host_function()
    {
        Passes(sbyte.MinValue, "c");
        Passes(byte.MaxValue, "C");
        Passes(short.MinValue, "h");
        Passes(ushort.MaxValue, "H");
        Passes(int.MinValue, "i");
        Passes(uint.MaxValue, "u");
        Passes(long.MinValue, "I");
        Passes(ulong.MaxValue, "U");
        Passes(-0.0f, "f");
        Passes(double.NaN, "d");
        Passes(true, "b");
        Passes("Grüße", "s");
        Passes(new byte[] { 1, 2, 3 }, "y");
        Passes(Colour.Blue, "C");
        Passes(Offset.Far, "I");
        Passes(new Point(-1, Math.PI, 7), "y");
        Passes(Guid.NewGuid(), "y");
        Passes<ReadOnlyMemory<byte>>(new byte[] { 4, 5 }, "y", (left, right) => left.Span.SequenceEqual(right.Span));
    }

    /// <summary>Values of each numeric type from a seeded generator, edge cases often.</summary>
    [SkippableFact]
    public void Random_values_keep_their_bits()
    {
        Kvm.Require();
        const string letters = "iuIUfdbsycChH";
        var random = new Random(20);
        for (var round = 0; round < 12; round++)
        {
            var types = new string(random.GetItems<char>(letters, random.Next(1, 12)));
            using var image = Forwarder($"{types}>{types}");
            using var sandbox = Sandbox.Create(image, new SandboxOptions
            {
                HostFunctions = new HostFunctions().Add("host", GuestSignature.TryParse($"{types}>{types}")!, (_, arguments, results) => arguments.CopyTo(results)),
                MailboxBufferSize = 1 << 20,
            });
            var function = image.GetFunction("forward");
            var results = new GuestValue[types.Length];
            for (var i = 0; i < 20; i++)
            {
                var values = types.Select(type => RandomValue(random, GuestSignature.TryParse($"{type}>")!.Parameters[0])).ToArray();
                sandbox.Invoke(function, values, results);
                Assert.Equal(values, results);
            }
        }
    }

    [SkippableFact]
    public void Spans_are_the_mailbox_itself_and_structs_arrays_and_strings_one_copy()
    {
        Kvm.Require();
        const int size = 1 << 20;
        using var image = new GuestBuilder()
            .Import("view", "y>i").Import("array", "y>i").Import("reverse", "y>y")
            .Function("view", "y>i", a => GuestBuilder.Forward(a, 0, 1, 1))
            .Function("array", "y>i", a => GuestBuilder.Forward(a, 1, 1, 1))
            .Function("reverse", "y>y", a => GuestBuilder.Forward(a, 2, 1, 1))
            .Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            MailboxBufferSize = size,
            HostFunctions = new HostFunctions()
                .Add("view", (ReadOnlySpan<byte> bytes) => bytes.Length + bytes[^1])
                .Add("array", (byte[] bytes) => bytes.Length + bytes[^1])
                // In place: the result is a view of what the guest gave.
                .Add("reverse", (Span<byte> bytes) =>
                {
                    bytes.Reverse();
                    return bytes[..4];
                }),
        });
        var data = new byte[size];
        data[^1] = 7;
        (long Call, long HostCall) Copied(Action call)
        {
            var (before, hostBefore) = (sandbox.Mailbox.Call.CopiedBytes, sandbox.Mailbox.HostCall.CopiedBytes);
            call();
            return (sandbox.Mailbox.Call.CopiedBytes - before, sandbox.Mailbox.HostCall.CopiedBytes - hostBefore);
        }

        Assert.Equal((size, 0), Copied(() => Assert.Equal(size + 7, sandbox.Call<int>("view", data))));
        Assert.Equal((size, size), Copied(() => Assert.Equal(size + 7, sandbox.Call<int>("array", data))));
        Assert.Equal((size - 3 + 4, 4), Copied(() => Assert.Equal([7, 0, 0, 0], sandbox.Call<byte[]>("reverse", data.AsMemory(3)))));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        sandbox.Call<int>("view", data);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 1000);
    }

    [SkippableFact]
    public void Results_are_read_in_place()
    {
        using var image = Forwarder("y>y");
        using var sandbox = Create(image, new HostFunctions().Add("host", (ReadOnlySpan<byte> bytes) => bytes));
        var before = sandbox.Mailbox.Call.CopiedBytes;
        var target = new byte[3];
        var length = sandbox.CallView("forward", [new byte[] { 1, 2, 3 }], target, static (result, target) =>
        {
            result.CopyTo(target);
            return result.Length;
        });
        Assert.Equal((3, 3), (length, sandbox.Mailbox.Call.CopiedBytes - before));
        Assert.Equal([1, 2, 3], target);
        // What the reader throws is its caller's affair.
        Assert.Throws<InvalidDataException>(() => sandbox.CallView<int, int>("forward", [Array.Empty<byte>()], 0, (_, _) => throw new InvalidDataException()));
        Assert.Contains("busy", Assert.Throws<InvalidOperationException>(() =>
            sandbox.CallView("forward", [Array.Empty<byte>()], sandbox, (_, self) => self.Call<byte[]>("forward", Array.Empty<byte>()))).Message);
        Assert.False(sandbox.IsPoisoned);
        Assert.Contains("does not return bytes or a string", Assert.Throws<ArgumentException>(() => sandbox.CallView("none", [], 0, (_, _) => 0)).Message);
    }

    [SkippableFact]
    public async Task A_reader_may_dispose_of_its_sandbox()
    {
        using var image = Forwarder("y>y");
        var sandbox = Create(image, new HostFunctions().Add("host", (ReadOnlySpan<byte> bytes) => bytes));
        var read = Task.Run(() => sandbox.CallView("forward", [new byte[] { 1, 2, 3 }], sandbox, static (result, self) =>
        {
            self.Dispose();
            // The view is valid until the reader returns.
            return result[2];
        }));
        Assert.Equal(3, await read.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Throws<ObjectDisposedException>(sandbox.Restore);
    }

    [SkippableFact]
    public async Task Tasks_of_all_kinds()
    {
        Kvm.Require();
        var done = 0;
        using var image = new GuestBuilder()
            .Import("task", "i>").Import("value-task", "i>").Import("task-of", "is>s").Import("value-task-of", "i>y").Import("void", "i>")
            .Function("task", "i>", a => GuestBuilder.Forward(a, 0, 1, 0))
            .Function("value-task", "i>", a => GuestBuilder.Forward(a, 1, 1, 0))
            .Function("task-of", "is>s", a => GuestBuilder.Forward(a, 2, 2, 1))
            .Function("value-task-of", "i>y", a => GuestBuilder.Forward(a, 3, 1, 1))
            .Function("void", "i>", a => GuestBuilder.Forward(a, 4, 1, 0))
            .Build();
        using var sandbox = Create(image, new HostFunctions()
            .Add("task", async (int milliseconds) =>
            {
                await Task.Delay(milliseconds);
                done++;
            })
            .Add("value-task", (int milliseconds) => new ValueTask(Task.Delay(milliseconds)))
            .Add("task-of", async (HostCall call, int milliseconds, string text, CancellationToken cancellationToken) =>
            {
                Assert.Equal(call.CancellationToken, cancellationToken);
                await Task.Delay(milliseconds, cancellationToken);
                return text + "!";
            })
            .Add("value-task-of", (int x) => x == 0 ? new ValueTask<Point>(new Point(x, 0, 0)) : new ValueTask<Point>(Delayed(new Point(x, 2, 3))))
            .Add("void", (int _) => { done++; }));
        foreach (var delay in (int[])[0, 1])
        {
            await sandbox.CallAsync("task", delay);
            await sandbox.CallAsync("value-task", delay);
            Assert.Equal("x!", await sandbox.CallAsync<string>("task-of", delay, "x"));
            Assert.Equal(delay, (await sandbox.CallAsync<Point>("value-task-of", delay)).X);
            sandbox.Call("void", 0);
            Assert.Equal("y!", sandbox.Call<string>("task-of", delay, "y"));
        }
        Assert.Equal(4, done);

        static async Task<Point> Delayed(Point point)
        {
            await Task.Yield();
            return point;
        }
    }

    [SkippableFact]
    public void Up_to_eight_parameters_and_those_that_the_host_gives()
    {
        Kvm.Require();
        using var image = Forwarder("cChHiuIU>U");
        using var sandbox = Create(image, new HostFunctions().Add("host", (sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h) =>
            (ulong)(a + b + c + d + e) + f + (ulong)g + h));
        Assert.Equal(36u, sandbox.Call<ulong>("forward", (sbyte)1, (byte)2, (short)3, (ushort)4, 5, 6u, 7L, 8UL));
        using var small = Forwarder("i>i");
        using var given = Create(small, new HostFunctions().Add("host", (CancellationToken _, int x, HostCall call) => x + call.Sandbox.Memories.Count));
        Assert.Equal(5, given.Call<int>("forward", 5));
    }

    /// <summary>Each of these lambdas could be taken for an Action; the guest must wait for the task.</summary>
    [SkippableFact]
    public async Task A_lambda_that_gives_a_task_is_waited_for()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("host", ">").Function("forward", a => GuestBuilder.Forward(a, 0, 0, 0)).Build();
        var source = new TaskCompletionSource();
        foreach (var functions in (HostFunctions[])
            [
                new HostFunctions().Add("host", () => source.Task.WaitAsync(TimeSpan.FromMinutes(1))),
                new HostFunctions().Add("host", () => new ValueTask(source.Task)),
                new HostFunctions().Add("host", async () => await source.Task),
                new HostFunctions().Add("host", async (HostCall _) => { await source.Task; }),
            ])
        {
            source = new TaskCompletionSource();
            using var sandbox = Create(image, functions);
            var call = sandbox.CallAsync("forward");
            Assert.False(call.IsCompleted);
            source.SetResult();
            await call;
        }
    }

    [SkippableFact]
    public async Task The_unit_of_FSharp_is_no_result()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("host", "i>").Function("forward", "i>", a => GuestBuilder.Forward(a, 0, 1, 0)).Build();
        using var sandbox = Create(image, new HostFunctions().Add<int, Microsoft.FSharp.Core.Unit>("host", async (int _) =>
        {
            await Task.Yield();
            return null!;
        }));
        await sandbox.CallAsync("forward", 1);
    }

    [Fact]
    public void Method_groups_and_named_modules()
    {
        static int Twice(int x) => 2 * x;
        static Task<string> Fetch(string url) => Task.FromResult(url);
        var functions = new HostFunctions().Add<int, int>(("env", "twice"), Twice).Add<string, string>("fetch", Fetch).Add("twice", (Func<int, int>)Twice);
        Assert.True(functions.TryGet("env", "twice", out var twice) && functions.TryGet("", "fetch", out var fetch)
            && (twice.Signature.ToString(), fetch.Signature.ToString()) == ("i>i", "s>s"));
        Assert.Contains("'env.twice' is registered already", Assert.Throws<ArgumentException>(() => functions.Add(("env", "twice"), (int _) => { })).Message);
        Assert.Throws<ArgumentNullException>(() => functions.Add("null", (Action)null!));
        Assert.Throws<ArgumentNullException>(() => functions.Add((string)null!, () => { }));
        Assert.Throws<ArgumentNullException>(() => functions.Add(default(ImportName), () => { }));
    }

    [Fact]
    public void Types_that_do_not_cross_are_refused_at_registration()
    {
        var functions = new HostFunctions();
        Refused(() => functions.Add("x", (object _) => { }));
        Refused(() => functions.Add("x", (char _) => { }));
        Refused(() => functions.Add("x", (nint _) => { }));
        Refused(() => functions.Add("x", (DateTime _) => { }));
        Refused(() => functions.Add("x", (int? _) => { }));
        Refused(() => functions.Add("x", ((int, int) _) => { }));
        Refused(() => functions.Add("x", (WithReference _) => { }));
        Refused(() => functions.Add("x", (Span<int> _) => { }));
        Refused(() => functions.Add("x", () => new List<int>()));
        Refused(() => functions.Add("x", async () =>
        {
            await Task.Yield();
            return new object();
        }));
        Assert.Contains("given by the host", Assert.Throws<ArgumentException>(() => functions.Add("x", () => CancellationToken.None)).Message);

        static void Refused(Action add) => Assert.Contains("no type that crosses", Assert.Throws<ArgumentException>(add).Message);
    }

    [SkippableFact]
    public void A_struct_of_another_length_is_a_protocol_violation()
    {
        using var image = Forwarder("y>y");
        using var sandbox = Create(image, new HostFunctions().Add("host", (Point point) => point));
        Assert.Contains("wrote 23 bytes for argument 0 of 'host', a Point of 24",
            Assert.Throws<ProtocolViolationException>(() => sandbox.Call<Point>("forward", new byte[23])).Message);
        sandbox.Restore();
        Assert.Equal(new Point(1, 2, 3), sandbox.Call<Point>("forward", GuestValue.Of(new Point(1, 2, 3))));
        Assert.Throws<ProtocolViolationException>(() => sandbox.Call<Guid>("forward", GuestValue.Of(new Point(1, 2, 3))));
    }

    [SkippableFact]
    public void A_null_result_fails_the_function()
    {
        using var image = Forwarder("s>s");
        using var sandbox = Create(image, new HostFunctions().Add("host", (string _) => (string)null!));
        Assert.IsType<ArgumentNullException>(Assert.Throws<HostFunctionException>(() => sandbox.Call<string>("forward", "x")).InnerException);
        using var task = Create(image, new HostFunctions().Add("host", (string _) => (Task<string>)null!));
        Assert.IsType<HostFunctionException>(Record.Exception(() => task.Call<string>("forward", "x")));
    }

    [SkippableFact]
    public void All_missing_imports_are_named_and_a_set_in_use_is_closed()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("one", "i>i").Import("two", ">", "env").Import("three", "s>").Import("HostPrint", "s>i").Function("f", _ => { }).Build();
        var functions = new HostFunctions().Add("three", (int _) => { });
        var message = Assert.Throws<ImportException>(() => Sandbox.Create(image, new SandboxOptions { HostFunctions = functions })).Message;
        Assert.Contains("'one' (i>i) is not registered", message);
        Assert.Contains("'env.two' (>) is not registered", message);
        Assert.Contains("'three' is imported as s>, but registered as i>", message);
        Assert.DoesNotContain("HostPrint", message);
        Assert.Contains("'late' comes too late", Assert.Throws<InvalidOperationException>(() => functions.Add("late", () => { })).Message);
    }

    [SkippableFact]
    public void Numeric_typed_calls_allocate_nothing()
    {
        Kvm.Require();
        using var image = Forwarder("hI>I");
        using var sandbox = Create(image, new HostFunctions().Add("host", (HostCall _, short x, long y) => x + y));
        Assert.Equal(5, sandbox.Call<long>("forward", (short)2, 3L));
        Allocations.AssertNone(() => sandbox.Call<long>("forward", (short)2, 3L));
    }

    [Fact]
    public void Values_are_made_of_memory_in_place()
    {
        var bytes = new byte[] { 1, 2, 3, 4 };
        GuestValue whole = bytes, part = bytes.AsMemory(1, 2), empty = ReadOnlyMemory<byte>.Empty;
        Assert.Same(bytes, whole.AsBytes());
        Assert.Equal([2, 3], part.AsBytes());
        bytes[1] = 9;
        Assert.Equal([9, 3], part.AsMemory().ToArray());
        Assert.Equal(part, (GuestValue)new byte[] { 9, 3 });
        Assert.Equal("0903", part.ToString());
        Assert.Empty(empty.AsBytes());
        Assert.Equal(0u, part.Bits);
        Assert.Equal(Colour.Blue, GuestValue.Of(Colour.Blue).As<Colour>());
        Assert.Equal(-1, ((GuestValue)(sbyte)-1).As<sbyte>());
        Assert.Equal(new Point(1, 2, 3), GuestValue.Of(new Point(1, 2, 3)).As<Point>());
        Assert.Throws<InvalidCastException>(() => whole.As<Point>());
        Assert.Throws<InvalidCastException>(() => whole.As<string>());
        Assert.Throws<ArgumentException>(() => GuestValue.Of('c'));
    }

    private static void Passes<T>(T value, string type, Func<T, T, bool>? equal = null)
    {
        using var image = Forwarder($"{type}>{type}");
        var seen = new List<T>();
        using var sandbox = Create(image, new HostFunctions().Add("host", (T argument) =>
        {
            seen.Add(argument);
            return argument;
        }));
        var result = sandbox.Call<T>("forward", GuestValue.Of(value));
        foreach (var passed in (T[])[seen.Single(), result])
        {
            if (equal is null) Assert.Equal(value, passed);
            else Assert.True(equal(value, passed));
        }
    }

    private static GuestValue RandomValue(Random random, GuestType type)
    {
        var length = random.Next(4) == 0 ? 0 : random.Next(2000);
        switch (type)
        {
            case GuestType.Boolean:
                return random.Next(2) == 1;
            case GuestType.String:
                return string.Concat(Enumerable.Range(0, length).Select(_ => char.ConvertFromUtf32(random.Next(3) == 0 ? random.Next(0x10000, 0x10ffff) : random.Next(0xd800))));
            case GuestType.Bytes:
                var bytes = new byte[length];
                random.NextBytes(bytes);
                return bytes;
            default:
                ReadOnlySpan<ulong> edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0x7fff_ffff, 0x8000_0000, 0x7ff0_0000_0000_0001, ulong.MaxValue];
                return GuestValue.FromBits(type, random.Next(2) == 0 ? edges[random.Next(edges.Length)] : (ulong)random.NextInt64(long.MinValue, long.MaxValue));
        }
    }

    private static Sandbox Create(GuestImage image, HostFunctions functions) => Sandbox.Create(image, new SandboxOptions { HostFunctions = functions });

    private static GuestImage Forwarder(string signature)
    {
        Kvm.Require();
        var types = GuestSignature.TryParse(signature)!;
        return new GuestBuilder()
            .Import("host", signature)
            .Function("forward", signature, a => GuestBuilder.Forward(a, 0, types.Parameters.Count, types.Results.Count))
            .Function("none", _ => { })
            .Build();
    }
}
