using System.Net;

namespace Microlight.Wasi.Sockets;

/// <summary>
/// Finds the addresses of a host's name for guests. What it answers is checked against the policy afterwards, so it need not be trusted.
/// </summary>
/// <param name="name">In ASCII, lower case, without a dot at its end.</param>
/// <param name="cancellationToken">Cancelled when nobody wants to know any more.</param>
/// <returns>Its addresses; none if there is no such name.</returns>
/// <exception cref="System.Net.Sockets.SocketException">It cannot be found out.</exception>
public delegate Task<IReadOnlyList<IPAddress>> NameResolver(string name, CancellationToken cancellationToken);
