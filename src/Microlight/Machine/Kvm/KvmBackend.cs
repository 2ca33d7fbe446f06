namespace Microlight.Machine.Kvm;

/// <summary>Virtual machines: memory is private to the host process, and the guest's physical memory by slots.</summary>
internal sealed class KvmBackend : Backend
{
    public override void ThrowUnlessAvailable() => KvmSystem.Open();

    public override CpuFeatures Features => KvmSystem.Open().Cpuid.Features;

    public override GuestPages MapSystem(MemoryLayer layer)
    {
        var pages = PrivatePages.OfSystem(layer);
        try
        {
            if (layer.Base is not null) pages.MapData(layer);
            return pages;
        }
        catch
        {
            pages.Dispose();
            throw;
        }
    }

    public override GuestPages MapRegion(ulong bytes) => PrivatePages.OfRegion(bytes);

    public override IVirtualMachine CreateMachine(SandboxMemory memory)
    {
        var machine = new KvmMachine(KvmSystem.Open(), memory.Image.PageTableRoot);
        try
        {
            memory.AttachTo(machine);
            return machine;
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }
}
