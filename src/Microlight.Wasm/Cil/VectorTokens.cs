using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Microlight.Wasm.Binary;
using Microlight.Wasm.Ir;

namespace Microlight.Wasm.Cil;

/// <summary>Metadata tokens of the vector type, of the methods that are machine instructions, and of the runtime's class Vector.</summary>
internal sealed class VectorTokens
{
    public const string Intrinsics = "System.Runtime.Intrinsics";
    /// <summary>Letters of <see cref="VectorMethod.Types"/> at the place of their element type codes (ECMA-335 II.23.1.16), from 4.</summary>
    private const string Letters = "BbhHiulLfd";

    private readonly MetadataBuilder _metadata;
    private readonly ProgramTokens _tokens;
    private readonly Dictionary<VectorMethod, MemberReferenceHandle> _methods = [];
    private readonly Dictionary<Opcode, MemberReferenceHandle> _runtimeByOpcode = [];
    private readonly Dictionary<string, MemberReferenceHandle> _runtime = [];

    public VectorTokens(MetadataBuilder metadata, ProgramTokens tokens, EntityHandle runtime)
    {
        (_metadata, _tokens) = (metadata, tokens);
        var type = new BlobBuilder();
        tokens.WriteType(type, ProgramTokens.ElementType(IrType.V128));
        Type = metadata.AddTypeSpecification(metadata.GetOrAddBlob(type));
        AddMethods();
        AddRuntime(tokens.TypeReference(runtime, RuntimeContract.RuntimeNamespace, "Vector"));
    }

    /// <summary>What a v128 is in CIL, for ldobj and stobj.</summary>
    public TypeSpecificationHandle Type { get; }

    public EntityHandle this[in VectorMethod method] => _methods[method];
    /// <summary>The method of the runtime's Vector that is an instruction.</summary>
    public EntityHandle Runtime(Opcode op) => _runtimeByOpcode[op];
    /// <summary>Another method of the runtime's Vector.</summary>
    public EntityHandle Runtime(string name) => _runtime[name];

    private void AddMethods()
    {
        var classes = new Dictionary<string, TypeReferenceHandle>();
        TypeReferenceHandle Class(string name)
        {
            if (classes.TryGetValue(name, out var handle)) return handle;
            handle = name.Length == 0 ? _tokens.TypeReference(_tokens.System, Intrinsics, "Vector128")
                : name.EndsWith(".X64", StringComparison.Ordinal) ? _tokens.TypeReference(Class(name[..^4]), "", "X64")
                : _tokens.TypeReference(_tokens.System, Intrinsics + ".X86", name);
            classes.Add(name, handle);
            return handle;
        }
        foreach (var method in VectorMethods.Others.Concat(VectorMethods.ByOpcode.Values))
        {
            var key = method with { Swapped = false };
            if (!_methods.TryGetValue(key, out var handle))
                _methods.Add(key, handle = _metadata.AddMemberReference(Class(method.Class), _metadata.GetOrAddString(method.Name), Signature(method.Types)));
            if (method.Swapped) _methods.TryAdd(method, handle);
        }
    }

    private BlobHandle Signature(string types)
    {
        var codes = new List<byte>();
        for (var i = 0; i < types.Length; i++)
        {
            if (types[i] == '>') continue;
            var number = types[i] == '.';
            if (number) i++;
            codes.Add(types[i] == '#' ? (byte)0x05 : (byte)(Letters.IndexOf(types[i]) + 4 | (number ? 0 : 0x80)));
        }
        return _tokens.MethodSignature(codes[^1], codes.ToArray().AsSpan(0, codes.Count - 1));
    }

