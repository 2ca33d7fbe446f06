using System.Runtime.Intrinsics;
using System.Text;
using Microlight.Abi;
using Microlight.Tests.Guests;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Tests;

/// <summary>Values both ways, the default HostPrint, import checks, and what hostile mailbox contents lead to.</summary>
public class ValueTests
{
    [SkippableFact]
    public void All_nine_types_go_through_guest_and_host()
    {
        RoundTrip(int.MinValue, "i");
        RoundTrip(uint.MaxValue, "u");
        RoundTrip(long.MinValue, "I");
        RoundTrip(ulong.MaxValue, "U");
        RoundTrip(-0.0f, "f");
        RoundTrip(float.NaN, "f");
        RoundTrip(Math.PI, "d");
        RoundTrip(true, "b");
        RoundTrip(false, "b");
        RoundTrip("", "s");
        RoundTrip("Grüße \0 \U0001F30D", "s");
        RoundTrip(Array.Empty<byte>(), "y");
        RoundTrip(new byte[] { 0, 255, 7 }, "y");
        RoundTrip(new byte[64 << 10], "y");
    }

    [SkippableFact]
    public void Vectors_go_through_guest_and_host_whole()
    {
        var value = Vector128.Create(0x0123_4567_89ab_cdeful, 0xfedc_ba98_7654_3210);
        RoundTrip(value, "v");
        RoundTrip(value.AsSingle(), "v");
        RoundTrip(value.AsSByte(), "v");
        using var image = new GuestBuilder().Import("host", "ivi>vd").Function("forward", "ivi>vd", a => GuestBuilder.Forward(a, 0, 3, 2)).Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("host", GuestSignature.TryParse("ivi>vd")!, (_, arguments, results) =>
            {
                results[0] = arguments[1].AsVector128() + Vector128.Create((byte)1);
                results[1] = arguments[0].AsInt32() + arguments[2].AsInt32() + 0.5;
            }),
        });
        var results = new GuestValue[2];
        sandbox.Invoke(image.GetFunction("forward"), [7, value.AsByte(), 8], results);
        Assert.Equal([value.AsByte() + Vector128.Create((byte)1), 15.5], results);
        Assert.Equal("0xfedcba98765432100123456789abcdef", ((GuestValue)value.AsByte()).ToString());
        Assert.NotEqual((GuestValue)value.AsByte(), GuestValue.Of(value.WithElement(1, 0ul)));
        Assert.Throws<InvalidCastException>(() => results[1].AsVector128());
        Assert.Throws<ArgumentException>(() => GuestValue.FromBits(GuestType.Vector128, 1));
    }

    [SkippableFact]
    public void Nan_bits_are_kept()
    {
        var bits = 0x7ff0_0000_0000_0001ul;
        Assert.Equal(bits, BitConverter.DoubleToUInt64Bits(Forward(BitConverter.UInt64BitsToDouble(bits), "d")));
    }

    [SkippableFact]
    public void Many_parameters_and_results_of_all_types()
    {
        Kvm.Require();
        const string types = "iuIUfdbsy";
        GuestValue[] values = [-1, 2u, -3L, 4UL, 5.5f, 6.25, true, "seven", new byte[] { 8 }];
        var signature = GuestSignature.TryParse($"{types}>{types}")!;
        using var image = new GuestBuilder()
            .Import("swap", $"{types}>{types}", "module")
            .Function("forward", $"{types}>{types}", a => GuestBuilder.Forward(a, 0, 9, 9))
            .Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add(("module", "swap"), signature, (_, arguments, results) =>
            {
                Assert.Equal(values, arguments.ToArray());
                arguments.CopyTo(results);
                results[7] = "another, and longer than the first";
            }),
        });
        var results = new GuestValue[9];
        sandbox.Invoke(image.GetFunction("forward"), values, results);
        Assert.Equal("another, and longer than the first", results[7].AsString());
        results[7] = "seven";
        Assert.Equal(values, results);
    }

    [Fact]
    public void An_allocation_is_seen() => Assert.ThrowsAny<Exception>(() => Allocations.AssertNone(() => GC.KeepAlive(new object())));

    [SkippableFact]
    public void Numeric_calls_allocate_nothing()
    {
        Kvm.Require();
        using var image = Forwarder("id>d");
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("host", (int i, double d) => i + d) });
        var function = image.GetFunction("forward");
        var results = new GuestValue[1];
        GuestValue[] arguments = [2, 0.5];
        Allocations.AssertNone(() => sandbox.Invoke(function, arguments, results));
        Assert.Equal(2.5, results[0].AsFloat64());
    }

    [SkippableFact]
    public void HostPrint_is_there_and_can_be_replaced()
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("HostPrint", "s>i").Function("print", "s>i", a => GuestBuilder.Forward(a, 0, 1, 1)).Build();
        var output = new StringWriter();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { Output = output });
        Assert.Equal(4, sandbox.Call<int>("print", "ü!\n"));
        Assert.Equal("ü!\n", output.ToString());
        using var replaced = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("HostPrint", (string text) => text.Length) });
        Assert.Equal(3, replaced.Call<int>("print", "ü!\n"));
    }

    [SkippableFact]
    public void Missing_and_mistyped_imports_are_named_before_the_guest_starts()
    {
        Kvm.Require();
        using var image = Forwarder("s>i", "env");
        var missing = Assert.Throws<ImportException>(() => Sandbox.Create(image));
        Assert.Contains("env.host", missing.Message);
        Assert.Contains("s>i", missing.Message);
        var mistyped = Assert.Throws<ImportException>(() => Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add(("env", "host"), (string _) => 1L) }));
        Assert.Contains("s>i", mistyped.Message);
        Assert.Contains("s>I", mistyped.Message);
    }

    [SkippableFact]
    public void Wrong_arguments_are_refused_and_do_not_poison()
    {
        Kvm.Require();
        using var image = Forwarder("s>i");
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("host", (string text) => text.Length) });
        Assert.Contains("no guest function 'nope'", Assert.Throws<ArgumentException>(() => sandbox.Call("nope")).Message);
        Assert.Contains("takes 1 arguments", Assert.Throws<ArgumentException>(() => sandbox.Call<int>("forward")).Message);
        Assert.Contains("is String", Assert.Throws<ArgumentException>(() => sandbox.Call<int>("forward", 1)).Message);
        Assert.Contains("s>i", Assert.Throws<ArgumentException>(() => sandbox.Call<long>("forward", "x")).Message);
        Assert.Contains("MailboxBufferSize", Assert.Throws<ArgumentException>(() => sandbox.Call<int>("forward", new string('x', (64 << 10) + 1))).Message);
        Assert.Equal(64 << 10, sandbox.Call<int>("forward", new string('x', 64 << 10)));
    }

    [SkippableFact]
    public void A_host_function_that_returns_too_much_or_the_wrong_type_fails_the_call()
    {
        Kvm.Require();
        using var image = Forwarder(">s");
        using var large = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("host", () => new string('x', 100_000)) });
        Assert.IsType<ArgumentException>(Assert.Throws<HostFunctionException>(() => large.Call<string>("forward")).InnerException);
        using var wrong = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("host", GuestSignature.TryParse(">s")!, (_, _, results) => results[0] = 1),
        });
        Assert.IsType<ArgumentException>(Assert.Throws<HostFunctionException>(() => wrong.Call<string>("forward")).InnerException);
    }

    /// <summary>What a guest may write into its result slot: bits, length, type, number of results; and the error it leads to.</summary>
    public static TheoryData<string, ulong, uint, uint, uint, string> HostileResults => new()
    {
        { ">s", 0, 65537, 8, 1, "of a buffer of 65536 bytes" },
        { ">s", 65537, 0, 8, 1, "of a buffer of 65536 bytes" },
        { ">s", 1, 65536, 8, 1, "of a buffer of 65536 bytes" },
        { ">s", ulong.MaxValue, 1, 8, 1, "of a buffer of 65536 bytes" },
        { ">y", ulong.MaxValue, uint.MaxValue, 9, 1, "of a buffer of 65536 bytes" },
        { ">y", 0x1_0000_0000, 0, 9, 1, "of a buffer of 65536 bytes" },
        { ">s", 0, 1, 9, 1, "wrote type 9" },
        { ">i", 0, 0, 0, 1, "wrote type 0" },
        { ">i", 0, 0, uint.MaxValue, 1, "wrote type 4294967295" },
        { ">b", 2, 0, 7, 1, "a boolean" },
        { ">i", 0, 0, 1, 0, "returned 0 values" },
        { ">i", 0, 0, 1, 2, "returned 2 values" },
        { ">i", 0, 0, 1, uint.MaxValue, "returned 4294967295 values" },
    };

    [SkippableTheory]
    [MemberData(nameof(HostileResults))]
    public void Hostile_results(string signature, ulong bits, uint length, uint type, uint count, string message)
    {
        Kvm.Require();
        using var image = new GuestBuilder().Function("hostile", signature, a =>
        {
            a.mov(rax, bits);
            a.mov(__qword_ptr[rdi + MailboxLayout.CallSlots], rax);
            a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotLength], length);
            a.mov(__dword_ptr[rdi + MailboxLayout.CallSlots + MailboxLayout.SlotType], type);
            a.mov(__dword_ptr[rdi + MailboxLayout.CallResultCount], count);
        }).Build();
        using var sandbox = Sandbox.Create(image);
        var results = new GuestValue[1];
        Assert.Contains(message, Assert.Throws<ProtocolViolationException>(() => sandbox.Invoke(image.GetFunction("hostile"), [], results)).Message);
        Assert.True(sandbox.IsPoisoned);
    }

    [SkippableTheory]
    [InlineData(1, 1, 0, "host function number 1")]
    [InlineData(uint.MaxValue, 1, 0, "host function number 4294967295")]
    [InlineData(0, 0, 0, "with 0 arguments")]
    [InlineData(0, uint.MaxValue, 0, "with 4294967295 arguments")]
    [InlineData(0, 1, 3, "wrote type 3")]
    [InlineData(0, 1, 8, "is not UTF-8")]
    public void Hostile_host_calls(uint import, uint count, uint type, string message)
    {
        Kvm.Require();
        using var image = new GuestBuilder().Import("host", "s>").Function("hostile", a =>
        {
            a.mov(__dword_ptr[rdi + MailboxLayout.HostCallImport], import);
            a.mov(__dword_ptr[rdi + MailboxLayout.HostCallArgumentCount], count);
            a.mov(__dword_ptr[rdi + MailboxLayout.HostCallSlots + MailboxLayout.SlotLength], 2);
            a.mov(__dword_ptr[rdi + MailboxLayout.HostCallSlots + MailboxLayout.SlotType], type);
            a.mov(__word_ptr[rdi + MailboxLayout.Buffer], 0x80c0);
            a.@out(Ports.HostCall, al);
        }).Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("host", (string _) => { }) });
        Assert.Contains(message, Assert.Throws<ProtocolViolationException>(() => sandbox.Call("hostile")).Message);
    }

    [SkippableFact]
    public void A_mailbox_of_noise_is_never_more_than_a_typed_error()
    {
        Kvm.Require();
        using var image = new GuestBuilder()
            .Import("a", "sy>s").Import("b", "ib>d")
            .Memory(0, 4096, 1 << 20)
            .Function("noise", "y>s", a =>
            {
                // The guest makes its whole header, slots and buffer the noise it was given, then tries every port.
                a.lea(rsi, __[rdi + MailboxLayout.Buffer]);
                a.mov(rbx, rdi);
                a.lea(rdi, __[rbx + MailboxLayout.CallArgumentCount]);
                a.mov(ecx, MailboxLayout.Buffer - MailboxLayout.CallArgumentCount);
                a.rep.movsb();
                a.@out(Ports.HostCall, al);
                a.@out(Ports.MemoryGrow, al);
                a.@out(Ports.HostCall, al);
            })
            .Build();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("a", (string text, byte[] _) => text).Add("b", (int i, bool _) => (double)i),
        });
        var random = new Random(1);
        var noise = new byte[MailboxLayout.Buffer];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(noise);
            // Half of the time values that are nearly right: small numbers and the right types.
            if (i % 2 == 0)
                for (var n = 0; n < noise.Length; n++)
                    noise[n] = (byte)(n % 4 == 0 ? random.Next(10) : 0);
            var exception = Record.Exception(() => sandbox.Call<string>("noise", noise));
            if (exception is null) continue;
            Assert.IsAssignableFrom<SandboxException>(exception);
            sandbox.Restore();
        }
    }

    private static void RoundTrip<T>(T value, string type) => Assert.Equal(value, Forward(value, type));

    /// <summary>Host to guest, guest to host function, and both ways back.</summary>
    private static T Forward<T>(T value, string type)
    {
        Kvm.Require();
        using var image = Forwarder($"{type}>{type}");
        using var sandbox = Sandbox.Create(image, new SandboxOptions { HostFunctions = new HostFunctions().Add("host", (T argument) => argument) });
        return sandbox.Call<T>("forward", GuestValue.Of(value));
    }

    private static GuestImage Forwarder(string signature, string module = "")
    {
        var types = GuestSignature.TryParse(signature)!;
        return new GuestBuilder()
            .Import("host", signature, module)
            .Function("forward", signature, a => GuestBuilder.Forward(a, 0, types.Parameters.Count, types.Results.Count))
            .Build();
    }
}
