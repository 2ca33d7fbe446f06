using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microlight.Machine;

/// <summary>
/// Finds the pages of a private mapping that were written since it was made: those that are present or swapped out, no longer the
/// file's and not the shared zero page. PAGEMAP_SCAN of /proc/self/pagemap (include/uapi/linux/fs.h,
/// Documentation/admin-guide/mm/pagemap.rst; Linux 6.7).
/// </summary>
internal static unsafe class PageScanner
{
    private const uint PAGEMAP_SCAN = 0xC060_6610;
    private const ulong PAGE_IS_FILE = 1 << 2, PAGE_IS_PRESENT = 1 << 3, PAGE_IS_SWAPPED = 1 << 4, PAGE_IS_PFNZERO = 1 << 5;
    /// <summary>Ranges per system call; the kernel's buffer for more would be whole pages, which it takes and gives back each time.</summary>
    private const int Batch = 256;

    private static readonly Lazy<int> s_pagemap = new(Open);

    /// <summary>struct page_region.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PageRange
    {
        public ulong Start, End, Categories;
    }

    /// <summary>struct pm_scan_arg.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ScanArguments
    {
        public ulong Size, Flags, Start, End, WalkEnd, Ranges, RangeCount, MaximumPages, CategoryInverted, CategoryMask, CategoryAnyOfMask, ReturnMask;
    }

    /// <summary>Calls <paramref name="written"/> with each range (host addresses) of written pages in [start, end).</summary>
    // The ranges are the kernel's to write: clearing them first would take longer than a scan that finds little.
    [SkipLocalsInit]
    public static void Scan<TState>(nint start, nint end, ref TState state, delegate*<ref TState, nint, nint, void> written)
        where TState : allows ref struct
    {
        var ranges = stackalloc PageRange[Batch];
        while (start < end)
        {
            var scan = new ScanArguments
            {
                Size = (ulong)sizeof(ScanArguments),
                Start = (ulong)start,
                End = (ulong)end,
                Ranges = (ulong)ranges,
                RangeCount = Batch,
                CategoryInverted = PAGE_IS_FILE | PAGE_IS_PFNZERO,
                CategoryMask = PAGE_IS_FILE | PAGE_IS_PFNZERO,
                CategoryAnyOfMask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
                ReturnMask = PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
            };
            var count = Linux.Check(Linux.ioctl(s_pagemap.Value, PAGEMAP_SCAN, (nint)(&scan)), "PAGEMAP_SCAN");
            for (var i = 0; i < count; i++) written(ref state, (nint)ranges[i].Start, (nint)ranges[i].End);
            start = (nint)scan.WalkEnd;
        }
    }

    /// <exception cref="HypervisorUnavailableException">The kernel is too old.</exception>
    public static void ThrowUnlessAvailable()
    {
        var scan = new ScanArguments { Size = (ulong)sizeof(ScanArguments), CategoryAnyOfMask = PAGE_IS_PRESENT, ReturnMask = PAGE_IS_PRESENT };
        if (Linux.ioctl(s_pagemap.Value, PAGEMAP_SCAN, (nint)(&scan)) < 0)
            throw new HypervisorUnavailableException("The kernel lacks PAGEMAP_SCAN, which restores need; Microlight needs Linux 6.7 or newer.");
    }

    private static int Open() => Linux.Check(Linux.open("/proc/self/pagemap", Linux.O_RDONLY | Linux.O_CLOEXEC), "Opening /proc/self/pagemap");
}
