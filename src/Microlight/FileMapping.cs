using Microlight.Abi;
using Microlight.Machine;

namespace Microlight;

/// <summary>A file of the host to put into a guest's address space (docs/files.md).</summary>
/// <param name="Path">A regular file that is not empty, of at most 16 GiB.</param>
/// <param name="Access">What the guest may do with its bytes.</param>
/// <param name="Address">
/// Where the guest finds it: a multiple of 2 MiB from 0x7d00_0000_0000 up to 0x7e00_0000_0000; null for a place that the sandbox chooses,
/// the same for the same files in the same order.
/// </param>
public sealed record FileMapping(string Path, FileMappingAccess Access = FileMappingAccess.ReadOnly, ulong? Address = null)
{
    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(Path);
        if (Access is not (FileMappingAccess.ReadOnly or FileMappingAccess.CopyOnWrite))
            throw new ArgumentException($"There is no file access {Access}.");
        if (Address is { } address && (address % PageTables.LargePage != 0 || address is < GuestLayout.FilesBase or >= GuestLayout.SystemBase))
            throw new ArgumentException(
                $"'{Path}' cannot be mapped at 0x{address:x}; give a multiple of 2 MiB from 0x{GuestLayout.FilesBase:x} and below 0x{GuestLayout.SystemBase:x}, or none.");
    }
}
