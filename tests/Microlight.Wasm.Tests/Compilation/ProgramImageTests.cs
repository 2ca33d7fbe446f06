using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Tests.Compilation;

/// <summary>A linked image in a VM: calls, globals, bulk instructions, and each trap by its own name.</summary>
public sealed class ProgramImageTests : IDisposable
{
    private readonly GuestImage _image = GuestImage.FromBytes(TestProgram.Image, "testprogram");
    private WasmInstance? _instance;

    private WasmInstance Instance
    {
        get
        {
            if (_instance is null)
            {
                var functions = new HostFunctions().Add(("env", "print"), GuestSignature.TryParse("i>i")!, (_, arguments, results) => results[0] = arguments[0].AsInt32() + 1);
                _instance = WasmInstance.Create(_image, new SandboxOptions { HostFunctions = functions });
            }
            return _instance;
        }
    }

    public void Dispose()
    {
        _instance?.Dispose();
        _image.Dispose();
    }

    private int Invoke(string function, params GuestValue[] arguments) =>
        Instance.Invoke(function, arguments) is [var result] ? result.AsInt32() : 0;

    private byte[] Read(ulong offset, int length) => Instance.Sandbox.Memories[0].Slice(offset, length).ToArray();

    [Fact]
    public void Same_program_gives_same_bytes()
    {
        var again = new CodeGenerator(CodeGeneratorFiles.Locate()).Generate(TestProgram.Cil, InstructionSets.Host, new WasmCompilerOptions { Parallelism = 1, DebugInformation = DebugInformation.None }, null, out _, default);
        Assert.True(TestProgram.Object.AsSpan().SequenceEqual(again));
        Assert.True(TestProgram.Image.AsSpan().SequenceEqual(ProgramImage.Build(TestProgram.Program, TestProgram.Cil, again, InstructionSets.Host)));
    }

    [SkippableFact]
    public void Calls_return()
    {
        Assert.Equal(6765, Invoke("fib", 20));
        Assert.Equal(6765, Invoke("odd\0name", 20));
        Assert.Equal(6, Invoke("print", 5));
        Assert.Equal(41, Invoke("count"));
        Assert.Equal(42, Invoke("count"));
        Instance.Restore();
        Assert.Equal(41, Invoke("count"));
        Assert.Throws<ArgumentException>(() => Invoke("nothing"));
    }

