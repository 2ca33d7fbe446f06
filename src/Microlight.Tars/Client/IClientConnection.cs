namespace Microlight.Tars.Client;

/// <summary>A way to a server, for many calls at once.</summary>
internal interface IClientConnection
{
    /// <summary>Whether calls can still be made.</summary>
    bool IsOpen { get; }

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <param name="id">The request's.</param>
    /// <param name="frame">The packet, its length included; not needed any longer when the method has returned its task.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TarsCallException">The connection was lost.</exception>
    Task<TarsReply> CallAsync(int id, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken);

    /// <summary>Sends a packet.</summary>
    /// <exception cref="TarsCallException">The connection was lost.</exception>
    void Send(ReadOnlySpan<byte> frame);

    void Close();
}
