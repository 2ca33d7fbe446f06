namespace Microlight.Wasi.Preview1;

/// <summary>sock_*: WASI 0.1 has no way to make a socket and none is granted, so that whatever is open is not one.</summary>
internal sealed class SocketFunctions(DescriptorTable descriptors)
{
    public Errno Refuse(uint descriptor) => descriptors.TryGet(descriptor, out _) ? Errno.NotSocket : Errno.BadDescriptor;
}
