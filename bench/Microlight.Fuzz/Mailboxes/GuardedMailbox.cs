using Microlight.Abi;
using Microlight.Machine;

namespace Microlight.Fuzz.Mailboxes;

/// <summary>
/// Memory for a mailbox that ends where a page without access begins, and begins where one ends: whoever leaves it ends the process.
/// Unsafe for the one reason that the code under test takes a pointer.
/// </summary>
internal sealed unsafe class GuardedMailbox : IDisposable
{
    private const int Guard = 1 << 20;
    private readonly HostMapping _mapping;

    public GuardedMailbox(int bufferSize)
    {
        BufferSize = bufferSize;
        Length = MailboxLayout.Buffer + bufferSize;
        _mapping = HostMapping.Reserve((nuint)(Guard + Length + Guard), 4096);
        Linux.Check(Linux.mprotect(_mapping.Address + Guard, (nuint)Length, Linux.PROT_READ | Linux.PROT_WRITE), "mprotect");
        Mailbox = new Mailbox((byte*)_mapping.Address + Guard, bufferSize);
        Mailbox.WriteHeader(1);
    }

    public int BufferSize { get; }
    public int Length { get; }
    public Mailbox Mailbox { get; }

    /// <summary>All of it, as a guest may write it.</summary>
    public Span<byte> Bytes => new((byte*)_mapping.Address + Guard, Length);

    public void Dispose() => _mapping.Dispose();
}
