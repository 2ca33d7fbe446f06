using Microlight.Abi;
using Microlight.Debugging;

namespace Microlight.Fuzz.Images;

/// <summary>
/// Mutated guest images: each is read or refused with an <see cref="InvalidGuestImageException"/>, and what was read can be frozen and
/// looked through, within memory and time that its size bounds.
/// </summary>
public sealed class ImageFuzzer(IReadOnlyList<byte[]> seeds, int seed)
{
    private const long BaseMemory = 16 << 20, MemoryPerByte = 200;

    private readonly ImageMutator _mutator = new(seeds, new Random(seed));
    private readonly Random _random = new(seed);

    public Outcomes Outcomes { get; } = new();

    /// <summary>The images that failed, with <see cref="Outcomes.Failures"/> in the same order.</summary>
    public List<byte[]> Failed { get; } = [];

    public void Run(long count)
    {
        for (long i = 0; i < count; i++)
        {
            var image = _mutator.Next();
            var memory = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Try(image);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - memory;
                if (allocated > BaseMemory + MemoryPerByte * image.Length) throw new InvalidOperationException($"{allocated} bytes of memory for an image of {image.Length}");
            }
            catch (Exception exception)
            {
                Outcomes.Fail($"image {i}: {exception}");
                if (Failed.Count < 20) Failed.Add(image);
            }
        }
    }

    /// <summary>A backtrace from anywhere over a stack of anything: frames, and an end.</summary>
    private void Unwind(GuestImage image)
    {
        var code = image.Functions.Count == 0 ? GuestLayout.ImageBase : image.Functions[_random.Next(image.Functions.Count)].Address;
        var stack = GuestLayout.StackTop - 65536 + (ulong)_random.Next(8192) * 8;
        var unwinder = new Unwinder(image, (ulong address, out ulong value) =>
        {
            value = _random.Next(3) switch { 0 => code + (ulong)_random.Next(512), 1 => address + (ulong)_random.Next(64) * 8, _ => (ulong)_random.NextInt64() };
            return address - (GuestLayout.StackTop - 65536) < 65536 && _random.Next(32) != 0;
        });
        var registers = new GuestRegisters { Rip = code + (ulong)_random.Next(512), Rsp = stack, Rbp = stack + (ulong)_random.Next(128) * 8 };
        var frames = unwinder.Walk(registers, _random.Next(2) == 0);
        if (frames.Length is 0 or > Unwinder.MaximumFrames) throw new InvalidOperationException($"a backtrace has {frames.Length} frames");
    }

    private void Try(byte[] bytes)
    {
        GuestImage image;
        try
        {
            image = GuestImage.FromBytes(bytes, "fuzz");
        }
        catch (InvalidGuestImageException exception)
        {
            Outcomes.Refused("read", exception);
            return;
        }
        using (image)
        {
            for (var i = 0; i < 16; i++)
            {
                var address = GuestLayout.ImageBase + (ulong)_random.Next(0x30_0000);
                image.FindSymbol(address);
            }
            foreach (var function in image.Functions) image.FindSymbol(function.Address);
            for (var i = 0; i < 4; i++) Unwind(image);
            try
            {
                // As a sandbox would, without a machine: page tables, contents, regions.
                image.Freeze(image.KeyFor(new SandboxOptions { MaximumMemory = 1UL << 30, MailboxBufferSize = 4096 })).Release();
                Outcomes.Count("accepted");
            }
            catch (InvalidGuestImageException exception)
            {
                Outcomes.Refused("freeze", exception);
            }
        }
    }
}
