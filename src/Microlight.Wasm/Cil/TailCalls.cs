using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>
/// What a program's tail calls go to. Each target has a symbol of its own, through which only tail calls go, so that the linker can prove
/// that the code generator made jumps of all of them. An indirect one jumps to a symbol that stands for a register: the last integer argument.
/// </summary>
internal sealed class TailCalls
{
    /// <summary>Integer arguments of the System V ABI in registers.</summary>
    private const int IntegerRegisters = 6;

    public TailCalls(LinkedProgram program)
    {
        var (functions, types) = (new HashSet<FunctionReference>(), new HashSet<int>());
        foreach (var instance in program.Instances)
        {
            if (!instance.Module.HasTailCalls) continue;
            foreach (var body in instance.Module.Bodies)
            {
                var reader = new InstructionReader(instance.Module.Bytes.Span, body.Code, body.End);
                while (reader.Read(out var instruction))
                {
                    if (instruction.Opcode == Opcode.ReturnCall && functions.Add(instance.Functions[instruction.A])) Functions.Add(instance.Functions[instruction.A]);
                    if (instruction.Opcode is not (Opcode.ReturnCallIndirect or Opcode.ReturnCallRef)) continue;
                    var type = instance.TypeIds[instruction.A];
                    if (types.Add(type)) Types.Add(type);
                }
            }
        }
    }

    /// <summary>Functions that are called in tail position by name.</summary>
    public List<FunctionReference> Functions { get; } = [];
    /// <summary>Ids of the types of indirect tail calls.</summary>
    public List<int> Types { get; } = [];

    public static string Symbol(FunctionReference function) => "t" + ProgramLayout.Symbol(function);

    /// <summary>The symbol of a jump to the address in integer argument register <paramref name="register"/>, or in the jump cell if there are no more registers.</summary>
    public static string JumpSymbol(int register) => register < IntegerRegisters ? $"{RuntimeContract.JumpSymbol}{register}" : RuntimeContract.JumpMemorySymbol;

    public static bool HasRegister(int register) => register < IntegerRegisters;
}
