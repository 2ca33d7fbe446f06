using System.Buffers.Binary;
using Microlight.Wasm.Compilation;

namespace Microlight.Wasm.Tests.Compilation;

public class ObjectFileTests
{
    [Fact]
    public void Sections_symbols_and_relocations_of_a_real_object()
    {
        var file = ObjectFile.Parse(TestProgram.Object);
        var code = Assert.Single(file.Sections, s => s.Name == "__managedcode");
        Assert.True(code is { IsExecutable: true, IsAllocated: true, IsWritable: false });
        Assert.NotEmpty(code.Relocations);
        var fib = Assert.Single(file.Symbols, s => s.Name == "f0_0");
        Assert.Equal((code.Index, ElfConstants.SymbolFunction), (fib.Section, fib.Type));
        Assert.Contains(file.Symbols, s => s is { Name: "ml_host_call", IsUndefined: true });
    }

    /// <summary>Whatever the bytes are, the answer is an object or its one exception; what parses also links or is refused.</summary>
    [Fact]
    public void Mutated_objects_are_parsed_or_refused()
    {
        var random = new Random(20);
        var original = TestProgram.Object;
        var (accepted, refused) = (0, 0);
        for (var round = 0; round < 4000; round++)
        {
            var bytes = (byte[])original.Clone();
            var length = random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length;
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                // Headers and tables, mostly: in code any byte will do.
                var table = (int)BinaryPrimitives.ReadUInt64LittleEndian(original.AsSpan(40));
                var at = random.Next(3) switch { 0 => random.Next(64), 1 => random.Next(table, bytes.Length), _ => random.Next(bytes.Length) };
                bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => 0xff, _ => 0 };
            }
            try
            {
                ProgramImage.Build(TestProgram.Program, TestProgram.Cil, bytes.AsMemory(0, length), InstructionSet.X64V2);
                accepted++;
            }
            catch (WasmCompilationException)
            {
                refused++;
            }
        }
        Assert.True(accepted > 100 && refused > 100, $"{accepted} accepted, {refused} refused");
    }
}
