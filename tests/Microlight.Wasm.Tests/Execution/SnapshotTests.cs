using Microlight.Wasm.Binary;
using Microlight.Wasm.Tests.Support;

namespace Microlight.Wasm.Tests.Execution;

/// <summary>Snapshots of instances: what a start function did is in them, and it does not run again.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();
    private int _starts;

    public void Dispose() => File.Delete(_path);

    [SkippableFact]
    public void An_instance_from_a_snapshot_goes_on_where_it_was()
    {
        Skip.IfNot(File.Exists("/dev/kvm"), "needs /dev/kvm");
        using var image = GuestImage.FromBytes(WasmCompiler.Compile(Module), "snapshots");
        var options = new SandboxOptions { HostFunctions = new HostFunctions().Add(("host", "started"), () => { _starts++; }) };
        using (var instance = WasmInstance.Create(image, options))
        {
            Assert.Equal((1, 11001), (_starts, Next(instance)));
            Assert.Equal((1, 12002), (_starts, Next(instance)));
            Assert.Equal(1, instance.Invoke("grow", [])[0].AsInt32());
            using var snapshot = instance.TakeSnapshot();
            Assert.Equal(13003, Next(instance));
            snapshot.Save(_path);

            using var created = WasmInstance.Create(snapshot, options);
            for (var round = 0; round < 2; round++)
            {
                Assert.Equal(13003, Next(created));
                Assert.Equal(2, created.Invoke("grow", [])[0].AsInt32());
                // A trap leaves memory as it was for who goes on, and is cured by either restore.
                Assert.Throws<WasmTrapException>(() => created.Invoke("trap", []));
                created.Sandbox.ContinueAfterTrap();
                Assert.Equal(14004, Next(created));
                Assert.Throws<WasmTrapException>(() => created.Invoke("trap", []));
                if (round == 0) created.Restore();
                else created.Restore(snapshot);
            }
            Assert.Equal(13003, Next(created));
            instance.Restore(snapshot);
            Assert.Equal((1, 13003), (_starts, Next(instance)));
            instance.Restore();
            Assert.Equal((2, 11001), (_starts, Next(instance)));
        }
        using var loaded = Snapshot.Load(image, _path);
        using var again = WasmInstance.Create(loaded, options);
        Assert.Equal((2, 13003), (_starts, Next(again)));
        Assert.Equal(2, again.Invoke("grow", [])[0].AsInt32());
        Assert.Throws<ImportException>(() => WasmInstance.Create(loaded));
    }

    private static int Next(WasmInstance instance) => instance.Invoke("next", [])[0].AsInt32();

    /// <summary>
    /// (import "host" "started" (func)) (memory 1 10) (global (mut i32) 0); the start function calls the import and adds 10 to the global;
    /// next adds 1 to the global and to the word at 100 and returns global * 1000 + word; grow is memory.grow 1; trap is unreachable.
    /// </summary>
    private static byte[] Module { get; } = ModuleWriter.Module(
        ModuleWriter.Section(SectionId.Type, ModuleWriter.FunctionType([], []), ModuleWriter.FunctionType([], [WasmType.I32])),
        ModuleWriter.Section(SectionId.Import, new ModuleWriter().Name("host").Name("started").Byte((byte)ExternalKind.Function).U32(0)),
        ModuleWriter.Section(SectionId.Function, new ModuleWriter().U32(0), new ModuleWriter().U32(1), new ModuleWriter().U32(1), new ModuleWriter().U32(0)),
        ModuleWriter.Section(SectionId.Memory, new ModuleWriter().Limits(1, 10)),
        ModuleWriter.Section(SectionId.Global, new ModuleWriter().GlobalType(new GlobalType(WasmType.I32, true)).Raw([0x41, 0, 0x0b])),
        ModuleWriter.Section(SectionId.Export,
            ModuleWriter.Export("next", ExternalKind.Function, 2), ModuleWriter.Export("grow", ExternalKind.Function, 3), ModuleWriter.Export("trap", ExternalKind.Function, 4)),
        ModuleWriter.RawSection(SectionId.Start, new ModuleWriter().U32(1)),
        ModuleWriter.Section(SectionId.Code,
            // call 0; global 0 += 10
            ModuleWriter.Body(0x10, 0, 0x23, 0, 0x41, 10, 0x6a, 0x24, 0),
            // [100] += 1; global 0 += 1; global 0 * 1000 + [100]
            ModuleWriter.Body(0x41, 0xe4, 0, 0x41, 0xe4, 0, 0x28, 2, 0, 0x41, 1, 0x6a, 0x36, 2, 0, 0x23, 0, 0x41, 1, 0x6a, 0x24, 0,
                0x23, 0, 0x41, 0xe8, 7, 0x6c, 0x41, 0xe4, 0, 0x28, 2, 0, 0x6a),
            ModuleWriter.Body(0x41, 1, 0x40, 0),
            ModuleWriter.Body(0)));
}
