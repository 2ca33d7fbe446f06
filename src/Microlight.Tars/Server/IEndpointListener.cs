using System.Net;

namespace Microlight.Tars.Server;

/// <summary>Takes requests at an endpoint.</summary>
internal interface IEndpointListener
{
    /// <summary>Where, the port as the operating system chose it.</summary>
    IPEndPoint Address { get; }

    /// <summary>Takes no more requests; done when the last has been taken.</summary>
    Task StopReadingAsync();

    /// <summary>Waits until all replies are with the operating system.</summary>
    Task FlushAsync();

    /// <summary>Closes everything at once.</summary>
    void Close();
}