    private void AddRuntime(EntityHandle type)
    {
        MemberReferenceHandle Member(string name, IrType result, params ReadOnlySpan<IrType> parameters)
        {
            Span<byte> codes = stackalloc byte[parameters.Length];
            for (var i = 0; i < codes.Length; i++) codes[i] = ProgramTokens.ElementType(parameters[i]);
            return _metadata.AddMemberReference(type, _metadata.GetOrAddString(name), _tokens.MethodSignature(ProgramTokens.ElementType(result), codes));
        }
        const byte u8 = 0x0b, i4 = 0x08, none = 0x01, boolean = 0x02;
        var vector = ProgramTokens.ElementType(IrType.V128);
        void Add(string name, byte result, params ReadOnlySpan<byte> parameters) =>
            _runtime.Add(name, _metadata.AddMemberReference(type, _metadata.GetOrAddString(name), _tokens.MethodSignature(result, parameters)));

        foreach (var op in Enum.GetValues<Opcode>())
        {
            if (!IsRuntime(op)) continue;
            var name = op.ToString();
            var result = NumericTypes.Result(op);
            var (first, second) = (NumericTypes.VectorOperand(op, 0), NumericTypes.VectorOperand(op, 1));
            _runtimeByOpcode.Add(op, VectorOpcodes.Shape(op) switch
            {
                VectorShape.Binary or VectorShape.Shift => Member(name, result, first, second),
                VectorShape.Ternary => Member(name, result, first, second, IrType.V128),
                VectorShape.ExtractLane => Member(name, result, first, IrType.I32),
                VectorShape.ReplaceLane => Member(name, result, first, second, IrType.I32),
                VectorShape.Load => _metadata.AddMemberReference(type, _metadata.GetOrAddString(name), _tokens.MethodSignature(vector, u8)),
                VectorShape.LoadLane => _metadata.AddMemberReference(type, _metadata.GetOrAddString(name), _tokens.MethodSignature(vector, vector, u8, i4)),
                VectorShape.StoreLane => _metadata.AddMemberReference(type, _metadata.GetOrAddString(name), _tokens.MethodSignature(none, u8, vector, i4)),
                _ => Member(name, result, first),
            });
        }
        foreach (var test in (ReadOnlySpan<string>)["IsZero", "I8x16HasZero", "I16x8HasZero", "I32x4HasZero", "I64x2HasZero"]) Add(test, boolean, vector);
        foreach (var shift in (ReadOnlySpan<string>)["I8x16ShlBy", "I8x16ShrSBy", "I8x16ShrUBy", "I64x2ShrSBy"]) Add(shift, vector, vector, 0x05);
        foreach (var ternary in (ReadOnlySpan<string>)["Blend", "F32x4Madd", "F32x4Nmadd", "F64x2Madd", "F64x2Nmadd", "I32x4DotI8x16AddS"]) Add(ternary, vector, vector, vector, vector);
        Add("I16x8DotI8x16S", vector, vector, vector);
        foreach (var half in (ReadOnlySpan<string>)["Low", "High"]) Add(half, 0x0a, vector);
        Add("Join", vector, 0x0a, 0x0a);
        Add("LoadWhole", vector, u8);
    }

    /// <summary>Methods of the runtime: what is no single machine instruction and not written by the compiler in another way.</summary>
    private static bool IsRuntime(Opcode op) => VectorOpcodes.Shape(op) switch
    {
        VectorShape.None or VectorShape.Constant or VectorShape.Store or VectorShape.Shuffle => false,
        VectorShape.Load => op != Opcode.V128Load,
        VectorShape.LoadLane => op == Opcode.V128Load64Lane,
        VectorShape.StoreLane => op is Opcode.V128Store32Lane or Opcode.V128Store64Lane,
        VectorShape.ExtractLane or VectorShape.ReplaceLane => op is Opcode.F32x4ExtractLane or Opcode.F32x4ReplaceLane or Opcode.F64x2ExtractLane or Opcode.F64x2ReplaceLane,
        VectorShape.Test => op == Opcode.I16x8Bitmask,
        _ => !VectorMethods.ByOpcode.ContainsKey(op),
    };
}
