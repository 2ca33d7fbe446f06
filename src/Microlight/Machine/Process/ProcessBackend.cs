namespace Microlight.Machine.Process;

/// <summary>Child processes: memory is in files that host and child share.</summary>
internal sealed class ProcessBackend : Backend
{
    public override void ThrowUnlessAvailable() => ProcessSupport.ThrowUnlessAvailable();

    public override CpuFeatures Features => CpuFeatures.OfProcessor;

    public override GuestPages MapSystem(MemoryLayer layer) => SharedPages.OfSystem(layer);

    public override GuestPages MapRegion(ulong bytes) => SharedPages.OfRegion(bytes);

    public override IVirtualMachine CreateMachine(SandboxMemory memory) => new ProcessMachine(Mappings(memory), memory.TryRead);

    /// <summary>What the child maps: the guest's view of the same files that the host has mapped.</summary>
    private static List<GuestMapping> Mappings(SandboxMemory memory)
    {
        var mappings = new List<GuestMapping>();
        var image = memory.Layer.Root.File.Descriptor.Number;
        var system = ((SharedPages)memory.System).File.Number;
        foreach (var range in memory.Image.Ranges)
        {
            var isWritable = range.Flags.HasFlag(PageFlags.Writable);
            var protection = Linux.PROT_READ | (isWritable ? Linux.PROT_WRITE : 0) | (range.Flags.HasFlag(PageFlags.NoExecute) ? 0 : ProcessNative.PROT_EXEC);
            mappings.Add(new GuestMapping(range.Address, range.Bytes, protection, isWritable, isWritable ? system : image, range.Offset));
        }
        foreach (var region in memory.Regions)
            if (region.Pages is SharedPages pages)
                mappings.Add(new GuestMapping(region.Address, region.MaximumSize, Linux.PROT_READ | Linux.PROT_WRITE, Shared: true, pages.File.Number, 0));
        foreach (var file in memory.Files?.All ?? [])
            mappings.Add(new GuestMapping(file.Info.Address, file.MappedBytes, Linux.PROT_READ | (file.IsWritable ? Linux.PROT_WRITE : 0), Shared: false, file.Number, 0));
        return mappings;
    }
}
