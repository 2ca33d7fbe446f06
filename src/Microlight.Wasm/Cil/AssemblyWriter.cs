using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Microlight.Wasm.Ir;
using Microlight.Wasm.Linking;

namespace Microlight.Wasm.Cil;

/// <summary>Puts finished methods into a portable executable: two classes, one for globals, one for all methods.</summary>
internal sealed class AssemblyWriter
{
    private const string MethodsClass = "Functions", PendingClass = "Pending";
    private const MethodAttributes Attributes = MethodAttributes.Public | MethodAttributes.Static | MethodAttributes.HideBySig;

    private readonly MetadataBuilder _metadata;
    private readonly ProgramTokens _tokens;
    private readonly BlobBuilder _code = new();
    private readonly MethodBodyStreamEncoder _bodies;
    private readonly Dictionary<BlobHandle, StandaloneSignatureHandle> _localSignatures = [];
    private readonly MemberReferenceHandle _export, _import;
    private readonly PositionWriter _positions = new();

    public AssemblyWriter(MetadataBuilder metadata, ProgramTokens tokens)
    {
        (_metadata, _tokens) = (metadata, tokens);
        _bodies = new MethodBodyStreamEncoder(_code);
        _export = Attribute("RuntimeExportAttribute", 1);
        _import = Attribute("RuntimeImportAttribute", 2);
    }

    private MemberReferenceHandle Attribute(string name, int strings)
    {
        var signature = new BlobBuilder();
        signature.WriteBytes((byte[])[0x20, (byte)strings, 0x01]);
        for (var i = 0; i < strings; i++) signature.WriteByte(0x0e);
        return _metadata.AddMemberReference(_tokens.TypeReference(_tokens.System, "System.Runtime", name), _metadata.GetOrAddString(".ctor"), _metadata.GetOrAddBlob(signature));
    }

    private void Attach(MethodDefinitionHandle method, MemberReferenceHandle attribute, params ReadOnlySpan<string> arguments)
    {
        var value = new BlobBuilder();
        value.WriteUInt16(1);
        foreach (var argument in arguments) value.WriteSerializedString(argument);
        value.WriteUInt16(0);
        _metadata.AddCustomAttribute(method, attribute, _metadata.GetOrAddBlob(value));
    }

    /// <summary>A method under an object symbol of its own name.</summary>
    public void Add(string symbol, BlobHandle signature, CilMethod method, bool optimize)
    {
        foreach (var (at, bits) in method.Code.HiddenConstants) method.Code.PatchHidden(at, _tokens.Layout.HiddenConstant(bits));
        var body = _bodies.AddMethodBody(method.Code.Length, method.MaximumStack, 0, false, Locals(method.Locals), method.InitializeLocals ? MethodBodyAttributes.InitLocals : MethodBodyAttributes.None);
        new BlobWriter(body.Instructions).WriteBytes(method.Code.Bytes.ToArray());
        var optimized = method.Inline ? MethodImplAttributes.AggressiveInlining : MethodImplAttributes.IL;
        var implementation = optimize && method.Optimize ? optimized : MethodImplAttributes.NoOptimization | MethodImplAttributes.NoInlining;
        _positions.Add(method.Positions);
        Attach(_metadata.AddMethodDefinition(Attributes, implementation, _metadata.GetOrAddString(symbol), signature, body.Offset, default), _export, symbol);
    }

    /// <summary>A method that is a symbol of the linker.</summary>
    public void Import(string symbol, BlobHandle signature) => Import(symbol, symbol, signature);

    /// <summary>Several methods may be one symbol.</summary>
    public MethodDefinitionHandle Import(string name, string symbol, BlobHandle signature)
    {
        _positions.Add([]);
        var method = _metadata.AddMethodDefinition(Attributes, MethodImplAttributes.InternalCall, _metadata.GetOrAddString(name), signature, -1, default);
        Attach(method, _import, "*", symbol);
        return method;
    }

    private StandaloneSignatureHandle Locals(IReadOnlyList<IrType> types)
    {
        if (types.Count == 0) return default;
        var blob = new BlobBuilder();
        blob.WriteByte(0x07);
        blob.WriteCompressedInteger(types.Count);
        foreach (var type in types) _tokens.WriteType(blob, ProgramTokens.ElementType(type));
        var handle = _metadata.GetOrAddBlob(blob);
        if (!_localSignatures.TryGetValue(handle, out var signature)) _localSignatures.Add(handle, signature = _metadata.AddStandaloneSignature(handle));
        return signature;
    }

    private void AddFields(LinkedProgram program)
    {
        void Field(string name, IrType type)
        {
            var signature = new BlobBuilder();
            signature.WriteByte(0x06);
            _tokens.WriteType(signature, ProgramTokens.ElementType(type));
            _metadata.AddFieldDefinition(FieldAttributes.Public | FieldAttributes.Static, _metadata.GetOrAddString(name), _metadata.GetOrAddBlob(signature));
        }
        foreach (var global in program.Globals)
        {
            Field($"g{global.Index}", IrTypes.Of(global.Type.Type));
            if (ProgramTokens.IsSmall(global)) Field($"p{global.Index}", IrType.I32);
        }
        foreach (var (name, type) in _tokens.SlotFields()) Field(name, type);
    }

    /// <summary>The assembly, and the PDB that goes with it.</summary>
    public (byte[] Assembly, byte[] Positions) Finish(LinkedProgram program)
    {
        AddFields(program);
        var name = RuntimeContract.ProgramAssembly;
        _metadata.AddModule(0, _metadata.GetOrAddString(name + ".dll"), _metadata.GetOrAddGuid(new Guid("6d6c6967-6874-4d57-9f0a-000000000001")), default, default);
        _metadata.AddAssembly(_metadata.GetOrAddString(name), new Version(0, 0, 0, 0), default, default, default, AssemblyHashAlgorithm.None);
        var field = MetadataTokens.FieldDefinitionHandle(1);
        var method = MetadataTokens.MethodDefinitionHandle(1);
        var baseType = _tokens.TypeReference(_tokens.System, "System", "Object");
        var attributes = TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;
        _metadata.AddTypeDefinition(default, default, _metadata.GetOrAddString("<Module>"), default, field, method);
        _metadata.AddTypeDefinition(attributes, default, _metadata.GetOrAddString(RuntimeContract.GlobalsClass), baseType, field, method);
        // A class of its own: the code generator reaches the first field of a class by one RIP-relative operand, the others over a register.
        if (program.Tags.Length > 0) _metadata.AddTypeDefinition(attributes, default, _metadata.GetOrAddString(PendingClass), baseType, _tokens.Pending, method);
        var noField = MetadataTokens.FieldDefinitionHandle(_metadata.GetRowCount(TableIndex.Field) + 1);
        _metadata.AddTypeDefinition(attributes, default, _metadata.GetOrAddString(MethodsClass), baseType, noField, method);
        var debug = new DebugDirectoryBuilder();
        debug.AddCodeViewEntry(PositionWriter.FileName, PositionWriter.Id, 0x0100);
        var image = new ManagedPEBuilder(new PEHeaderBuilder(imageCharacteristics: Characteristics.ExecutableImage | Characteristics.Dll), new MetadataRootBuilder(_metadata), _code, debugDirectoryBuilder: debug,
            deterministicIdProvider: _ => new BlobContentId(new Guid("6d6c6967-6874-4d57-9f0a-000000000002"), 0));
        var bytes = new BlobBuilder();
        image.Serialize(bytes);
        return (bytes.ToArray(), _positions.Finish(_metadata.GetRowCounts()));
    }
}
