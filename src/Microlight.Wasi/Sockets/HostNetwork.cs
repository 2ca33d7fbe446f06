using Wasi.Sockets;

namespace Microlight.Wasi.Sockets;

/// <summary>The network as a resource: there is one, and what may be done with it is the policy's.</summary>
internal sealed class HostNetwork : Network;
