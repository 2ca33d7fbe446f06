using Microlight.Wasm.Binary;

namespace Microlight.Wasm.Components.Format;

/// <summary>Decodes canonical definitions (Binary.md, canonical definitions).</summary>
internal static class CanonDecoder
{
    public static CanonDefinition Read(ref ModuleReader reader)
    {
        var offset = reader.Position;
        var canon = new CanonDefinition(offset, (CanonKind)reader.ReadByte());
        switch (canon.Kind)
        {
            case CanonKind.Lift:
                ReadFunctionSort(ref reader);
                return canon with { Function = reader.ReadU32(), Options = ReadOptions(ref reader), Type = reader.ReadU32() };
            case CanonKind.Lower:
                ReadFunctionSort(ref reader);
                return canon with { Function = reader.ReadU32(), Options = ReadOptions(ref reader) };
            case CanonKind.ResourceNew or CanonKind.ResourceDrop or CanonKind.ResourceRep
                or CanonKind.StreamNew or CanonKind.StreamDropReadable or CanonKind.StreamDropWritable
                or CanonKind.FutureNew or CanonKind.FutureDropReadable or CanonKind.FutureDropWritable:
                return canon with { Type = reader.ReadU32() };
            case CanonKind.StreamRead or CanonKind.StreamWrite or CanonKind.FutureRead or CanonKind.FutureWrite:
                return canon with { Type = reader.ReadU32(), Options = ReadOptions(ref reader) };
            case CanonKind.StreamCancelRead or CanonKind.StreamCancelWrite or CanonKind.FutureCancelRead or CanonKind.FutureCancelWrite:
                return canon with { Type = reader.ReadU32(), Flag = ReadFlag(ref reader) };
            case CanonKind.TaskReturn:
                return canon with { Result = ComponentTypeDecoder.ReadResult(ref reader), Options = ReadOptions(ref reader) };
            case CanonKind.ContextGet or CanonKind.ContextSet:
                return canon with { ContextType = TypeDecoder.ReadValueType(ref reader), Item = reader.ReadU32() };
            case CanonKind.ErrorContextNew or CanonKind.ErrorContextDebugMessage:
                return canon with { Options = ReadOptions(ref reader) };
            case CanonKind.WaitableSetWait or CanonKind.WaitableSetPoll:
                return canon with { Flag = ReadFlag(ref reader), Item = reader.ReadU32() };
            case CanonKind.SubtaskCancel or CanonKind.ThreadSuspend or CanonKind.ThreadYield or CanonKind.ThreadSuspendThenResume or CanonKind.ThreadYieldThenResume
                or CanonKind.ThreadSuspendThenPromote or CanonKind.ThreadYieldThenPromote or CanonKind.ThreadAvailableParallelism:
                return canon with { Flag = ReadFlag(ref reader) };
            case CanonKind.ThreadNewIndirect:
                return canon with { Type = reader.ReadU32(), Item = reader.ReadU32() };
            case CanonKind.ThreadSpawnRef:
                return canon with { Flag = ReadFlag(ref reader), Type = reader.ReadU32() };
            case CanonKind.ThreadSpawnIndirect:
                return canon with { Flag = ReadFlag(ref reader), Type = reader.ReadU32(), Item = reader.ReadU32() };
            default:
                if (!Enum.IsDefined(canon.Kind)) throw InstanceDecoder.Malformed("canonical definition", (byte)canon.Kind, offset);
                return canon;
        }
    }

    private static void ReadFunctionSort(ref ModuleReader reader)
    {
        var offset = reader.Position;
        if (reader.ReadByte() is var sort and not 0) throw InstanceDecoder.Malformed("sort to lift or lower", sort, offset);
    }

    private static bool ReadFlag(ref ModuleReader reader) => ComponentTypeDecoder.ReadOption(ref reader);

    private static CanonOption[] ReadOptions(ref ModuleReader reader)
    {
        var options = new CanonOption[reader.ReadCount(ComponentLimits.CanonicalOptions, "canonical options")];
        for (var i = 0; i < options.Length; i++)
        {
            var offset = reader.Position;
            var kind = (CanonOptionKind)reader.ReadByte();
            options[i] = kind switch
            {
                CanonOptionKind.Memory or CanonOptionKind.Realloc or CanonOptionKind.PostReturn or CanonOptionKind.Callback => new CanonOption(kind, reader.ReadU32()),
                <= CanonOptionKind.Async => new CanonOption(kind, 0),
                _ => throw InstanceDecoder.Malformed("canonical option", (byte)kind, offset),
            };
        }
        return options;
    }
}