    [SkippableFact]
    public async Task Imports_may_take_their_time()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        var source = new TaskCompletionSource<int>();
        var functions = new HostFunctions().Add(("env", "print"), async (int x) => x + await source.Task);
        using var instance = WasmInstance.Create(_image, new SandboxOptions { HostFunctions = functions });
        var call = instance.InvokeAsync("print", [5]);
        Assert.False(call.IsCompleted);
        source.SetResult(7);
        Assert.Equal([12], await call);
        Assert.Equal([12], instance.Invoke("print", [5]));
        var trap = await Assert.ThrowsAsync<WasmTrapException>(() => instance.InvokeAsync("load", [-1]).AsTask());
        Assert.Equal(WasmTrapKind.OutOfBoundsMemoryAccess, trap.Kind);
        using var cancelled = new CancellationTokenSource();
        source = new TaskCompletionSource<int>();
        instance.Restore();
        call = instance.InvokeAsync("print", [5], cancelled.Token);
        cancelled.Cancel();
        source.SetResult(0);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.AsTask());
    }

    [SkippableFact]
    public void Exports_are_those_of_the_module()
    {
        Assert.Equal(["fib", "odd\0name"], Instance.Exports.Select(e => e.Name));
        Assert.True(Instance.HasExport("fib"));
        Assert.False(Instance.HasExport("fob"));
    }

    [SkippableFact]
    public void Exported_globals_have_getters()
    {
        Assert.Equal(40, Instance.Sandbox.Call<long>("#0=counter"));
        Assert.Equal(7, Instance.Sandbox.Call<int>("#0=small"));
    }

    [SkippableFact]
    public void Memory_has_its_first_contents()
    {
        Assert.Equal("hell"u8.ToArray(), Read(1000, 4));
        Assert.Equal("y!"u8.ToArray(), Read(1004, 2));
        Assert.Equal([1, 2, 3, 4], Read(0x1fff0, 4));
        Assert.Equal(BitConverter.ToInt32("hell"u8), Invoke("load", 1000));
    }

    [SkippableTheory]
    [InlineData("div", 1, 0, WasmTrapKind.IntegerDivideByZero, "divide")]
    [InlineData("div", int.MinValue, -1, WasmTrapKind.IntegerOverflow, "divide")]
    [InlineData("divm", 1, 2000, WasmTrapKind.IntegerDivideByZero, "divide_in_memory")]
    [InlineData("divm", int.MinValue, 4, WasmTrapKind.IntegerOverflow, "divide_in_memory")]
    [InlineData("divm", 1, 0x20000, WasmTrapKind.OutOfBoundsMemoryAccess, "divide_in_memory")]
    [InlineData("call", 10, 0, WasmTrapKind.UndefinedElement, "call")]
    [InlineData("call", -1, 0, WasmTrapKind.UndefinedElement, "call")]
    [InlineData("call", 0, 0, WasmTrapKind.UninitializedElement, "call")]
    [InlineData("call", 2, 0, WasmTrapKind.IndirectCallTypeMismatch, "call")]
    public void Traps_have_their_names(string function, int a, int b, WasmTrapKind kind, string where)
    {
        Invoke("tset", 1, 1);
        Invoke("tset", 2, 2);
        Invoke("fill", 4, 255, 4);
        var trap = Assert.Throws<WasmTrapException>(() => Invoke(function, a, b));
        Assert.Equal(kind, trap.Kind);
        Assert.Equal(where, trap.Function);
        Assert.StartsWith("wasm trap: ", trap.Message);
        Assert.Contains(where, trap.Message);
        Assert.Throws<SandboxPoisonedException>(() => Invoke("fib", 1));
        Instance.Restore();
        Assert.Equal(1, Invoke("fib", 1));
    }

    [SkippableTheory]
    [InlineData(0x20000)]
    [InlineData(0x1fffd)]
    [InlineData(0x20000 * 8)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Loads_past_the_end_trap(int address)
    {
        var trap = Assert.Throws<WasmTrapException>(() => Invoke("load", address));
        Assert.Equal(WasmTrapKind.OutOfBoundsMemoryAccess, trap.Kind);
        Assert.Equal("wasm trap: out of bounds memory access in func[2]", trap.Message);
    }

    [SkippableFact]
    public void Endless_recursion_exhausts_the_stack()
    {
        var trap = Assert.Throws<WasmTrapException>(() => Invoke("recurse"));
        Assert.Equal((WasmTrapKind.CallStackExhausted, "recurse"), (trap.Kind, trap.Function));
    }

    [SkippableFact]
    public void A_thrown_exception_is_a_fault_of_the_compiler() =>
        Assert.Equal(WasmTrapKind.Unknown, Assert.Throws<WasmTrapException>(() => Invoke("throw")).Kind);

    [SkippableFact]
    public void Memory_grows_up_to_its_maximum()
    {
        Assert.Equal(2, Invoke("grow", 3));
        Assert.Equal(0, Invoke("load", 0x4fffc));
        Assert.Equal(-1, Invoke("grow", 6));
        Assert.Equal(-1, Invoke("grow", -1));
        Assert.Equal(5, Invoke("grow", 5));
        Assert.Equal(10, Invoke("grow", 0));
        Assert.Equal(WasmTrapKind.OutOfBoundsMemoryAccess, Assert.Throws<WasmTrapException>(() => Invoke("load", 0xa0000)).Kind);
    }

    [SkippableFact]
    public void Tables_grow_and_refuse_what_is_outside()
    {
        Assert.Equal(10, Invoke("tgrow", 500));
        Assert.Equal(1, Invoke("tget", 509));
        Assert.Equal(0, Invoke("tget", 9));
        Assert.Equal(55, Invoke("call", 300, 10));
        Assert.Equal(-1, Invoke("tgrow", 491));
        Assert.Equal(WasmTrapKind.OutOfBoundsTableAccess, Assert.Throws<WasmTrapException>(() => Invoke("tget", 510)).Kind);
    }

    [SkippableFact]
    public void Bulk_instructions_trap_before_they_write()
    {
        foreach (var (function, arguments) in (ReadOnlySpan<(string, GuestValue[])>)
        [
            ("fill", [0x1fff0, 9, 17]), ("copy", [0x1fff0, 0, 17]), ("copy", [0, 0x1fff0, 17]), ("minit", [0x1fff8, 0, 9]), ("minit", [0, 10, 7]), ("fill", [-1, 0, 1]),
        ])
        {
            Assert.Equal(WasmTrapKind.OutOfBoundsMemoryAccess, Assert.Throws<WasmTrapException>(() => Instance.Invoke(function, arguments)).Kind);
            Assert.Equal([1, 2, 3, 4, 0, 0], Read(0x1fff0, 6));
            Instance.Restore();
        }
        Invoke("minit", 10, 8, 8);
        Assert.Equal("contents"u8.ToArray(), Read(10, 8));
        Invoke("fill", 0x1ffff, 5, 1);
        Invoke("fill", 0x20000, 5, 0);
        Assert.Equal([5], Read(0x1ffff, 1));
    }

    /// <summary>Every length around the sizes where the stub changes its way, overlapping by little and by much, against a model.</summary>
    [SkippableFact]
    public void Copy_and_fill_do_what_a_model_does()
    {
        var random = new Random(7);
        var view = Instance.Sandbox.Memories[0];
        var model = new byte[0x20000];
        random.NextBytes(model);
        model.CopyTo(view.Slice(0, model.Length));
        int[] lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 95, 96, 97, 127, 128, 129, 200, 511, 512, 513, 2047, 2048, 2049, 5000, 40000];
        foreach (var length in lengths)
            foreach (var distance in (int[])[0, 1, 3, 8, 16, 31, 32, 33, 64, 100, 4096])
                foreach (var sign in (int[])[1, -1])
                {
                    int source = 50000 + random.Next(64), destination = source + distance * sign;
                    Invoke("copy", destination, source, length);
                    model.AsSpan(source, length).ToArray().CopyTo(model, destination);
                    if (distance == 3)
                    {
                        var value = random.Next(256);
                        Invoke("fill", destination, value, length);
                        model.AsSpan(destination, length).Fill((byte)value);
                    }
                    if (!model.AsSpan().SequenceEqual(view.Slice(0, model.Length))) Assert.Fail($"{length} bytes by {distance * sign} differ");
                }
    }

    [Fact]
    public void An_image_for_a_better_CPU_is_refused_in_a_sentence()
    {
        var bytes = (byte[])TestProgram.Image.Clone();
        var at = bytes.AsSpan().IndexOf("x86-64-v"u8);
        bytes[at + 8] = (byte)'9';
        using var image = GuestImage.FromBytes(bytes, "p");
        var message = Assert.Throws<InvalidGuestImageException>(() => WasmInstance.Create(image)).Message;
        Assert.Contains("compile the module again", message);
    }
}
