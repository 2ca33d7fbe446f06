using Microlight.Wasm.Binary;

namespace Microlight.Fuzz.Programs;

/// <summary>Function references and tables of them.</summary>
internal sealed partial class FunctionGenerator
{
    private uint AnyTable() => (uint)random.Next(shape.Tables);

    private void ElementIndex(int depth)
    {
        Expression(WasmType.I32, depth + 1);
        if (Chance(3)) return;
        I32(ModuleShape.TableSize - 1);
        code.Opcode(Opcode.I32And);
    }

    private void Reference(int depth)
    {
        switch (random.Next(3))
        {
            case 0:
                code.Opcode(Opcode.RefNull);
                code.HeapType(WasmType.FuncRef);
                break;
            case 1:
                Index(Opcode.RefFunc, (uint)random.Next(shape.Functions.Count));
                break;
            default:
                ElementIndex(depth);
                Index(Opcode.TableGet, AnyTable());
                break;
        }
    }

    /// <summary>An i32 about a table or a reference.</summary>
    private void TableQuestion(int depth)
    {
        switch (random.Next(3))
        {
            case 0:
                Index(Opcode.TableSize, AnyTable());
                break;
            case 1:
                Reference(depth);
                I32(random.Next(3));
                Index(Opcode.TableGrow, AnyTable());
                break;
            default:
                Reference(depth);
                code.Opcode(Opcode.RefIsNull);
                break;
        }
    }

    private void TableStatement(int depth)
    {
        // Table 0 is what calls go through: changed now and then only.
        var table = Chance(15) ? 0 : (uint)(shape.Tables - 1);
        switch (random.Next(5))
        {
            case 0:
                ElementIndex(depth);
                Reference(depth);
                Index(Opcode.TableSet, table);
                break;
            case 1:
                ElementIndex(depth);
                Reference(depth);
                I32(random.Next(4));
                Index(Opcode.TableFill, table);
                break;
            case 2:
                ElementIndex(depth);
                ElementIndex(depth);
                I32(random.Next(4));
                Index(Opcode.TableCopy, table);
                code.Unsigned(AnyTable());
                break;
            case 3:
                ElementIndex(depth);
                I32(random.Next(3));
                I32(random.Next(3));
                Index(Opcode.TableInit, (uint)random.Next(shape.ElementSegments));
                code.Unsigned(table);
                break;
            default:
                Index(Opcode.ElemDrop, (uint)random.Next(shape.ElementSegments));
                break;
        }
    }
}
